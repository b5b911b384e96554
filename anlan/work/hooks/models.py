"""Who is told, and what became of each telling."""

from __future__ import annotations

import uuid

from django.db import models

from anlan.kernel.scope import KEPT, PathField, PathKey, RowPolicy


class Hook(models.Model):
    """An address of another system that hears of the cases at a unit and below it. Its secret is kept enciphered."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    unit_path = PathField()
    name = models.TextField()
    url = models.TextField()
    events = models.JSONField(default=list)
    secret = models.TextField()
    old_secret = models.TextField(blank=True, default="")
    old_until = models.DateTimeField(null=True)
    live = models.BooleanField(default=True)
    paused_why = models.TextField(blank=True, default="")  # '' where it was paused by hand
    failing_since = models.DateTimeField(null=True)
    rest_until = models.DateTimeField(null=True)  # after a failure: until the first that failed is tried again
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hooks_hook"
        constraints = [
            RowPolicy(name="hooks_hook", using=KEPT),
            PathKey(name="hooks_hook_unit", field="unit_id", to="org_unit"),
            models.UniqueConstraint(fields=["id", "unit_path"], name="hooks_hook_id_path"),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One telling: its id is the receiver's means to take it once only. The words are put together when it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    hook = models.ForeignKey(Hook, on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    unit_path = PathField()
    event = models.TextField()
    case_id = models.BigIntegerField(null=True)  # null: a trial
    verb = models.TextField(blank=True, default="")
    state_then = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    state = models.TextField(default="waiting")
    tries = models.SmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)  # null: at once
    status = models.SmallIntegerField(null=True)
    answer = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hooks_delivery"
        constraints = [
            RowPolicy(name="hooks_delivery", using=KEPT),
            PathKey(name="hooks_delivery_hook", field="hook_id", to="hooks_hook"),
        ]
        indexes = [
            models.Index(fields=["hook", "-at"], name="hooks_delivery_hook_at"),
            models.Index(fields=["next_try"], name="hooks_delivery_waiting", condition=models.Q(state="waiting")),
        ]
