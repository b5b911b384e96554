"""A school year laid out for the eye: twelve months of days, and the stretches of its phases. Pure."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from anlan.kernel.wording import N_

from .notes import Note, note
from .terms import Phase
from .value import Calendar

ONE_DAY = timedelta(days=1)
FIRST_MONTH = 9  # a school year is shown from September to August


@dataclass(frozen=True)
class Cell:
    """One day. `kind` is off (a holiday), work (a make-up workday) or empty; `firm` when its arrangement is official."""

    day: date
    kind: str
    name: str
    phase: str
    rest: bool
    firm: bool
    today: bool


@dataclass(frozen=True)
class Month:
    """One month: weeks from Monday, None for days of the neighbours; the phases that touch it, clipped to it."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    phases: tuple[Phase, ...]


def school_year_of(day: date) -> int:
    """The year in which the school year of `day` begins: 2026 for 2026-09-01 to 2027-08-31."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def school_year_days(year: int) -> tuple[date, date]:
    """First and last day shown for a school year."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1) - ONE_DAY


def stretches(calendar: Calendar, first: date, last: date) -> list[Phase]:
    """Phases from `first` to `last` without overlap or gap: each day belongs to the one phase shown for it."""
    found: list[Phase] = []
    day = first
    while day <= last:
        phase = calendar.phase(day)
        if found and (found[-1].kind, found[-1].name) == (phase.kind, phase.name):
            found[-1] = Phase(phase.kind, found[-1].first, day, phase.standing, phase.name)
        else:
            found.append(Phase(phase.kind, day, day, phase.standing, phase.name))
        day += ONE_DAY
    return found


def twelve_months(calendar: Calendar, year: int, today: date) -> list[Month]:
    """The months of a school year with their days and phases."""
    first, last = school_year_days(year)
    runs = stretches(calendar, first, last)
    return [_month(calendar, first.replace(year=y, month=m), runs, today) for y, m in _months(year)]


def _months(year: int) -> Iterator[tuple[int, int]]:
    for i in range(12):
        yield year + (FIRST_MONTH + i > 12), (FIRST_MONTH + i - 1) % 12 + 1


def _month(calendar: Calendar, first: date, runs: list[Phase], today: date) -> Month:
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    here = tuple(
        Phase(r.kind, max(r.first, first), min(r.last, last), r.standing, r.name)
        for r in runs
        if r.first and r.last and r.first <= last and r.last >= first
    )
    kinds = {p.first + ONE_DAY * i: p.kind for p in here if p.first and p.last for i in range((p.last - p.first).days + 1)}
    cells: list[Cell | None] = [None] * first.weekday()
    for i in range(last.day):
        day = first + ONE_DAY * i
        mark = calendar.marks.get(day)
        cells.append(
            Cell(
                day=day,
                kind=mark.kind if mark else "",
                name=mark.name if mark else "",
                phase=kinds.get(day, "unknown"),
                rest=not calendar.is_workday(day),
                firm=day.year in calendar.published,
                today=day == today,
            )
        )
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[i : i + 7]) for i in range(0, len(cells), 7))
    return Month(first, weeks, here)


def outlook(calendar: Calendar, today: date) -> tuple[Note, str]:
    """One sentence on where the year stands, and the standing of the dates behind it."""
    phase = calendar.phase(today)
    ahead = next((b for b in calendar.breaks if b.first > today), None)
    running = next((b for b in calendar.breaks if b.first <= today and (b.last is None or b.last >= today)), None)
    if running and running.last:
        back = running.last + ONE_DAY
        return note(IN_BREAK, name=running.name, n=(today - running.first).days + 1, day=back, left=(back - today).days), running.standing
    if running:
        return note(IN_OPEN_BREAK, name=running.name), running.standing
    if ahead and (ahead.first - today).days <= 200:
        return note(BEFORE, name=ahead.name, n=(ahead.first - today).days, day=ahead.first), ahead.standing
    if phase.kind == "unknown":
        return note(UNKNOWN), "unpublished"
    return note(IN_TERM, name=phase.name), phase.standing


BEFORE = N_("离{name}还有 {n} 天，{day}放假")
IN_BREAK = N_("{name}第 {n} 天，还有 {left} 天开学，{day}到校")
IN_OPEN_BREAK = N_("{name}里，开学日期还没有公布")
IN_TERM = N_("{name}，放假日期还没有公布")
UNKNOWN = N_("今天不在已录入的学期里")
