"""A file laid to a case. The bytes stand in the store under their hash; a row says for what they count."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import ME, PathField, PathKey, RowPolicy

PHASES = ("before", "after", "proof", "document")
# Whoever sees the case sees its files, sealed or named as it may be; before there is a case, only who brought the file.
# The kernel knows the table of cases by its name alone.
WITH_CASE = "exists (select 1 from cases_case c where c.id = evidence_file.case_id)"
MINE = f"(evidence_file.case_id is null and evidence_file.by_id = {ME})"


class Evidence(models.Model):
    """One file as proof of one case; the same bytes may stand in many rows."""

    unit_id = models.BigIntegerField()
    unit_path = PathField()
    case_id = models.BigIntegerField(null=True)  # none while a form is still being filled in
    sha256 = models.CharField(max_length=64)
    kind = models.TextField()  # image pdf docx xlsx txt
    mime = models.TextField()
    name = models.TextField()
    size = models.IntegerField()
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    phase = models.TextField(default="proof")
    taken_at = models.DateTimeField(null=True)  # as the camera says
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    place_matches = models.BooleanField(null=True)  # the camera's place against the case's; None when one is unknown
    used_in_case_id = models.BigIntegerField(null=True)  # an earlier case of the unit that holds the same bytes
    shared_from_id = models.BigIntegerField(null=True)  # laid here on purpose from this row: one record, many lines
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawn_why = models.TextField(blank=True, default="")

    class Meta:
        db_table = "evidence_file"
        constraints = [
            RowPolicy(name="evidence_file", using=f"({WITH_CASE} or {MINE})"),
            PathKey(name="evidence_file_unit", field="unit_id", to="org_unit"),
            PathKey(name="evidence_file_case", field="case_id", to="cases_case"),
            models.CheckConstraint(name="evidence_file_phase", condition=models.Q(phase__in=PHASES)),
            models.UniqueConstraint(
                fields=["unit_path", "case_id", "sha256", "phase", "by_id"],
                name="evidence_file_once",
                nulls_distinct=False,
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["case_id", "id"], name="evidence_file_of_case"),
            models.Index(fields=["sha256", "unit_path"], name="evidence_file_sha"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.kind == "image"
