from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """Manifest of programmes: the menu, what lies over a notice or a case, words of the trail."""

    name = "anlan.work.programmes"
    label = "programmes"
    verbose_name = _("专项")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import MenuEntry, Panel, add_menu, add_panel, add_words
        from anlan.work.programmes.screens import in_a_bureau, on_case, on_notice

        add_words(
            {
                "programme.start": _("发起专项"),
                "programme.change": _("改专项"),
                "programme.end": _("结束专项"),
                "programme.lay": _("加进专项"),
                "programme.take_off": _("移出专项"),
            }
        )
        add_menu(MenuEntry("programmes", _("专项"), "star", "programmes", section="work", order=14, show=in_a_bureau, rare=True))
        add_panel(Panel("notice", "programmes/_over.html", on_notice, order=30))
        add_panel(Panel("case", "programmes/_over.html", on_case, order=30))
