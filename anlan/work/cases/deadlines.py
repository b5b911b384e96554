"""From a limit to a moment, and from a ladder to the engine's next look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from anlan.kernel.machine import Limit, Rung
from anlan.registers.calendar import queries as calendar
from anlan.work.cases.models import NEVER


def moment_after(limit: Limit, start: datetime, unit_path: str) -> datetime:
    """The end of `limit` when it starts at `start` at the unit: in clock time, or in working time by its calendar."""
    if limit.work:
        return calendar.calendar_for(unit_path).due(start, days=limit.days, hours=limit.hours, work=True)
    return start + timedelta(days=limit.days, hours=limit.hours)


def sorted_ladder(rungs: Sequence[Rung]) -> list[Rung]:
    """The ladder in the order of time: reminders before the limit first."""
    return sorted(rungs, key=lambda r: r.late)


def next_look(due_at: datetime, ladder: Sequence[Rung], climbed: int) -> datetime:
    """When the engine must look again: at the next rung that was not told. NEVER when all were."""
    rungs = sorted_ladder(ladder)
    if climbed < len(rungs):
        return due_at + rungs[climbed].late
    return NEVER


def skip_reminders_past(due_at: datetime, ladder: Sequence[Rung], at: datetime) -> int:
    """How many rungs lie behind already when a limit is set at `at`: reminders for a short limit are not sent late."""
    return sum(1 for r in sorted_ladder(ladder) if r.late < timedelta(0) and due_at + r.late <= at)
