from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Manifest of the register of places."""

    name = "anlan.registers.places"
    label = "places"
    verbose_name = _("地点")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import MenuEntry, Panel, add_menu, add_panel, add_terms, add_words
        from anlan.registers.places import panels, rules

        add_menu(MenuEntry("places", _("地点"), "pin", "places", section="register", order=74))
        add_panel(Panel("unit", "places/_unit.html", panels.unit_panel, order=30))
        add_terms({"kind of place": rules.KINDS, "interim control": rules.CONTROLS, "place under control": rules.STANDING})
        add_words(
            {
                "place.register": _("登记地点"),
                "place.change": _("修改地点资料"),
                "place.control": _("临时管控"),
                "place.lift": _("提出解除管控"),
                "place.lifted": _("解除管控"),
            }
        )
