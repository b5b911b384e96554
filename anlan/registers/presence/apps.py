from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PresenceConfig(AppConfig):
    """Manifest of times away: who hears instead, for the outbox; for whom somebody works, for the actor."""

    name = "anlan.registers.presence"
    label = "presence"
    verbose_name = _("不在的时间")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.outbox import sending
        from anlan.kernel.registry import Job, add_job, add_terms, add_words
        from anlan.registers.people import queries as people
        from anlan.registers.presence import actions, queries, rules

        sending.instead = queries.instead
        people.standing_in = queries.standing_in
        add_job(Job("presence.forget", actions.forget, every=timedelta(hours=12), order=80))
        add_terms({"time away": rules.KINDS})
        add_words(
            {
                "away.enter": _("填了不在的时间"),
                "away.drop": _("删了不在的时间"),
                "away.import": _("从 Excel 导入课表"),
            }
        )
