"""Releases of what is too much, a region's own limit, and how long asks were worked at: sums of a unit and week, nobody's own time."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import AT_HOME, FROM_ABOVE, IN_SCOPE, ME, PathField, PathKey, RowPolicy

PARTY = f"case_id in (select case_id from cases_party where person_id = {ME})"


class Release(models.Model):
    """That an ask may go out although schools have enough in that week: asked of the leader (a case), or exempt with its reason."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    source = models.TextField()
    ref_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True)
    title = models.TextField()
    url = models.TextField(blank=True, default="")
    units = models.IntegerField()  # how many units it asks
    weeks = models.JSONField(default=list)  # [{"week", "units", "over", "most"}] as it stood when it was asked
    why = models.TextField()
    exempt = models.TextField(blank=True, default="")  # '' a release · else a key of rules.EXEMPT
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "asks_release"
        constraints = [
            RowPolicy(name="asks_release", using=f"({IN_SCOPE} or {PARTY})", writing=IN_SCOPE),
            PathKey(name="asks_release_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["case_id"], name="asks_release_case", condition=models.Q(case_id__isnull=False)),
        ]
        indexes = [models.Index(fields=["source", "ref_id"], name="asks_release_ref")]


class Limit(models.Model):
    """How many asks a school may have in a week before the next needs a release, from a day on, in a region. Without a row: the default."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    most = models.SmallIntegerField()
    starts = models.DateField()
    source = models.TextField(blank=True, default="")
    by_id = models.BigIntegerField()

    class Meta:
        db_table = "asks_limit"
        constraints = [
            RowPolicy(name="asks_limit", using=IN_SCOPE, reading=f"({IN_SCOPE} or {FROM_ABOVE})"),
            PathKey(name="asks_limit_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "starts"], name="asks_limit_once"),
        ]


class Spent(models.Model):
    """How long the people of a unit worked at asks of a source in a week, and how often they handed in. No row of a person or a form."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    unit_path = PathField()
    source = models.TextField()
    week = models.DateField()
    seconds = models.IntegerField(default=0)
    times = models.IntegerField(default=0)

    class Meta:
        db_table = "asks_spent"
        constraints = [
            RowPolicy(name="asks_spent", using=f"({IN_SCOPE} or {AT_HOME})"),
            PathKey(name="asks_spent_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "source", "week"], name="asks_spent_once"),
        ]
        indexes = [models.Index(fields=["week", "unit_path"], name="asks_spent_week")]
