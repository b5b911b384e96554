"""What was said, laid out: on a notice, on a case, in a list, on its own page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.rules import ROLES
from anlan.work.cases.models import Case
from anlan.work.cases.queries import sign
from anlan.work.instructions.models import Instruction, Order
from anlan.work.instructions.queries import offices, orders_of, said_on
from anlan.work.notices.models import Notice

NEAR_UNITS = 120  # as many units are offered by name; others are typed


def shown_in_menu(actor: Actor) -> bool:
    """For those who lead or write down what leaders say in a bureau."""
    return any(g.unit_kind in ("city", "district") for g in actor.grants) and bool(offices(actor))


def rows_of(found: list[Instruction], at: datetime) -> list[dict[str, Any]]:
    """Each instruction with its tasks in words."""
    orders = orders_of(found)
    cases = [o.case for listed in orders.values() for o in listed]
    ids = {r.recorded_by_id for r in found if r.on_behalf}
    for case in cases:
        ids |= {pk for pk in (case.owner_id, case.turn_person_id, case.opened_by_id) if pk}
    names = people.names(ids)
    return [
        {"said": r, "by": names.get(r.recorded_by_id, "") if r.on_behalf else "",
         "orders": [_order(o, r, names, at) for o in orders.get(r.pk, [])]}
        for r in found
    ]  # fmt: skip


def _order(order: Order, said: Instruction, names: dict[int, str], at: datetime) -> dict[str, Any]:
    """One task: who has it, how it stands, whom it waits for where that is somebody else, who handed it out where that came later."""
    case = order.case
    who = names.get(case.owner_id, "") if case.owner_id else str(case.unit)
    turn = names.get(case.turn_person_id, "") if case.turn_person_id and case.closed_at is None else ""
    later = case.opened_at > said.at
    return {
        "order": order, "case": case, "who": who, "sign": sign(case, at), "late": case.closed_at is None and at > case.due_at,
        "state": _(registry.kind("instruction").machine.states[case.state].label), "turn": turn if turn != who else "",
        "later": later, "added_by": names.get(case.opened_by_id, "") if later else "",
    }  # fmt: skip


def page(said: Instruction, at: datetime) -> dict[str, Any]:
    """The page of an instruction: the words, its tasks, how many are done and late."""
    (found,) = rows_of([said], at)
    orders = found["orders"]
    return {
        **found, "done": sum(o["case"].closed_at is not None for o in orders), "late": sum(o["late"] for o in orders),
        "to_see": sum(o["case"].state == "reported" for o in orders),
    }  # fmt: skip


def on_notice(notice: Notice, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """What leaders said on a notice; nothing for who may neither read nor write any."""
    rows = rows_of(said_on(notice_id=notice.pk), at)
    may = notice.is_out and shown_in_menu(actor)
    return {"rows": rows, "new": f"?notice={notice.pk}" if may else ""} if rows or may else None


def on_case(case: Case, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """What leaders said on a case, except on a task that is itself one of theirs."""
    if case.kind == "instruction":
        return None
    rows = rows_of(said_on(case_id=case.pk), at)
    may = shown_in_menu(actor) and any(case.unit_path.startswith(g.home or g.path) for g in actor.grants)
    return {"rows": rows, "new": f"?case={case.pk}" if may else "", "place": "" if rows else "right"} if rows or may else None


# ── to whom ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def targets(unit: Unit, case: Case | None, at: datetime) -> dict[str, tuple[Unit, int | None]]:
    """What may be chosen for 交给谁, words -> (unit, person): people of the office, of the case's unit, and units below."""
    found: dict[str, tuple[Unit, int | None]] = {}
    near = [unit]
    if case is not None:
        home = org.whole_unit(case.unit_path)
        near += [u for u in org.ancestors(home.unit_path) if u.unit_path.startswith(unit.unit_path) and u.pk != unit.pk]
    for where in near:
        for holder in people.holders_at(where.unit_path, list(ROLES), at):
            found.setdefault(f"{holder.name} · {where} {holder.title}".strip(), (where, holder.person_id))
    if case is None or not case.sealed:
        for below in org.under(unit.unit_path, kinds=["district", "school"], at=at)[:NEAR_UNITS]:
            found.setdefault(str(below.name), (below, None))
    else:
        found = {words: to for words, to in found.items() if to[1] in case.readers}
    return found


def target(text: str, known: dict[str, tuple[Unit, int | None]], unit: Unit, at: datetime) -> tuple[Unit, int | None] | None:
    """What was typed for 交给谁: one of those offered, or the full name of a unit below."""
    text = text.strip()
    if text in known:
        return known[text]
    below = org.under(unit.unit_path, kinds=["city", "district", "school"], at=at)
    found = list(below.filter(org.found(text))[:2]) if text else []
    return (found[0], None) if len(found) == 1 else None
