"""Reads of instructions, within the scope of who asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from anlan.kernel.actor import Actor
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.queries import Holder
from anlan.work.cases.models import Case
from anlan.work.cases.queries import get_case
from anlan.work.instructions.models import Instruction, Order
from anlan.work.instructions.rules import SPEAKERS, WRITERS
from anlan.work.notices import queries as notices
from anlan.work.notices.models import Notice

PAGE = 50
BUREAUS = ("city", "district", "school")


def speakers(unit: Unit, at: datetime) -> list[Holder]:
    """Whose word is an instruction at the unit: its head and its leaders."""
    return list({h.person_id: h for h in people.holders_at(unit.unit_path, SPEAKERS, at)}.values())


def speaker(unit: Unit, person_id: int, at: datetime) -> Holder | None:
    """The leader as a holder at the unit; None where the person leads nothing there."""
    return next((h for h in speakers(unit, at) if h.person_id == person_id), None)


def may_record(actor: Actor, unit: Unit, leader_id: int) -> bool:
    """Whether the actor may write down what that leader of the unit said: the leader, or somebody of the same office."""
    if actor.is_system or actor.person_id == leader_id:
        return True
    return any((g.home or g.path) == unit.unit_path and g.role in WRITERS for g in actor.grants)


def offices(actor: Actor) -> list[int]:
    """Ids of units for whose leaders the actor may write down an instruction, the post in use first."""
    found = [g for g in actor.grants if g.role in WRITERS and g.unit_kind in BUREAUS]
    return list(dict.fromkeys(g.unit_id for g in sorted(found, key=lambda g: g is not actor.post)))


def may_add(actor: Actor, row: Instruction, at: datetime) -> bool:
    """Whether the actor may hand out further tasks of an instruction: who may write down what its leader says, while the leader leads."""
    return may_record(actor, row.unit, row.leader_id) and speaker(row.unit, row.leader_id, at) is not None


def get_instruction(pk: int) -> Instruction:
    """One instruction; Instruction.DoesNotExist when it is not there or not in scope."""
    return Instruction.objects.select_related("unit", "notice", "case").get(pk=pk)


def orders_of(rows: Iterable[Instruction]) -> dict[int, list[Order]]:
    """Instruction -> its tasks that the actor sees, in the order in which they were handed out."""
    found: dict[int, list[Order]] = {}
    for order in Order.objects.filter(instruction__in=[r.pk for r in rows]).select_related("case", "case__unit").order_by("pk"):
        found.setdefault(order.instruction_id, []).append(order)
    return found


def about(actor: Actor, *, notice_id: int | None = None, case_id: int | None = None) -> tuple[Notice | None, Case | None]:
    """The notice or the case that something is said on; what the actor does not see, or of a notice not yet, is not there."""
    if notice_id is not None:
        notice = notices.get_notice(notice_id)
        if not notice.is_out and not notices.may_edit(actor, notice):
            raise Notice.DoesNotExist(notice.pk)
        return notice, None
    return None, get_case(case_id) if case_id is not None else None


def said_on(*, notice_id: int | None = None, case_id: int | None = None) -> list[Instruction]:
    """What was said on a notice or a case, newest first."""
    rows = Instruction.objects.filter(notice_id=notice_id) if notice_id else Instruction.objects.filter(case_id=case_id or 0)
    return list(rows.select_related("unit").order_by("-said_at", "-id"))


def listed(*, before: int | None = None, size: int = PAGE) -> list[dict[str, Any]]:
    """Instructions that the actor sees, newest first: instruction, open and all tasks of it."""
    rows = Instruction.objects.select_related("unit", "notice", "case")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[:size])
    counted = Order.objects.filter(instruction__in=[r.pk for r in found]).values("instruction_id").annotate(
        all=Count("pk"), open=Count("pk", filter=Q(case__closed_at=None))
    )  # fmt: skip
    by_id = {c["instruction_id"]: (c["all"], c["open"]) for c in counted}
    return [dict(zip(("row", "all", "open"), (r, *by_id.get(r.pk, (0, 0))), strict=True)) for r in found]


def order_of(case: Case) -> Order:
    """The facts of one task with its instruction."""
    return Order.objects.select_related("instruction", "instruction__unit", "instruction__notice").get(pk=case.pk)
