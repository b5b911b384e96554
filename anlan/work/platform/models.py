"""What goes to the city's platform, one row for each step of a hazard, with what became of it there."""

from __future__ import annotations

import uuid

from django.db import models

from anlan.kernel.scope import IN_SCOPE, PathField, PathKey, RowPolicy
from anlan.work.cases.models import Case
from anlan.work.platform.rules import STATUSES, WAITS

SEES = "cases_sees(case_id)"  # an outside body takes steps on a case that it only sees by name


class Sending(models.Model):
    """One message about one hazard. `key` is sent along, so that the same one twice is one for the platform."""

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    unit_path = PathField()
    sequence = models.IntegerField()  # the version of the case: the order in which its messages go
    verb = models.TextField()
    state = models.TextField()
    at = models.DateTimeField()
    body = models.JSONField()
    status = models.TextField(default="waiting")
    tries = models.SmallIntegerField(default=0)
    next_try = models.DateTimeField()  # on the wall's clock, as all retries
    trouble = models.TextField(blank=True, default="")  # why it was refused, or did not get there the last time
    receipt = models.TextField(blank=True, default="")
    their_number = models.TextField(blank=True, default="")  # the platform's number, where it differs from ours: a conflict
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_sending"
        constraints = [
            RowPolicy(name="platform_sending", using=f"({IN_SCOPE} or {SEES})"),
            PathKey(name="platform_sending_case", field="case_id", to="cases_case"),
            models.UniqueConstraint(fields=["unit_path", "case", "sequence"], name="platform_sending_once"),
            models.CheckConstraint(name="platform_sending_status", condition=models.Q(status__in=list(STATUSES))),
        ]
        indexes = [
            models.Index(fields=["next_try", "id"], name="platform_sending_due", condition=models.Q(status="waiting")),
            models.Index(fields=["case", "sequence"], name="platform_sending_ahead", condition=models.Q(status__in=list(WAITS))),
            models.Index(fields=["unit_path"], name="platform_sending_clash", condition=~models.Q(their_number="")),
            models.Index(fields=["unit_path", "status", "id"], name="platform_sending_status_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.sequence} {self.status}"
