from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AsksConfig(AppConfig):
    """Manifest of asks: the kind release, words of trail and messages, numbers."""

    name = "anlan.work.asks"
    label = "asks"
    verbose_name = _("发下的事")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import add_kind, add_rules, add_terms, add_words
        from anlan.work.asks import rules, sources, telling
        from anlan.work.asks.kind import KIND

        add_kind(KIND)
        add_words({"ask.exempt": _("没等放行就发"), "ask.limit": _("改一周几件"), "release:case.open": _("请放行")})
        add_terms({"exemption from a release": rules.EXEMPT})
        add_rules("work/asks/rules/limits.py", sources.numbers)
        telling.register()
