"""What a hazard adds to its case; criteria of major hazards; a region's own numbers; headers of foreign ledgers."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import AT_HOME, FROM_ABOVE, IN_SCOPE, PathField, PathKey, RowPolicy
from anlan.work.cases.models import Case

# Whoever sees the case sees its facts, outside bodies named in it included.
WITH_CASE = "exists (select 1 from cases_case c where c.id = hazards_hazard.case_id)"


class Hazard(models.Model):
    """The facts of one hazard: what was found, the five assurances, listed supervision, hand-over, look-back."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, db_constraint=False, related_name="hazard")
    unit_path = PathField()
    category = models.TextField()
    description = models.TextField()
    grade = models.TextField()
    criteria = models.JSONField(default=list)  # codes of the yes-facts ticked
    danger = models.BooleanField(default=False)  # people must leave, use must stop, at once
    found_by_id = models.BigIntegerField()
    found_at = models.DateTimeField()
    # the five assurances: 责任 措施 资金 时限 预案
    responsible_id = models.BigIntegerField(null=True)
    responsible_title = models.TextField(blank=True, default="")
    measures = models.TextField(blank=True, default="")
    money = models.DecimalField(null=True, max_digits=12, decimal_places=2)  # yuan
    money_source = models.TextField(blank=True, default="")
    deadline = models.DateTimeField(null=True)
    plan = models.TextField(blank=True, default="")
    # listed supervision
    lister = models.ForeignKey("org.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    list_number = models.TextField(blank=True, default="")
    list_signer = models.TextField(blank=True, default="")
    list_deadline = models.DateTimeField(null=True)
    # handed to an outside body
    outside = models.ForeignKey("org.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    outside_since = models.DateTimeField(null=True)
    outside_done_at = models.DateTimeField(null=True)
    duplicate_of = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    on_site_at = models.DateTimeField(null=True)  # somebody scanned the code at the place
    on_site_by_id = models.BigIntegerField(null=True)
    look_back_at = models.DateTimeField(null=True)  # when to look again; None: not wanted, or under way
    looked_back_at = models.DateTimeField(null=True)
    look_back_result = models.TextField(blank=True, default="")
    external_number = models.TextField(blank=True, default="")  # its number on the city's work-safety platform
    # does it come back? (recurring.py)
    place_id = models.BigIntegerField(null=True)  # the place of the case, beside the category so that one index serves
    times = models.SmallIntegerField(default=1, db_default=1)  # the how-manieth of its category at the place within a year
    cause = models.TextField(blank=True, default="", db_default="")  # why it came back

    class Meta:
        db_table = "hazards_hazard"
        constraints = [
            RowPolicy(name="hazards_hazard", using=f"({IN_SCOPE} or {WITH_CASE})", writing=f"({IN_SCOPE} or {AT_HOME})"),
            PathKey(name="hazards_hazard_case", field="case_id", to="cases_case"),
            models.CheckConstraint(name="hazards_hazard_grade", condition=models.Q(grade__in=["minor", "general", "major"])),
            models.CheckConstraint(
                name="hazards_hazard_listed",
                condition=models.Q(lister__isnull=True) | (~models.Q(list_number="") & ~models.Q(list_signer="")),
            ),
        ]
        indexes = [
            models.Index(fields=["look_back_at"], name="hazards_look_back", condition=models.Q(look_back_at__isnull=False)),
            models.Index(fields=["found_by_id", "-found_at"], name="hazards_found_by"),
            models.Index(fields=["unit_path", "external_number"], name="hazards_external", condition=~models.Q(external_number="")),
            models.Index(fields=["place_id", "category", "found_at"], name="hazards_place", condition=models.Q(place_id__isnull=False)),
            models.Index(fields=["unit_path", "found_at"], name="hazards_again", condition=models.Q(times__gt=1)),
        ]

    def __str__(self) -> str:
        return f"{self.description[:40]}"

    @property
    def assured(self) -> list[tuple[str, bool]]:
        """The five assurances in their order: (key, whether it was given)."""
        return [
            ("responsible", self.responsible_id is not None), ("measures", bool(self.measures)),
            ("money", self.money is not None), ("deadline", self.deadline is not None), ("plan", bool(self.plan)),
        ]  # fmt: skip


class Criterion(models.Model):
    """A yes-fact that makes a hazard major. Shipped ones hang on no unit; a city adds its own or the rest of the guide."""

    unit = models.ForeignKey("org.Unit", null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField(blank=True, default="")
    code = models.TextField()
    field = models.TextField()
    kind = models.TextField(default="direct")  # direct: any one is enough; combined: judged by the supervising level
    categories = models.JSONField(default=list)
    text = models.TextField()
    source = models.TextField()
    standing = models.TextField(default="V-SEC")
    effective_from = models.DateField(null=True)
    effective_to = models.DateField(null=True)

    class Meta:
        db_table = "hazards_criterion"
        constraints = [
            RowPolicy(name="hazards_criterion", using=IN_SCOPE, reading=f"({IN_SCOPE} or {FROM_ABOVE})"),
            PathKey(name="hazards_criterion_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit_path", "code"], name="hazards_criterion_code"),
            models.CheckConstraint(name="hazards_criterion_kind", condition=models.Q(kind__in=["direct", "combined"])),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def unsettled(self) -> bool:
        """Whether people are told that it is still to be checked (待核实)."""
        return self.standing not in ("V-LAW", "V-OFF")


class RuleRow(models.Model):
    """A region's own number for a rule, from a day to a day, with its source. Without a row the default holds."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    rule_id = models.TextField()
    doc = models.TextField(blank=True, default="")
    article = models.TextField(blank=True, default="")
    value = models.DecimalField(max_digits=8, decimal_places=2)
    unit_of_value = models.TextField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    standing = models.TextField(default="DESIGN")
    source = models.TextField(blank=True, default="")

    class Meta:
        db_table = "hazards_rule"
        constraints = [
            RowPolicy(name="hazards_rule", using=IN_SCOPE, reading=f"({IN_SCOPE} or {FROM_ABOVE})"),
            PathKey(name="hazards_rule_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "rule_id", "effective_from"], name="hazards_rule_once"),
        ]


class LedgerMapping(models.Model):
    """The headers of somebody else's ledger (the city's work-safety platform): our column -> their header."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    name = models.TextField()
    headers = models.JSONField(default=dict)
    columns = models.JSONField(default=list)  # their columns in their order, read from their template: [{"title", "key", "fixed"}]
    words = models.JSONField(default=dict)  # their words for what is chosen: {"grade": {"major": "…"}, "category": {…}}

    class Meta:
        db_table = "hazards_ledger_mapping"
        constraints = [
            RowPolicy(name="hazards_ledger_mapping", using=IN_SCOPE, reading=f"({IN_SCOPE} or {FROM_ABOVE})"),
            PathKey(name="hazards_ledger_mapping_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "name"], name="hazards_ledger_mapping_name"),
        ]

    def __str__(self) -> str:
        return self.name
