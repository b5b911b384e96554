"""What a phrase turned out to mean: a moment, how it was read, what was assumed, and how firmly it stands."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from anlan.kernel.wording import N_

from .notes import Note, note
from .value import CITY, Calendar

ONE_DAY = timedelta(days=1)
WHEN_TYPES = (
    "before_break", "during_break", "around_term_start", "daily", "periodic", "immediately",
    "by_date", "on_event", "during_period", "continuous", "none",
)  # fmt: skip
STANDINGS = ("certain", "assumed", "unpublished", "open")
STANDING_NAMES = {
    "certain": N_("写明了"),
    "assumed": N_("推定，看一下"),
    "unpublished": N_("尚未公布"),
    "open": N_("期限没定"),
}


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, months.monthrange(year, month)[1])


@dataclass(frozen=True)
class Relative:
    """A length of time whose start is an event still to happen. `work_days` are workdays, the rest clock time."""

    work_days: int = 0
    days: int = 0
    months: int = 0
    minutes: int = 0

    def after(self, moment: datetime, calendar: Calendar) -> datetime:
        """When it runs out for an event at `moment`: minutes by the clock, days at the due hour of the last day."""
        if self.minutes:
            return moment + timedelta(minutes=self.minutes)
        day = moment.astimezone(CITY).date()
        if self.work_days:
            return calendar.at(calendar.add_workdays(day, self.work_days))
        return calendar.at(add_months(day, self.months) + ONE_DAY * self.days)


@dataclass(frozen=True)
class Recurrence:
    """Something due again and again.

    unit     minute, day, workday, schoolday, week, month, term
    every    how many of the unit; months are counted from January (3: ends of quarters)
    weekday  0 Monday to 6, None: the last workday of the week
    monthday 1 to 31, clipped to the month; None: its last day
    """

    unit: str
    every: int = 1
    weekday: int | None = None
    monthday: int | None = None
    hour: time | None = None

    def next_after(self, moment: datetime, calendar: Calendar) -> datetime | None:
        """The first due moment at or after `moment`; None where it hangs on dates that are not published."""
        if self.unit == "minute":
            return moment + timedelta(minutes=self.every)
        today = moment.astimezone(CITY).date()
        for day in self._days(today, calendar):
            due = calendar.at(day, self.hour)
            if due >= moment:
                return due
        return None

    def _days(self, today: date, calendar: Calendar) -> list[date]:
        """Candidates from today on, enough that one of them lies ahead."""
        if self.unit == "day":
            return [today, today + ONE_DAY * self.every]
        if self.unit == "workday":
            first = calendar.next_workday(today)
            return [first, calendar.add_workdays(first, 1)]
        if self.unit == "schoolday":
            return _schooldays(today, calendar)
        if self.unit == "week":
            return self._weeks(today, calendar)
        if self.unit == "month":
            return self._months(today)
        return [term.last_day for term in calendar.terms if term.last_day and term.last_day >= today]

    def _weeks(self, today: date, calendar: Calendar) -> list[date]:
        monday, found = today - ONE_DAY * today.weekday(), []
        for i in range(12):
            start = monday + timedelta(weeks=i * self.every)
            if self.weekday is not None:
                found.append(start + ONE_DAY * self.weekday)
            elif (last := calendar.last_workday(start + ONE_DAY * 6)) >= start:
                found.append(last)
        return found

    def _months(self, today: date) -> list[date]:
        found = []
        for i in range(2 * self.every + 1):
            first = add_months(today.replace(day=1), i)
            if first.month % self.every == 0:
                last = month_end(first.year, first.month)
                found.append(min(last, first + ONE_DAY * ((self.monthday or 31) - 1)))
        return found


def _schooldays(today: date, calendar: Calendar) -> list[date]:
    """The next days with lessons: workdays inside a term, looking a good half year ahead."""
    found = []
    for i in range(200):
        day = today + ONE_DAY * i
        if calendar.is_workday(day) and any(p.kind == "term" for p in calendar.phases(day)):
            found.append(day)
            if len(found) == 2:
                break
    return found


@dataclass(frozen=True)
class Deadline:
    """A phrase, read.

    at        the moment it is due, aware; None when there is none to compute
    starts    where a window begins, if it is one
    reading   how it was read; `assumes` what was assumed (weakens the standing); `remarks` facts worth seeing;
              `warnings` what could make it wrong (make-up workdays not published)
    standing  certain, assumed, unpublished (hangs on dates not published), open (the text sets no date)
    problem   why the phrase is no date (12月32日); `past` when `at` lies before the notice
    rule      set where it is due again and again (`at` is then the first time; `bounded`: the last, it is over then)
    within    set where it counts from an event that has not happened yet
    """

    phrase: str
    when_type: str
    at: datetime | None
    reading: Note
    standing: str
    starts: datetime | None = None
    assumes: tuple[Note, ...] = ()
    remarks: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()
    past: bool = False
    problem: Note | None = None
    rule: Recurrence | None = None
    within: Relative | None = None
    bounded: bool = False
    calendar_version: str = ""

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything to be said beside the date, the gravest first."""
        wrong = (self.problem,) if self.problem else ()
        return (*wrong, *self.warnings, self.reading, *self.assumes, *self.remarks)

    @property
    def needs_a_look(self) -> bool:
        """True when a person should confirm it before it is sent."""
        return self.standing != "certain" or self.past or self.problem is not None


