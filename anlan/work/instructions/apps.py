from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstructionsConfig(AppConfig):
    """Manifest of instructions: the kind instruction, what was said on a notice or a case, the menu, words of the trail."""

    name = "anlan.work.instructions"
    label = "instructions"
    verbose_name = _("批示")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import MenuEntry, Panel, add_kind, add_menu, add_message, add_panel, add_rules, add_words
        from anlan.work.instructions import sources, telling
        from anlan.work.instructions.kind import KIND
        from anlan.work.instructions.screens import on_case, on_notice, shown_in_menu

        add_kind(KIND)
        add_words(
            {
                "instruction.record": _("记下批示"),
                "instruction.said": _("领导批示"),
                "instruction.hand_out": _("按批示再交办"),
                "instruction:case.open": _("批示交办"),
                "instruction:report": _("报了结果"),
            }
        )
        add_message("instructions.added", telling.added)
        add_menu(MenuEntry("instructions", _("批示"), "flag", "instructions", section="work", order=13, show=shown_in_menu, rare=True))
        add_panel(Panel("notice", "instructions/_said.html", on_notice, order=20))
        add_panel(Panel("case", "instructions/_said.html", on_case, order=20))
        add_rules("work/instructions/rules/machine.py", sources.limits)
