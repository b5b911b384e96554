from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BindersConfig(AppConfig):
    """Manifest of binders for inspections."""

    name = "anlan.oversight.binders"
    label = "binders"
    verbose_name = _("迎检资料")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import Job, MenuEntry, add_job, add_menu, add_terms, add_words
        from anlan.oversight.binders import actions, rules

        add_job(Job("binders.throw_away", actions.throw_away, every=timedelta(hours=1), order=90))
        add_menu(
            MenuEntry(
                "binders", _("迎检资料"), "file", "binders", section="register", order=90,
                show=lambda actor: bool(actor.roles & set(actions.MAKERS)), rare=True,
            )
        )  # fmt: skip
        add_terms({"part of a binder": rules.PARTS})
        add_words({"binder.ask": _("要一份迎检资料"), "binder.ready": _("迎检资料装好了"), "binder.took": _("拿走了迎检资料")})