@dataclass
class Context:
    """What a reader sees: the normalised phrase, the calendar, the moment of the notice on the city's clock."""

    text: str
    when_type: str
    calendar: Calendar
    issued_at: datetime

    @property
    def today(self) -> date:
        return self.issued_at.date()


@dataclass
class Found:
    """What a reader found; `finish` makes a Deadline of it. `counted` is the range over which workdays were counted."""

    reading: Note
    at: datetime | None = None
    starts: datetime | None = None
    assumes: list[Note] = field(default_factory=list)
    remarks: list[Note] = field(default_factory=list)
    counted: tuple[date, date] | None = None
    missing: bool = False
    clocked: bool = False  # counted by the clock, so that a day of rest is no news
    problem: Note | None = None
    rule: Recurrence | None = None
    within: Relative | None = None
    bounded: bool = False
    anchored: bool = False  # read together with what it hangs on


def finish(found: Found, context: Context, phrase: str) -> Deadline:
    """The deadline with its standing: open without a date, unpublished over a gap, assumed where something was assumed."""
    warnings = context.calendar.warn(*found.counted) if found.counted else ()
    past = found.at is not None and found.at < context.issued_at
    remarks = list(found.remarks)
    if found.at is not None and not found.rule and not found.clocked:
        remarks += _resting(found.at, context.calendar)
    if past:
        remarks.insert(0, note(PAST))
    return Deadline(
        phrase=phrase,
        when_type=context.when_type,
        at=found.at,
        reading=found.reading,
        standing=_standing(found, bool(warnings)),
        starts=found.starts,
        assumes=tuple(found.assumes),
        remarks=tuple(remarks),
        warnings=warnings,
        past=past,
        problem=found.problem,
        rule=found.rule,
        within=found.within,
        bounded=found.bounded,
        calendar_version=context.calendar.version,
    )


def _standing(found: Found, warned: bool) -> str:
    if found.problem:
        return "open"
    if found.missing or (warned and found.at is not None):
        return "unpublished"
    if found.at is None:
        return "open"
    return "assumed" if found.assumes else "certain"


def _resting(at: datetime, calendar: Calendar) -> list[Note]:
    """A remark when the due day is no workday; nothing is moved for it."""
    day = at.astimezone(CITY).date()
    if calendar.is_workday(day):
        return []
    mark = calendar.marks.get(day)
    if mark and mark.name:
        return [note(HOLIDAY, day=day, name=mark.name)]
    return [note(WEEKEND, day=day)]


PAST = N_("这个时间已经过了")
HOLIDAY = N_("{day}是{name}假期，没有顺延")
WEEKEND = N_("{day}是周末，没有顺延")
