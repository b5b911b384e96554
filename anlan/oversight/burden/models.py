"""What need not have been asked, as last looked for: written by the engine's job alone, read by the office that asked and those above."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import IN_SCOPE, PathField, PathKey, RowPolicy


class Finding(models.Model):
    """A column or line that nearly all answered as it was known, with nothing, or had proved before. Counts only; `unit` is who asked."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    source = models.TextField()
    ref_id = models.BigIntegerField()
    key = models.TextField(blank=True, default="")
    why = models.TextField()
    of = models.IntegerField()
    units = models.IntegerField()
    minutes = models.IntegerField()
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()

    class Meta:
        db_table = "burden_finding"
        constraints = [
            RowPolicy(name="burden_finding", using="false", reading=IN_SCOPE),
            PathKey(name="burden_finding_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "source", "ref_id", "key"], name="burden_finding_once"),
            models.CheckConstraint(name="burden_finding_why", condition=models.Q(why__in=["known", "nothing", "again"])),
        ]
