"""A programme, and what it lies over: notices, and single cases beside those it counts by kind, domain and days."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import FROM_ABOVE, IN_SCOPE, PathField, PathKey, RowPolicy
from anlan.work.cases.models import SEES

RUNS = "exists (select 1 from programmes_programme p where p.id = programme_id)"


class Programme(models.Model):
    """A drive of an office from a day to a day, with somebody who answers for it. Seen by the units below the office."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    nonce = models.UUIDField()
    name = models.TextField()
    purpose = models.TextField(blank=True, default="")
    starts = models.DateField()
    ends = models.DateField()
    owner_id = models.BigIntegerField()
    kinds = models.JSONField(default=list)  # cases of these kinds, found from starts to ends, are of it
    domains = models.JSONField(default=list)  # of these domains; none: of all
    made_by_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "programmes_programme"
        constraints = [
            RowPolicy(name="programmes_programme", using=IN_SCOPE, reading=f"({IN_SCOPE} or {FROM_ABOVE})"),
            PathKey(name="programmes_programme_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="programmes_programme_id_path"),
            models.UniqueConstraint(fields=["unit", "nonce"], name="programmes_programme_nonce"),
            models.CheckConstraint(name="programmes_programme_days", condition=models.Q(ends__gte=models.F("starts"))),
        ]

    def __str__(self) -> str:
        return self.name


class OfNotice(models.Model):
    """A notice is part of a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    notice = models.ForeignKey("notices.Notice", on_delete=models.PROTECT, related_name="+")
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "programmes_of_notice"
        constraints = [
            RowPolicy(name="programmes_of_notice", using=IN_SCOPE, reading=RUNS),
            PathKey(name="programmes_of_notice_programme", field="programme_id", to="programmes_programme"),
            models.UniqueConstraint(fields=["programme", "notice"], name="programmes_of_notice_once"),
        ]


class OfCase(models.Model):
    """A case is part of a programme because somebody said so. Seen by who sees the case."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "programmes_of_case"
        constraints = [
            RowPolicy(name="programmes_of_case", using=f"({IN_SCOPE} and {SEES})", reading=SEES),
            PathKey(name="programmes_of_case_case", field="case_id", to="cases_case"),
            models.UniqueConstraint(fields=["programme", "case"], name="programmes_of_case_once"),
        ]
