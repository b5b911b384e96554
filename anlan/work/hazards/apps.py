from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HazardsConfig(AppConfig):
    """Manifest of hazards: report, closed loop, ledger."""

    name = "anlan.work.hazards"
    label = "hazards"
    verbose_name = _("隐患")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import (
            UNHURRIED,
            Job,
            MenuEntry,
            Panel,
            add_job,
            add_kind,
            add_menu,
            add_message,
            add_panel,
            add_rules,
            add_terms,
            add_words,
        )
        from anlan.registers.places.actions import LIFT_GUARDS
        from anlan.work.hazards import danger, kind, rules, screens, sources, sweep, wording

        add_kind(kind.KIND)
        add_job(Job("hazards.look_back", sweep.look_back, every=UNHURRIED, order=20))
        add_menu(MenuEntry("hazards", _("隐患"), "hazard", "hazards", section="work", order=30))
        add_panel(Panel("place", "hazards/_at_place.html", screens.at_place))
        add_words(wording.VERBS)
        add_terms({"grade of a hazard": rules.GRADES, "category of a hazard": {k: word for k, (word, _icon) in rules.CATEGORIES.items()}})
        add_rules("hazards_rule (dated, per region); defaults in work/hazards/data/rules.json", sources.limits)
        add_rules("hazards_criterion (dated, per region); shipped in work/hazards/data/criteria.json", sources.criteria)
        add_message("hazard.outside", wording.outside_message)
        if danger.not_yet not in LIFT_GUARDS:
            LIFT_GUARDS.append(danger.not_yet)
