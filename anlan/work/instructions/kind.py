"""The case kind `instruction`: one task of a leader's instruction. The words stay quoted on it; the outcome goes back to the leader."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anlan.kernel.actor import Actor
from anlan.kernel.machine import Step
from anlan.kernel.outbox.actions import tell
from anlan.kernel.registry import Kind
from anlan.kernel.wording import N_
from anlan.work.cases import telling
from anlan.work.cases.models import Case
from anlan.work.instructions.models import Order
from anlan.work.instructions.queries import order_of, speaker
from anlan.work.instructions.rules import MACHINE


def after(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """A result waits for the leader who gave the instruction, while they lead; what somebody else closes for them they hear of."""
    order = order_of(row)
    said = order.instruction
    if step.verb == "report":
        Order.objects.filter(pk=row.pk).update(result=str(given.get("note", "")).strip()[:2000], reported_at=at)
        if speaker(said.unit, said.leader_id, at) is not None:
            row.turn_unit_id, row.turn_role, row.turn_person_id = said.unit_id, "leader", said.leader_id
            row.save(update_fields=["turn_unit_id", "turn_role", "turn_person_id"])
    if row.closed_at and by.person_id != said.leader_id:
        tell([telling.case_telling(row, "case.closed", at=at, person_id=said.leader_id)], at=at)


def standing(case: Case, actor: Actor, at: datetime) -> frozenset[tuple[str, str]]:
    """Who gave the instruction, and who wrote it down or handed this task out on their behalf, decide about its outcome. On a sealed
    case its readers alone."""
    said = Order.objects.select_related("instruction").filter(pk=case.pk).values_list(
        "instruction__leader_id", "instruction__recorded_by_id"
    ).first()  # fmt: skip
    return frozenset({("leader", "lister")}) if said and actor.person_id in (*said, case.opened_by_id) else frozenset()


def facts(case: Case) -> list[tuple[str, Any]]:
    """Whose instruction it is, on what, and what came of it."""
    order = order_of(case)
    said = order.instruction
    about = said.notice.title if said.notice else str(case.parent or "") if case.parent_id and not case.sealed else ""
    return [
        (N_("要办什么"), order.task),
        (N_("谁批的"), " ".join(p for p in (str(said.unit), said.leader_name, said.leader_title) if p)),
        *([(N_("批在哪里"), about)] if about else []),
        *([(N_("办得怎样"), order.result)] if order.result else []),
    ]


def panels(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The words themselves."""
    return [{"template": "instructions/_quote.html", "said": order_of(case).instruction, "at": at}]


KIND = Kind(
    key="instruction", label=N_("批示交办"), icon="flag", prefix="PS", machine=MACHINE, facts=facts, panels=panels, after=after,
    standing=standing, close_tells=("owner",), began=N_("批示"),
)  # fmt: skip
