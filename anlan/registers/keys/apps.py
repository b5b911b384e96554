from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeysConfig(AppConfig):
    """Manifest of keys: passkeys, one-time codes, tokens for programs, counters of attempts."""

    name = "anlan.registers.keys"
    label = "keys"
    verbose_name = _("登录与钥匙")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa import signals

        from anlan.kernel.registry import Panel, add_panel, add_rules, add_words
        from anlan.registers.keys import factors, panels, sources, telling

        for signal, verb in ((signals.authenticator_added, "factor.add"), (signals.authenticator_removed, "factor.remove"),
                             (signals.authenticator_reset, "factor.codes")):  # fmt: skip
            signal.connect(factors.note(verb), dispatch_uid=f"keys.{verb}", weak=False)
        add_words(
            {
                "token.make": _("给程序一把钥匙"),
                "token.revoke": _("收回程序的钥匙"),
                "factor.add": _("加了登录方式"),
                "factor.remove": _("收回登录方式"),
                "factor.codes": _("换了备用码"),
                "factor.reset": _("收回别人的登录方式"),
            }
        )
        add_panel(Panel("person", "keys/_person.html", panels.person_panel))
        add_rules("registers/keys/rules.py", sources.limits)
        telling.register()
