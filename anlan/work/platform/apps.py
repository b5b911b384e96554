from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformConfig(AppConfig):
    """Manifest of the exchange with the city's platform."""

    name = "anlan.work.platform"
    label = "platform"
    verbose_name = _("平台对接")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import Job, Panel, add_job, add_panel, add_rules, add_terms, add_words
        from anlan.work.hazards.actions import WATCHERS
        from anlan.work.platform import actions, panels, rules, sending, sources

        if actions.queue not in WATCHERS:
            WATCHERS.append(actions.queue)
        add_job(Job("platform.send", sending.wake, every=sending.EVERY, order=70))
        add_panel(Panel("case", "platform/_at_hazard.html", panels.at_hazard))
        add_terms({"message to the platform": rules.STATUSES})
        add_rules("work/platform/rules.py; the contract: docs/platform-exchange.md", sources.contract)
        add_words(
            {
                "platform.refused": _("平台退回"),
                "platform.resend": _("再发给平台"),
                "platform.drop": _("这一步不发平台"),
                "platform.now": _("马上发平台"),
                "platform.catch_up": _("补发没发过的隐患"),
            }
        )
