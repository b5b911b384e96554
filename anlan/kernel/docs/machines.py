"""docs/generated/machines.md: each kind's machine as a diagram, its steps as a table, limits and ladder in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.kernel import registry
from anlan.kernel.docs.marking import code, codes, head, table, text
from anlan.kernel.machine import Limit, Machine, Rung, Step

LEVELS = {
    "own": "本单位",
    "supervisor": "主管单位",
    "above": "任何上级",
    "lister": "挂牌单位",
    "owner": "承办人",
    "opener": "上报人",
    "turn": "轮到的人",
}


def page() -> str:
    """All kinds, in the order of their keys."""
    lines = head(
        "Machines",
        "Buttons, rights, deadlines and escalation come from these tables. Roles and levels are explained in the",
        "[glossary](../glossary.md). Limits are the defaults; a region may set others, and a running case keeps its own.",
    )
    for kind in sorted(registry.KINDS.values(), key=lambda k: k.key):
        lines += _kind(kind)
    return text(lines)


def _kind(kind: registry.Kind) -> list[str]:
    machine = kind.machine
    stamps = kind.stamps() if kind.stamps else {"": machine.stamp()}
    opens = [machine.start, *machine.opens]
    closed = sorted(machine.closed, key=list(machine.states).index)
    return [
        f"## `{kind.key}` {kind.label}",
        "",
        f"Numbers begin with `{kind.prefix}`. Opens in {codes(opens)}; closes in {codes(closed)}."
        + (" Always sealed." if kind.sealed else ""),
        "",
        *diagram(machine),
        *_states(machine),
        *_steps(machine, stamps),
        *_limits(machine, stamps),
        *_ladders(kind, stamps),
    ]


def diagram(machine: Machine) -> list[str]:
    """The straight ways and what the software does itself, as a mermaid state diagram; steps aside stand in the table only."""
    lines = ["```mermaid", "stateDiagram-v2"]
    drawn = [s for s in machine.steps if not s.aside]
    named = {machine.start, *machine.opens} | {s.target for s in drawn} | {source for s in drawn for source in s.sources}
    lines += [f'  state "{state.label}" as {key}' for key, state in machine.states.items() if key in named]
    lines += [f"  [*] --> {key}" for key in (machine.start, *machine.opens)]
    ways: dict[tuple[str, str], list[str]] = {}
    for step in drawn:
        for source in step.sources:
            words = f"({step.label})" if step.hidden else str(step.label)
            ways.setdefault((source, step.target), []).append(words)
    lines += [f"  {source} --> {target}: {' / '.join(words)}" for (source, target), words in ways.items()]
    lines += [f"  {key} --> [*]" for key in machine.states if key in machine.closed and key in named]
    return [*lines, "```", "", "In brackets: taken by the software itself. Not drawn: steps aside, see the table.", ""]


def _states(machine: Machine) -> list[str]:
    rows = []
    for key, state in machine.states.items():
        turn = machine.turn(key)
        rows.append([code(key), state.label, code(state.sign), state.todo, code(turn.verb) if turn else ""])
    return table(["state", "label", "sign", "to do", "waits for"], rows)


def _steps(machine: Machine, stamps: Mapping[str, Mapping[str, Any]]) -> list[str]:
    columns = ["verb", "label", "from", "to", "who", "at", "limit then", "needs", "not who did", "marks"]
    return table(columns, [_step(step, stamps) for step in machine.steps])


def _step(step: Step, stamps: Mapping[str, Mapping[str, Any]]) -> list[str]:
    marked = [word for word in ("counter", "aside", "hidden", "harmless") if getattr(step, word)]
    who = "the software" if step.hidden else codes(step.role)
    at = "" if step.hidden else "、".join(LEVELS[level] for level in step.levels)
    limits = {name: limit_words(stamp["limits"][step.verb]) for name, stamp in stamps.items() if step.verb in stamp.get("limits", {})}
    return [
        code(step.verb), step.label, codes(step.sources), code(step.target), who, at, _told_apart(limits), codes(step.needs),
        codes(step.apart), " ".join(marked),
    ]  # fmt: skip


def _told_apart(values: Mapping[str, str]) -> str:
    """`{'小': '2 d', '大': '24 h'}` as words; names with the same value stand together, and none when all agree."""
    if len(set(values.values())) == 1:
        return next(iter(values.values()))
    names: dict[str, list[str]] = {}
    for name, value in values.items():
        names.setdefault(value, []).append(name)
    return "; ".join(f"{'、'.join(who)} {value}" for value, who in names.items())


def limit_words(dumped: Mapping[str, Any]) -> str:
    """A time allowed: `24 h`, `7 d`, `2 workdays`."""
    limit = Limit.load(dumped)
    parts = []
    if limit.days:
        parts.append(f"{limit.days} {'workdays' if limit.work and limit.days > 1 else 'workday' if limit.work else 'd'}")
    if limit.hours:
        parts.append(f"{limit.hours:g} {'working hours' if limit.work else 'h'}")
    return " ".join(parts) or "at once"


def _limits(machine: Machine, stamps: Mapping[str, Mapping[str, Any]]) -> list[str]:
    first = {name: limit_words(stamp["first"]) for name, stamp in stamps.items() if "first" in stamp}
    return [f"First limit, from the opening: {_told_apart(first) or limit_words(machine.first_limit.dump())}.", ""]


def _ladders(kind: registry.Kind, stamps: Mapping[str, Mapping[str, Any]]) -> list[str]:
    same: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for name, stamp in stamps.items():
        rows = tuple(_rung(Rung.load(data)) for data in stamp.get("ladder", ()))
        same.setdefault(rows, []).append(_name(kind, name))
    lines: list[str] = []
    for rows, names in same.items():
        title = "、".join(name for name in names if name)
        lines += [f"Ladder{f' ({title})' if title else ''}, each rung told once:", "", *table(["when", "hears of it", "at"], rows)]
    return lines


def _name(kind: registry.Kind, name: str) -> str:
    """A level's word, or a state's label."""
    return kind.machine.states[name].label if name in kind.machine.states else name


def _rung(rung: Rung) -> tuple[str, ...]:
    return when_words(rung.late), code(rung.role), LEVELS[rung.level]


def when_words(late: timedelta) -> str:
    """When a rung speaks: `24 h before`, `at the limit`, `3 d late`."""
    if not late:
        return "at the limit"
    hours = abs(late) / timedelta(hours=1)
    length = f"{hours / 24:g} d" if hours % 24 == 0 and hours > 24 else f"{hours:g} h"
    return f"{length} {'late' if late > timedelta(0) else 'before'}"
