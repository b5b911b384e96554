from datetime import timedelta

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Manifest: messages to people and how they were delivered."""

    name = "anlan.kernel.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from anlan.kernel.outbox import asking, digest, mail, morning, rules, sending, standing
        from anlan.kernel.outbox.channels import DIGEST, Channel, add_channel
        from anlan.kernel.registry import Job, add_job, add_terms

        add_job(Job("outbox.resolve", sending.resolve, order=60))
        add_channel(Channel("mail", _("邮件"), reaches=set, opened=mail.post, rest=DIGEST))
        add_job(Job("outbox.digest", morning.morning_digest, every=timedelta(seconds=10), order=62))
        add_job(Job("outbox.cards", digest.morning_cards, every=timedelta(minutes=1), order=62))
        add_job(Job("outbox.asking", asking.ask, every=timedelta(minutes=1), order=62))
        add_job(Job("outbox.standing", standing.look, every=timedelta(minutes=1), order=63))
        add_terms({"state of a delivery": rules.STATES, "choice of a way": rules.RESTS})
