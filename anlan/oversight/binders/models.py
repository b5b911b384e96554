"""What somebody asked to have put together, and what became of it. The file itself lies in the store of evidence for a week."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import IN_SCOPE, ME, PathField, PathKey, RowPolicy

STATES = ("waiting", "ready", "failed", "gone")


class Binder(models.Model):
    """One binder: whose, over which days, which domains and parts. Only who asked for it sees it: it holds what that person may see."""

    nonce = models.UUIDField(unique=True)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    starts = models.DateField()
    ends = models.DateField()
    domains = models.JSONField(default=list)  # none: all
    parts = models.JSONField(default=list)
    made_by_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    progress_id = models.UUIDField(null=True)
    state = models.TextField(default="waiting")
    trouble = models.TextField(blank=True, default="")
    size = models.BigIntegerField(default=0)  # bytes
    files = models.IntegerField(default=0)
    left_out = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    kept_until = models.DateTimeField()

    class Meta:
        db_table = "binders_binder"
        constraints = [
            RowPolicy(
                name="binders_binder",
                using=f"made_by_id = {ME}",
                writing=f"made_by_id = {ME} and {IN_SCOPE}",
                changing=f"made_by_id = {ME} and {IN_SCOPE}",
            ),
            PathKey(name="binders_binder_unit", field="unit_id", to="org_unit"),
            models.CheckConstraint(name="binders_binder_state", condition=models.Q(state__in=STATES)),
        ]
        indexes = [
            models.Index(fields=["made_by_id", "-made_at"], name="binders_binder_mine"),
            models.Index(fields=["kept_until"], name="binders_binder_kept", condition=models.Q(state__in=["waiting", "ready"])),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.starts:%Y-%m-%d} {self.ends:%Y-%m-%d}"
