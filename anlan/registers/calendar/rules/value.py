"""The calendar as one immutable value: workdays, working time, terms. Everything that counts days asks it.

Due dates and elapsed time both walk `work_spans`, so they cannot disagree. A range that touches a year whose make-up
workdays are not published says so through `gaps`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from anlan.kernel.wording import N_

from .notes import Note, note
from .terms import Break, Phase, Term, breaks_of, phases_on, primary

CITY = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
LONGEST_SEARCH_DAYS = 4000  # a calendar without a workday for so long is broken data, not a long holiday


@dataclass(frozen=True)
class DayMark:
    """A day that differs from its weekday: `kind` is off (a holiday) or work (a make-up workday)."""

    date: date
    kind: str
    name: str = ""
    source: str = ""
    standing: str = "verified"


@dataclass(frozen=True)
class WorkHours:
    """Office hours, and the hour by which something due on a day is expected. Defaults of the program, editable."""

    start: time = time(8, 30)
    end: time = time(17, 30)
    due: time = time(17, 0)

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError("work hours must end after they start")

    @property
    def length(self) -> timedelta:
        """Working time in one workday."""
        return _since_midnight(self.end) - _since_midnight(self.start)


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


PROMPT_HOURS: dict[str, int] = {"立即": 2, "马上": 2, "当场": 2, "第一时间": 2, "迅速": 24, "及时": 24, "尽快": 72}


@dataclass(frozen=True)
class Customs:
    """How soft words are read: hours for 立即 and its like, widths of the phases in days. Our defaults, not law."""

    prompt_hours: Mapping[str, int] = field(default_factory=PROMPT_HOURS.copy)
    before_break_days: int = 7
    start_before_days: int = 7
    start_after_days: int = 7


@dataclass(frozen=True, eq=False)
class Calendar:
    """Days that differ, years whose make-up days are published, terms of one unit, office hours, readings.

    days       marks, at most one a date
    published  years whose arrangement of holidays and make-up workdays is official
    version    changes whenever any of it does, for caches and for stamping a computed deadline
    """

    days: tuple[DayMark, ...] = ()
    published: frozenset[int] = frozenset()
    terms: tuple[Term, ...] = ()
    hours: WorkHours = WorkHours()
    customs: Customs = field(default_factory=Customs)
    version: str = ""

    @cached_property
    def marks(self) -> Mapping[date, DayMark]:
        """The marks by date."""
        return {mark.date: mark for mark in self.days}

    # days ---------------------------------------------------------------------------------------------------------

    def is_workday(self, day: date) -> bool:
        """True on a make-up workday and on Monday to Friday outside holidays."""
        mark = self.marks.get(day)
        return mark.kind == "work" if mark else day.weekday() < 5

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`th workday after `day` (before it when negative); `day` itself is never counted. 0 gives `day`."""
        step, left, passed = (ONE_DAY if count > 0 else -ONE_DAY), abs(count), 0
        while left:
            day += step
            left -= self.is_workday(day)
            passed = 0 if self.is_workday(day) else passed + 1
            if passed > LONGEST_SEARCH_DAYS:
                raise ValueError(f"no workday within {LONGEST_SEARCH_DAYS} days of {day}")
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Workdays after `first` up to and with `last`: the inverse of add_workdays; negative when last is earlier."""
        if last < first:
            return -sum(self.is_workday(last + ONE_DAY * i) for i in range((first - last).days))
        return sum(self.is_workday(first + ONE_DAY * (i + 1)) for i in range((last - first).days))

    def next_workday(self, day: date) -> date:
        """`day` itself when it is a workday, else the first one after it."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def last_workday(self, day: date) -> date:
        """`day` itself when it is a workday, else the last one before it."""
        return day if self.is_workday(day) else self.add_workdays(day, -1)

    def gaps(self, first: date, last: date) -> tuple[int, ...]:
        """Years touched by the range whose make-up workdays are not published, in order."""
        first, last = min(first, last), max(first, last)
        return tuple(y for y in range(first.year, last.year + 1) if y not in self.published)

    def warn(self, first: date, last: date) -> tuple[Note, ...]:
        """What must be said beside every figure that counted workdays in this range."""
        return tuple(note(UNPUBLISHED if self.has_year(y) else NO_DATA, year=y) for y in self.gaps(first, last))

    def has_year(self, year: int) -> bool:
        """True when at least the statutory holidays of the year are there."""
        return any(mark.date.year == year for mark in self.days)

    def holiday(self, name: str, after: date) -> tuple[date, date] | None:
        """First and last day of the next run of days off that bears `name` and ends on or after `after`."""
        days = sorted(m.date for m in self.days if m.kind == "off" and m.name == name)
        runs: list[tuple[date, date]] = []
        for day in days:
            if runs and day - runs[-1][1] == ONE_DAY:
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        return next((run for run in runs if run[1] >= after), None)

    # hours --------------------------------------------------------------------------------------------------------

    def at(self, day: date, hour: time | None = None) -> datetime:
        """`day` at `hour` (the due hour by default) on the clock of the city."""
        return datetime.combine(day, hour or self.hours.due, CITY)

    def work_spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans from `start` on, without end: the one source for due moments and for elapsed working time."""
        start = start.astimezone(CITY)
        day = start.date()
        while True:
            day = self.next_workday(day)
            opens, closes = self.at(day, self.hours.start), self.at(day, self.hours.end)
            if start < closes:
                yield max(opens, start), closes
            day += ONE_DAY

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`, zero when end is not later."""
        total = timedelta(0)
        for opens, closes in self.work_spans(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def add_working(self, start: datetime, amount: timedelta) -> datetime:
        """The moment at which `amount` of working time has passed since `start`. Nothing to pass gives `start`."""
        if amount <= timedelta(0):
            return start
        for opens, closes in self.work_spans(start):
            if closes - opens >= amount:
                return opens + amount
            amount -= closes - opens
        raise AssertionError("work spans have no end")

    def add_work(self, start: datetime, *, days: int = 0, hours: float = 0) -> datetime:
        """The moment at which so many workdays and working hours have passed since `start`."""
        return self.add_working(start, self.work_amount(days=days, hours=hours))

    def work_amount(self, *, days: int = 0, hours: float = 0) -> timedelta:
        """Working time in so many workdays and working hours."""
        return self.hours.length * days + timedelta(hours=hours)

    def due(self, start: datetime, *, days: int = 0, hours: float = 0, work: bool = False) -> datetime:
        """When a limit that starts at `start` runs out; `work` counts working time, otherwise nights and holidays count."""
        if work:
            return self.add_work(start, days=days, hours=hours)
        return start + timedelta(days=days, hours=hours)

    def elapsed(self, start: datetime, end: datetime, *, work: bool = False) -> timedelta:
        """Time of that clock between two moments, never negative: what `due` would have used up."""
        if work:
            return self.working_between(start, end)
        return max(end - start, timedelta(0))

    # school ------------------------------------------------------------------------------------------------------

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """Breaks between the terms, in order; the end is None where the next term is not known."""
        return breaks_of(self.terms)

    def phases(self, day: date) -> tuple[Phase, ...]:
        """All phases of the school year that hold on `day`; several may."""
        return phases_on(day, self.terms, self.breaks, self.customs)

    def phase(self, day: date) -> Phase:
        """The one phase to show for `day`; kind `unknown` outside the terms known."""
        return primary(self.phases(day))


UNPUBLISHED = N_("{year} 年调休还没公布，先不算调休")
NO_DATA = N_("{year} 年的节假日还没有录入，只算了周末")
