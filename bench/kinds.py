"""Which kinds of cases the data hold: hazards and tasks of the product; without them one plain kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from anlan.kernel import registry
from anlan.kernel.machine import Limit, Machine, Rung, State, Step

DAY = timedelta(days=1)
WANTED = ("hazard", "task", "errand")


@dataclass(frozen=True)
class StateRow:
    """An open state: how common it is, and whose turn it is there (level own, supervisor or owner)."""

    kind: str
    state: str
    level: str
    role: str


def kinds() -> list[registry.Kind]:
    """The kinds to fill with, registered if need be."""
    found = [registry.KINDS[key] for key in WANTED if key in registry.KINDS]
    if not found:
        registry.add_kind(registry.Kind("errand", "差事", "tick", "CS", _errand()))
        found = [registry.kind("errand")]
    return found


def open_states(kind: registry.Kind) -> list[StateRow]:
    """States of a kind in which cases stand, with whose turn it is."""
    rows = []
    for state in kind.machine.states:
        step = kind.machine.turn(state)
        if step is None or (not step.role and "owner" not in step.levels):
            continue
        level = "owner" if "owner" in step.levels else "supervisor" if step.levels[0] in ("supervisor", "above", "lister") else "own"
        rows.append(StateRow(kind.key, state, level, step.role[0] if step.role else "owner"))
    return rows


def closed_states(kind: registry.Kind) -> list[str]:
    """States in which cases of a kind are closed on their way."""
    return sorted({s.target for s in kind.machine.steps if s.target in kind.machine.closed and not s.aside})


def _errand() -> Machine:
    return Machine(
        start="asked",
        closed=frozenset({"confirmed"}),
        states={"asked": State("待办理", "wait"), "done": State("待确认", "review"), "confirmed": State("已确认", "done")},
        steps=(
            Step("finish", "asked", "done", "办完", role=("safety", "head"), level=("owner", "own"), within=Limit(days=2)),
            Step("confirm", "done", "confirmed", "确认", role=("safety",), level="supervisor", apart=("finish",)),
        ),
        first_limit=Limit(days=3),
        ladder=(Rung(-DAY, "safety", "owner"), Rung(0 * DAY, "safety"), Rung(DAY, "head"), Rung(3 * DAY, "safety", "supervisor")),
        way=("asked", "done", "confirmed"),
    )
