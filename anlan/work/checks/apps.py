from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChecksConfig(AppConfig):
    """Manifest of checks: four kinds of checks, the walk, the draw, the menu, words of trail and messages."""

    name = "anlan.work.checks"
    label = "checks"
    verbose_name = _("检查")
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
            add_panel,
            add_rules,
            add_terms,
            add_words,
        )
        from anlan.work.checks import panels, rules, sources, sweep, telling, wording
        from anlan.work.checks.kind import KINDS, WALK_KIND

        for kind in (*KINDS, WALK_KIND):
            add_kind(kind)
        add_words(wording.VERBS)
        add_menu(MenuEntry("checks", _("检查"), "check", "checks", section="work", order=32, show=rules.looks))
        add_job(Job("checks.draw", sweep.draw, every=UNHURRIED, order=24))
        add_job(Job("checks.give_back", sweep.give_back, every=timedelta(minutes=10), order=26))
        add_job(Job("checks.name", sweep.name_unsealed, every=UNHURRIED, order=25))
        add_panel(Panel("place", "checks/_at_place.html", panels.at_place, order=40))
        add_panel(Panel("unit", "checks/_at_unit.html", panels.at_unit, order=45))
        add_panel(Panel("chain", "checks/_at_chain.html", panels.at_unit))
        add_terms(
            {
                "answer of a check": rules.VERDICTS, "stage of a check": rules.STAGES, "sort of a round of checks": rules.SORTS,
                "standing of an item's source": rules.STANDINGS,
                "part of closing a room": {p.key: p.text for p in rules.PARTS[rules.CLOSING]},
                "part of opening a room": {p.key: p.text for p in rules.PARTS[rules.REOPENING]},
            }
        )  # fmt: skip
        add_rules("work/checks/rules/machines.py", sources.limits)
        add_rules("checks_checklist; examples of our own in work/checks/data/examples.json", sources.examples)
        telling.register()
