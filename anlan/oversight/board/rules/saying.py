"""The title of the board as a computed sentence: what is late and where it sticks; calm when nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MUCH = 0.6  # one or two units are named when they hold at least this part of what is late


@dataclass(frozen=True)
class Saying:
    """Which sentence, and its numbers and names. key:

    unknown · late_in (part of late lies in one or two units) · late_all (all of it does) · late_spread (in n units) ·
    late_days (one school: the longest is late by n days) · late · major · today · open · none
    """

    key: str
    count: int = 0
    part: int = 0
    names: tuple[str, ...] = ()


def say(*, late: int | None, today: int, major: int, open: int, where: Sequence[tuple[str, int]] = (), days: int = 0) -> Saying:
    """The sentence. `late` None: nothing is known. where: (name, late) of the units just below; days: the longest delay."""
    if late is None:
        return Saying("unknown")
    if late:
        return _late(late, where, days)
    if major:
        return Saying("major", major)
    if today:
        return Saying("today", today)
    return Saying("open", open) if open else Saying("none")


def _late(late: int, where: Sequence[tuple[str, int]], days: int) -> Saying:
    stuck = sorted(((n, name) for name, n in where if n), key=lambda row: -row[0])
    if not stuck:
        return Saying("late_days", late, days) if days else Saying("late", late)
    for few in (1, 2):
        part = sum(n for n, _name in stuck[:few])
        if part >= late and len(stuck) <= few:
            return Saying("late_all", late, names=tuple(name for _n, name in stuck[:few]))
        if part >= MUCH * late and len(stuck) > few:
            return Saying("late_in", late, part, tuple(name for _n, name in stuck[:few]))
    return Saying("late_spread", late, len(stuck))
