"""Questions that an office keeps: the question only, never its answer, so that asking again gives what is known then."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import IN_SCOPE, PathField, PathKey, RowPolicy


class Question(models.Model):
    """A question of an office under a name; whoever asks it again sees what lies in their own scope."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    nonce = models.UUIDField()
    title = models.TextField()
    spec = models.JSONField(default=dict)
    made_by_id = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "questions_question"
        constraints = [
            RowPolicy(name="questions_question", using=IN_SCOPE),
            PathKey(name="questions_question_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "nonce"], name="questions_question_nonce"),
        ]

    def __str__(self) -> str:
        return self.title
