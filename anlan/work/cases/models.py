"""The case, who takes part in it, and requests to change its limit."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models

from anlan.kernel.scope import AT_HOME, IN_SCOPE, ME, UNSEALED, PathField, PathKey, RowPolicy

NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # wake_at of a case about which everybody has been told
SEES = "cases_sees(case_id)"  # a function, because a policy of cases_case asks cases_party in turn
NAMED = f"(opened_by_id = {ME} or id in (select case_id from cases_party where person_id = {ME}))"


class BigintArray(models.Field):
    """bigint[] without any extension."""

    def db_type(self, connection: object) -> str:
        return "bigint[]"


class Case(models.Model):
    """One thing to be done, proved and confirmed. Facts of its kind stand in the kind's own table."""

    number = models.TextField()
    nonce = models.UUIDField()
    kind = models.TextField()
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    unit_path = PathField()
    domain = models.TextField(default="other")
    title = models.TextField()
    level = models.TextField(blank=True, default="")
    state = models.TextField()
    place = models.ForeignKey(
        "places.Place", null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )  # fmt: skip
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    bundle_id = models.BigIntegerField(null=True)  # the dossier that this line belongs to
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    owner_post_id = models.BigIntegerField(null=True)
    lister_id = models.BigIntegerField(null=True)  # the body that put it under listed supervision
    turn_unit_id = models.BigIntegerField(null=True)
    turn_role = models.TextField(blank=True, default="")
    turn_person_id = models.BigIntegerField(null=True)
    stepped_up = models.BooleanField(default=False)  # nobody apart was left at the unit: the supervisor does this step
    since = models.DateTimeField()  # when the present state began
    due_at = models.DateTimeField()  # the promise to people: limit of the present step
    limit_at = models.DateTimeField(null=True)  # limit of the whole
    limit_first = models.DateTimeField(null=True)  # the limit as first given; kept and counted when it is changed
    wake_at = models.DateTimeField(null=True)  # the engine's next look
    climbed = models.SmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True, default="")
    was_late = models.BooleanField(default=False)
    returned = models.SmallIntegerField(default=0)
    sealed = models.BooleanField(default=False)
    readers = BigintArray(default=list)
    rules = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        db_table = "cases_case"
        constraints = [
            RowPolicy(
                name="cases_case",
                using=f"({IN_SCOPE} or {NAMED}) and {UNSEALED}",
                writing=f"({IN_SCOPE} or {AT_HOME}) and {UNSEALED}",
            ),
            PathKey(name="cases_case_unit", field="unit_id", to="org_unit"),
            PathKey(name="cases_case_place", field="place_id", to="places_place"),
            models.UniqueConstraint(fields=["number"], name="cases_case_number", opclasses=["text_pattern_ops"]),  # serves beginnings too
            models.UniqueConstraint(fields=["unit", "nonce"], name="cases_case_nonce"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="cases_case_id_path"),
            models.CheckConstraint(
                name="cases_case_awake",
                condition=models.Q(closed_at__isnull=True, wake_at__isnull=False) | models.Q(closed_at__isnull=False, wake_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["wake_at"], name="cases_wake", condition=models.Q(wake_at__isnull=False)),
            models.Index(fields=["due_at", "id"], name="cases_due", condition=models.Q(closed_at__isnull=True)),
            models.Index(fields=["unit_path", "due_at"], name="cases_path_due", condition=models.Q(closed_at__isnull=True)),
            models.Index(
                fields=["turn_unit_id", "due_at", "id"], name="cases_turn_unit", condition=models.Q(closed_at__isnull=True)
            ),
            models.Index(
                fields=["turn_person_id", "due_at", "id"], name="cases_turn_person",
                condition=models.Q(closed_at__isnull=True, turn_person_id__isnull=False),
            ),
            models.Index(fields=["kind", "unit_path", "-opened_at"], name="cases_kind_path"),
            models.Index(fields=["bundle_id"], name="cases_bundle", condition=models.Q(bundle_id__isnull=False)),
            models.Index(fields=["unit_path", "-closed_at"], name="cases_path_closed", condition=models.Q(closed_at__isnull=False)),
            models.Index(fields=["place"], name="cases_place_idx", condition=models.Q(place__isnull=False)),
            models.Index(fields=["parent"], name="cases_parent_idx", condition=models.Q(parent__isnull=False)),
            models.Index(fields=["level", "unit_path"], name="cases_major", condition=models.Q(closed_at__isnull=True, level="major")),
            models.Index(
                fields=["opened_by_id", "due_at", "id"], name="cases_opener", condition=models.Q(closed_at__isnull=True)
            ),
            models.Index(
                fields=["owner_id", "due_at", "id"], name="cases_owner",
                condition=models.Q(closed_at__isnull=True, owner_id__isnull=False),
            ),
            # counting reads the index alone
            models.Index(
                fields=["unit", "kind", "state"], name="cases_count", condition=models.Q(closed_at__isnull=True),
                include=["domain", "level", "due_at", "opened_at", "sealed", "id"],
            ),
            models.Index(fields=["opened_at"], name="cases_opened", include=["unit", "kind", "sealed"]),
            models.Index(
                fields=["closed_at"], name="cases_closed", condition=models.Q(closed_at__isnull=False),
                include=["unit", "kind", "state", "was_late", "sealed", "opened_at", "due_at"],
            ),
            models.Index(fields=["unit"], name="cases_sealed", condition=models.Q(closed_at__isnull=True, sealed=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Party(models.Model):
    """A person who takes part in a case: 'owner', 'opener', a reader, or the doer of a verb. Makes the case visible to them."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    person_id = models.BigIntegerField()
    part = models.TextField()
    sealed = models.BooleanField(default=False)
    live = models.BooleanField(default=True, db_default=True)  # the case is open; kept so by a trigger of cases_case
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_party"
        constraints = [
            RowPolicy(
                name="cases_party",
                using=f"((not sealed and {IN_SCOPE}) or person_id = {ME})",
                # nobody makes themselves (or anybody else) see a case that they do not see
                writing=f"({IN_SCOPE} or {SEES})",
                changing=f"({IN_SCOPE} or {SEES})",
            ),
            PathKey(name="cases_party_case", field="case_id", to="cases_case"),
            models.UniqueConstraint(fields=["case", "person_id", "part"], name="cases_party_once"),
        ]
        indexes = [
            models.Index(fields=["person_id", "unit_path"], name="cases_party_person", include=["case"]),
            # what somebody acted in and still waits for, however much they have taken part in over the years
            models.Index(
                fields=["person_id", "case"],
                name="cases_party_acted",
                condition=models.Q(live=True) & ~models.Q(part__in=["open", "owner"]),
            ),
        ]


class TimeRequest(models.Model):
    """A request to change a limit, decided by somebody above. The limit first given is kept on the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    until = models.DateTimeField()
    why = models.TextField()
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    decision = models.TextField(blank=True, default="")
    # where it waits: the nearest office above in which somebody may decide, until the limit that runs now
    turn_unit_id = models.BigIntegerField(null=True)
    turn_role = models.TextField(blank=True, default="", db_default="")
    due_at = models.DateTimeField(null=True)
    live = models.BooleanField(default=True, db_default=True)  # the case is open; kept so by a trigger of cases_case

    class Meta:
        db_table = "cases_time_request"
        constraints = [
            RowPolicy(
                name="cases_time_request", using=f"({IN_SCOPE} or asked_by_id = {ME})", writing=f"({IN_SCOPE} or {SEES})",
                changing=f"({IN_SCOPE} or {SEES})",
            ),
            PathKey(name="cases_time_request_case", field="case_id", to="cases_case"),
            models.UniqueConstraint(
                fields=["case"], name="cases_time_request_open", condition=models.Q(decided_at__isnull=True)
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["turn_unit_id", "turn_role", "due_at", "case"], name="cases_time_request_turn",
                condition=models.Q(decided_at__isnull=True, live=True),
            ),
        ]  # fmt: skip
