"""What the wall shows: the board's own figures, larger and without controls, beside what other parts registered for a wall.

It is read by whoever passes: sealed cases are in no figure of it, and of persons only those whom one calls.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.actor import UNIT, Actor, Held
from anlan.kernel.clock import local
from anlan.kernel.web import dates
from anlan.oversight.board import page
from anlan.oversight.board.figures import Figure
from anlan.oversight.board.models import Screen
from anlan.oversight.board.rules import pairing
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import SCHOOL
from anlan.registers.people import queries as people
from anlan.registers.people.rules import ROLES

NOBODY = -1  # who looks at a wall is no person, and not the software either
WHERE, BUSY, PEOPLE = 5, 5, 4


def watcher(screen: Screen, unit: Unit) -> Actor:
    """Who reads for a screen: everything unsealed at its unit and below, no role that any step or right asks for."""
    held = Held("wall", unit.pk, unit.unit_path, UNIT, screen.name, str(unit), 0, unit.kind)
    return Actor(person_id=NOBODY, name=screen.name, grants=(held,))


def context(actor: Actor, unit: Unit, at: datetime) -> dict[str, Any]:
    """Everything on the wall of `unit`."""
    board = page.context(actor, unit, "", at, linked=False)
    figures: list[Figure] = board["figures"]
    _open, today, late, major, rate, source = figures
    return {
        **{key: board[key] for key in ("unit", "level", "known", "counted", "since", "say", "late", "map", "counts")},
        "at": at, "fixed_theme": pairing.theme(local(at).hour), "day": dates.day(at), "clock": f"{local(at):%H:%M}",
        "figures": [late, today, major, source], "rate": rate, "where": _where(board), "busy": _busy(board, at),
        "trend": _today(board), "silent": board["silent"], "silent_count": board["silent_count"], "who": _who(unit, at),
        "panels": _panels(unit, actor, at),
    }  # fmt: skip


def _where(board: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Where the overdue lies: districts of a city, schools of a district."""
    if board["stuck"] is None:
        return None
    named = [{"name": d["name"], "late": d["late"]} for d in board["districts"] if d.get("late")]
    rows = named or [{"name": s["name"], "late": s["late"]} for s in board["stuck"]]
    shown = sorted(rows, key=lambda row: -row["late"])[:WHERE]
    longest = max((row["late"] for row in shown), default=0)
    return [{**row, "longest": longest} for row in shown]


def _busy(board: dict[str, Any], at: datetime) -> list[dict[str, Any]] | None:
    """What is being worked on: major hazards by their limit, at a school also what is late. Whose turn it is, not who reported it."""
    if board["majors"] is None:
        return None
    rows = [*board["majors"], *(board["overdue"] or [])]
    seen: set[int] = set()
    found = []
    for row in rows:
        case = row["case"]
        if case.pk in seen:
            continue
        seen.add(case.pk)
        late = case.due_at < at
        found.append({
            "key": case.pk, "unit": str(case.unit), "title": case.title, "step": row["step"], "turn": row["turn"],
            "sign": "late" if late else "due" if case.due_at - at < timedelta(days=1) else "doing",
            "limit": dates.left(case.due_at, at),
        })  # fmt: skip
    return found[:BUSY]


def _today(board: dict[str, Any]) -> dict[str, int] | None:
    """What today brought so far."""
    if board["trend"] is None:
        return None
    opened, closed = (line["values"][-1] for line in board["trend"]["lines"])
    return {"opened": opened, "closed": closed}


def _who(unit: Unit, at: datetime) -> list[dict[str, str]]:
    """Whom one calls, with the office's number: one of each leading and safety post."""
    roles = ("duty", "leader", "head", "safety")
    found: dict[str, people.Holder] = {}
    for holder in people.holders_at(unit.unit_path, roles, at):
        found.setdefault(holder.role, holder)
    if unit.kind != SCHOOL and "leader" in found:
        found.pop("head", None)
    return [{"post": _(ROLES[h.role]), "name": h.name, "phone": h.phone} for h in found.values()][:PEOPLE]


def _panels(unit: Unit, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What other parts say on a wall: who is on duty, a warning in force, guard posts."""
    shown = []
    for panel in registry.panels("wall"):
        found = panel.context(unit, actor, at)
        if found is not None:
            shown.append({"template": panel.template, **found})
    return shown
