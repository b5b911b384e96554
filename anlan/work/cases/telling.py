"""Who hears of a case, and in what words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import registry
from anlan.kernel.machine import Rung
from anlan.kernel.outbox.actions import Telling
from anlan.kernel.wording import N_
from anlan.registers.org import queries as org
from anlan.work.cases.models import Case

SEALED_TITLE = gettext_lazy("一件需要保密的事")


def case_telling(case: Case, kind: str, *, at: datetime, person_id: int | None = None, unit_id: int | None = None,
                 unit_path: str = "", role: str = "", rung: int = 0, urgent: bool = False, **facts: object) -> Telling:  # fmt: skip
    """A message about a case to a role at a unit (by default the case's own) or to one person."""
    return Telling(
        unit_id=unit_id or case.unit_id,
        unit_path=unit_path or case.unit_path,
        kind=kind,
        role=role,
        person_id=person_id,
        case_id=case.pk,
        due_at=case.due_at,
        rung=rung,
        urgent=urgent,
        facts={"title": "" if case.sealed else case.title, "number": case.number, "unit": str(case.unit), **facts},
    )


def turn_telling(case: Case, *, at: datetime, what: str = "case.turn", urgent: bool = False, **facts: Any) -> Telling | None:
    """Tell those whose turn it is now. Lines of a notice that come to somebody on one day are read as one message."""
    together = registry.kind(case.kind).together
    if together and what == "case.turn" and not urgent:
        facts = {**together([case.pk]).get(case.pk, {}), "many": "/inbox/", **facts}
    if case.turn_person_id:
        return case_telling(case, what, at=at, person_id=case.turn_person_id, urgent=urgent, **facts)
    if case.turn_unit_id is None:
        return None
    unit = org.unit(case.turn_unit_id)
    return case_telling(case, what, at=at, unit_id=unit.pk, unit_path=unit.unit_path, role=case.turn_role, urgent=urgent, **facts)


def layer_of(rung: Rung) -> str:
    """The layer of the responsibility chain that answers on this rung; '' where the rung is for whoever has the case."""
    if rung.level == "own":
        return "school" if rung.role in ("head", "leader") else "post"
    if rung.level == "supervisor":
        return "leadership" if rung.role in ("head", "leader") else "department"
    return "leadership" if rung.level == "above" else ""


def _reads(words: str) -> Callable[[Any], tuple[str, str]]:
    def tell(message: Any) -> tuple[str, str]:
        facts = message.facts
        title = facts.get("title") or str(SEALED_TITLE)
        return _(words) % {"title": title, "unit": facts.get("unit", ""), "why": facts.get("why", "")}, f"/cases/{message.case_id}/"

    return tell


def register() -> None:
    """Give the words of the case's messages to the registry."""
    for kind, words in WORDS.items():
        registry.add_message(kind, _reads(str(words)))


WORDS = {
    "case.turn": N_("轮到你：%(title)s（%(unit)s）"),
    "case.returned": N_("退回来了：%(title)s。%(why)s"),
    "case.reminder": N_("快到时限：%(title)s（%(unit)s）"),
    "case.due": N_("到时限了：%(title)s（%(unit)s）"),
    "case.late": N_("逾期：%(title)s（%(unit)s）"),
    "case.urge": N_("催你办：%(title)s（%(unit)s）"),
    "case.closed": N_("办结了：%(title)s（%(unit)s）"),
    "case.danger": N_("危险：%(title)s（%(unit)s）"),
    "case.time": N_("延期的事有结果了：%(title)s"),
    "case.time_asked": N_("有人申请延期：%(title)s（%(unit)s）"),
}
