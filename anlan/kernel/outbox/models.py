"""Messages and their deliveries."""

from django.db import models

from anlan.kernel.scope import ME, SIGNED_IN, PathField, RowPolicy

TOLD_TO_ME = f"id in (select message_id from outbox_delivery where person_id = {ME})"


class Message(models.Model):
    """Something to tell whoever holds `role` at the unit (or one person), stored with the work that caused it."""

    unit_id = models.BigIntegerField()
    unit_path = PathField()
    role = models.TextField(blank=True, default="")
    person_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    kind = models.TextField()
    due_at = models.DateTimeField(null=True)
    rung = models.SmallIntegerField(default=0)
    urgent = models.BooleanField(default=False)  # danger to life: interrupts at once
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    trouble = models.TextField(default="")

    class Meta:
        db_table = "outbox_message"
        constraints = [
            RowPolicy(name="outbox_message", using=TOLD_TO_ME, writing=SIGNED_IN),
            models.UniqueConstraint(
                fields=["case_id", "kind", "due_at", "rung", "role", "unit_id", "person_id"],
                name="outbox_message_once",
                nulls_distinct=False,
                condition=models.Q(case_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="outbox_message_waiting", condition=models.Q(resolved_at__isnull=True)),
        ]


MINE = f"person_id = {ME}"


class Delivery(models.Model):
    """A message on its way to one person by one channel. Only that person sees it."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    channel = models.TextField()  # page, mail, and what add_channel() brings
    for_name = models.TextField(blank=True, default="", db_default="")  # told in the place of somebody who is away
    state = models.TextField(default="waiting")  # waiting sent given_up; one that failed waits, with its trouble
    receipt = models.TextField(blank=True, default="", db_default="")  # what the service calls it, to ask whether it was read
    tries = models.SmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)  # once sent: when the service is asked about it next
    trouble = models.TextField(default="")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox_delivery"
        constraints = [
            RowPolicy(name="outbox_delivery", using=MINE),
            models.UniqueConstraint(fields=["message", "person_id", "channel"], name="outbox_delivery_once"),
        ]
        indexes = [
            models.Index(fields=["person_id", "-at"], name="outbox_delivery_person"),
            models.Index(fields=["channel", "next_try"], name="outbox_delivery_waiting", condition=models.Q(state="waiting")),
            models.Index(
                fields=["channel", "next_try"], name="outbox_delivery_asked", condition=models.Q(state="sent", next_try__isnull=False)
            ),
            models.Index(fields=["at"], name="outbox_delivery_away", condition=~models.Q(channel="page")),
        ]


class Choice(models.Model):
    """What a person wants by one way beside danger to life: at_once, digest or none. Nothing kept: what is usual."""

    person_id = models.BigIntegerField()
    channel = models.TextField()
    rest = models.TextField()

    class Meta:
        db_table = "outbox_choice"
        constraints = [
            RowPolicy(name="outbox_choice", using=MINE),
            models.UniqueConstraint(fields=["person_id", "channel"], name="outbox_choice_once"),
            models.CheckConstraint(condition=models.Q(rest__in=["at_once", "digest", "none"]), name="outbox_choice_rest"),
        ]
