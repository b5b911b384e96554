"""Up and down the line of a notice: what it rests on, and what was changed after it went out."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import IN_SCOPE, PathField, PathKey, RowPolicy

WITH_NOTICE = "exists (select 1 from notices_notice n where n.id = notice_id)"


class Basis(models.Model):
    """A document that a notice names as what it rests on; `other` where that document is in Anlan too."""

    notice = models.ForeignKey("notices.Notice", on_delete=models.PROTECT, db_constraint=False, related_name="bases")
    unit_path = PathField()
    order = models.SmallIntegerField(default=0)
    title = models.TextField(blank=True, default="")
    number = models.TextField(blank=True, default="")
    issuer = models.TextField(blank=True, default="")
    issued_on = models.DateField(null=True)
    other = models.ForeignKey("notices.Notice", null=True, on_delete=models.PROTECT, related_name="+")
    read = models.BooleanField(default=False)  # drafted from the text, not touched by anybody yet

    class Meta:
        db_table = "notices_basis"
        constraints = [
            RowPolicy(name="notices_basis", using=IN_SCOPE, reading=WITH_NOTICE),
            PathKey(name="notices_basis_notice", field="notice_id", to="notices_notice"),
        ]
        indexes = [models.Index(fields=["notice", "order"], name="notices_basis_order")]

    def __str__(self) -> str:
        return f"《{self.title}》{self.number}" if self.title else self.number


class Amendment(models.Model):
    """One change of a notice that is out: what each line said before and says now. Only added, never changed.

    changes  [{id, title, what: {field: [before, after]}}]; where `what` names addressees also out, kept, into as [[unit, name]]: whose open
             line was taken back, who is out with a proof that stays, who got a line
    gone, added  ids of lines taken back and laid on top
    start    where its words begin in the text of the notice; what stands before is as it was
    """

    notice = models.ForeignKey("notices.Notice", on_delete=models.PROTECT, db_constraint=False, related_name="amendments")
    unit_path = PathField()
    number = models.SmallIntegerField()
    why = models.TextField()
    changes = models.JSONField(default=list)
    gone = models.JSONField(default=list)
    added = models.JSONField(default=list)
    start = models.IntegerField()
    lines = models.IntegerField(default=0)  # open lines that were touched
    proved = models.IntegerField(default=0)  # lines of the same clauses that were proved already, and stay so
    people = models.IntegerField(default=0)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notices_amendment"
        constraints = [
            RowPolicy(name="notices_amendment", using="false", reading=WITH_NOTICE, writing=IN_SCOPE),
            PathKey(name="notices_amendment_notice", field="notice_id", to="notices_notice"),
            models.UniqueConstraint(fields=["notice", "number"], name="notices_amendment_once"),
        ]
