from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

ROLES = ("head", "leader", "safety", "inspector")


class QuestionsConfig(AppConfig):
    """Manifest of questions: the menu, the panel on pages from which schools are to be asked, words of the trail."""

    name = "anlan.oversight.questions"
    label = "questions"
    verbose_name = _("不问也知道")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anlan.kernel.registry import MenuEntry, Panel, add_menu, add_panel, add_terms, add_words
        from anlan.oversight.questions import panels
        from anlan.oversight.questions.rules import MEASURES, OPS, UNIT_DIMS
        from anlan.oversight.questions.rules.subjects import OWN_DIMS, WHEN

        add_menu(MenuEntry("questions", _("不问也知道"), "search", "questions", section="work", order=13, show=may_ask))
        add_panel(Panel("asking", "questions/_first.html", panels.asking))
        add_words({"question.keep": _("留下问法"), "question.drop": _("删掉问法")})
        add_terms(
            {
                "division by unit": UNIT_DIMS, "division by what it is": OWN_DIMS,
                "number of a question": MEASURES, "cases of a question": WHEN, "answer compared": OPS,
            }
        )  # fmt: skip


def may_ask(actor: Any) -> bool:
    """Holders of a leading or safety post of a bureau over a whole unit."""
    return any(g.role in ROLES and g.reach == "unit" and g.unit_kind in ("city", "district") for g in actor.grants)
