from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HooksConfig(AppConfig):
    """Manifest of webhooks: other systems are told when cases move."""

    name = "anlan.work.hooks"
    label = "hooks"
    verbose_name = _("推送")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import Job, Panel, add_job, add_panel, add_rules, add_terms, add_words
        from anlan.work.hooks import panels, rules, sending, sources, telling

        add_job(Job("hooks.send", sending.send, every=timedelta(seconds=5), order=65))
        add_job(Job("hooks.tidy", sending.tidy, every=timedelta(days=1), order=96))
        add_panel(Panel("unit", "hooks/_unit.html", panels.unit_panel, order=90))
        add_terms({"event of a webhook": rules.EVENTS, "state of a push": rules.STATES})
        add_rules("work/hooks/rules.py", sources.limits)
        telling.register()
        add_words(
            {
                "hook.open": _("加了推送"),
                "hook.change": _("改了推送"),
                "hook.secret": _("换了推送的密钥"),
                "hook.pause": _("停了推送"),
                "hook.go_on": _("接着推送"),
                "hook.end": _("不再推送"),
                "hook.try": _("试了推送"),
                "hook.again": _("又推了一次"),
            }
        )
