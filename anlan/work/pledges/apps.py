from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PledgesConfig(AppConfig):
    """Manifest of responsibility letters: the kind pledge, the menu, the job that counts and renews."""

    name = "anlan.work.pledges"
    label = "pledges"
    verbose_name = _("责任书")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import Job, MenuEntry, add_job, add_kind, add_menu, add_rules, add_terms, add_words
        from anlan.registers.people import gaps
        from anlan.work.pledges import rules, sources, telling
        from anlan.work.pledges.actions import counting, renewing
        from anlan.work.pledges.kind import KIND

        add_kind(KIND)
        add_words(
            {
                "pledge.start": _("起草责任书"),
                "pledge.change": _("改责任书"),
                "pledge.drop": _("删责任书草稿"),
                "pledge.send": _("发出责任书"),
                "pledge.withdraw": _("撤回责任书"),
                "pledge.hand_over": _("换人重签"),
                "pledge.ending": _("提醒续签"),
                "pledge:case.open": _("发来责任书"),
            }
        )
        add_menu(MenuEntry("pledges", _("责任书"), "stamp", "pledges", section="register", order=73, show=rules.sees, rare=True))
        add_terms({"cover by responsibility letters": rules.COVER})
        add_rules("work/pledges/rules/machine.py", sources.limits)
        gaps.CHANGED.append(counting.changed)
        add_job(Job("pledges.renew", renewing.job, every=timedelta(minutes=2), order=64))
        telling.register()
