"""What a leader said, and the tasks that come of it."""

from __future__ import annotations

from django.db import models

from anlan.kernel.scope import AT_HOME, IN_SCOPE, ME, PathField, PathKey, RowPolicy
from anlan.work.cases.models import SEES

WITH_CASE = "exists (select 1 from cases_case c where c.id = instructions_order.case_id)"
HANDED = "exists (select 1 from instructions_order o where o.instruction_id = instructions_instruction.id)"
# on a sealed case the words are for those who see the case; otherwise also for the leader's house and for whom a task was handed to
READING = (
    f"(case when sealed then {SEES} else ({IN_SCOPE} or leader_id = {ME} or recorded_by_id = {ME} "
    f"or (case_id is not null and {SEES}) or {HANDED}) end)"
)


class Instruction(models.Model):
    """Word for word what a leader said on a notice or a case, and when. Only added, never changed."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")  # the leader's
    unit_path = PathField()
    nonce = models.UUIDField()
    leader_id = models.BigIntegerField()
    leader_name = models.TextField()
    leader_title = models.TextField(blank=True, default="")
    words = models.TextField()
    said_at = models.DateTimeField()
    notice = models.ForeignKey("notices.Notice", null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    sealed = models.BooleanField(default=False)
    recorded_by_id = models.BigIntegerField()
    on_behalf = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "instructions_instruction"
        constraints = [
            RowPolicy(name="instructions_instruction", using="false", reading=READING, writing=f"({IN_SCOPE} or {AT_HOME})"),
            PathKey(name="instructions_instruction_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["unit", "nonce"], name="instructions_instruction_nonce"),
            models.CheckConstraint(
                name="instructions_instruction_on", condition=models.Q(notice__isnull=True) | models.Q(case__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "-said_at"], name="instructions_unit_said"),
            models.Index(fields=["notice"], name="instructions_notice", condition=models.Q(notice__isnull=False)),
            models.Index(fields=["case"], name="instructions_case", condition=models.Q(case__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.words


class Order(models.Model):
    """Facts of the case kind `instruction`: one task that comes of an instruction, at one unit."""

    case = models.OneToOneField("cases.Case", primary_key=True, on_delete=models.PROTECT, db_constraint=False, related_name="order")
    unit_path = PathField()
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="orders")
    task = models.TextField()
    result = models.TextField(blank=True, default="")
    reported_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "instructions_order"
        constraints = [
            RowPolicy(name="instructions_order", using=WITH_CASE),
            PathKey(name="instructions_order_case", field="case_id", to="cases_case"),
        ]
        indexes = [models.Index(fields=["instruction"], name="instructions_order_of")]
