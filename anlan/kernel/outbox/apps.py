from datetime import timedelta

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Manifest: messages to people and how they were delivered."""

    name = "anlan.kernel.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.outbox import morning, sending
        from anlan.kernel.registry import Job, add_job

        add_job(Job("outbox.resolve", sending.resolve, order=60))
        add_job(Job("outbox.mail", sending.send_mail, every=timedelta(seconds=20), order=61))
        add_job(Job("outbox.digest", morning.morning_digest, every=timedelta(seconds=10), order=62))
