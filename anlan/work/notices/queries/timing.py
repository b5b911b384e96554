"""From the words of a notice to a date, on the calendar of the issuer or of each unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.kernel.clock import LOCAL, tonight
from anlan.registers.calendar import queries as calendar
from anlan.registers.calendar.rules import Calendar, Deadline, Note, resolve
from anlan.registers.org.models import Unit
from anlan.work.notices.models import Notice, Obligation

OLD = timedelta(days=31)  # a document older than this is read as of the day it came in


def read_as_of(notice: Notice, at: datetime) -> datetime:
    """The moment from which a notice's phrases count: its date, unless it came in much later or bears none."""
    if notice.issued_on is None:
        return at
    issued = datetime.combine(notice.issued_on, time(9), LOCAL)
    return issued if timedelta(0) <= at - issued <= OLD else at


def deadline_of(notice: Notice, when_type: str, phrase: str, *, at: datetime) -> Deadline:
    """What the phrase means on the issuer's calendar."""
    days = calendar.calendar_for(notice.unit_path)
    return resolve(when_type, phrase, calendar=days, issued_at=read_as_of(notice, at))


def due_of(found: Deadline) -> datetime | None:
    """The date to be promised: none for what comes again and again without end, somebody must say by when it is to be proved."""
    return None if (found.rule and not found.bounded) or found.problem else found.at


MOST_TIMES = 400


@dataclass(frozen=True)
class Due:
    """When a line is due, and for what comes again the last time (None: this one is the last) and how many times in all."""

    at: datetime
    until: datetime | None = None
    times: int = 1


def next_time(obligation: Obligation, days: Calendar, after: datetime) -> datetime | None:
    """The first time after `after` at which a recurring line is due; None where its words give no rhythm."""
    rule = resolve(obligation.when_type, obligation.phrase, calendar=days, issued_at=after).rule
    return rule.next_after(after + timedelta(seconds=1), days) if rule else None


def times(obligation: Obligation, days: Calendar, *, after: datetime, end: datetime) -> Due | None:
    """The first time a recurring line is due after `after`, the last not later than `end`, and how many there are."""
    first = last = next_time(obligation, days, after)
    if first is None or last is None:
        return None
    count = 1
    while count < MOST_TIMES and (following := next_time(obligation, days, last)) is not None and following <= end:
        last, count = following, count + 1
    return Due(first, last if last > first else None, count)


def minutes_of(obligation: Obligation, due: Due | None) -> int:
    """Estimated minutes of a unit for a line, all its times together."""
    return obligation.minutes * (due.times if due else 1)


def due_by_unit(
    obligation: Obligation,
    units: Sequence[Unit],
    calendars: Mapping[int, Calendar],
    *,
    notice: Notice,
    at: datetime,
    end: datetime | None = None,
    receipts: Mapping[int, datetime] | None = None,
) -> dict[int, Due]:
    """Unit id -> when the line is due there. What the officer set holds for all; otherwise each unit's own calendar says.

    'At once' counts from the moment of sending, and nobody is to have done at once what need not be received yet. What happens or holds
    all the time is answered for at the `end` of what the notice covers; what comes again first after the day of sending, and then until
    the end. Where a unit's calendar gives nothing the issuer's date holds.
    """
    receipts = receipts or {}
    ends = {u.pk: max(m for m in (end, receipts.get(u.pk), at) if m is not None) for u in units}
    if obligation.due_fixed or obligation.way == "once":
        dues = _by_date(obligation, units, calendars, notice=notice, at=at)
        prompt = obligation.when_type == "immediately" and not obligation.due_fixed
        return {pk: Due(max(due, receipts.get(pk, due)) if prompt else due) for pk, due in dues.items()}
    if obligation.way != "recurring":
        return {pk: Due(moment) for pk, moment in ends.items()}
    known: dict[tuple[int, datetime], Due | None] = {}
    found = {}
    for unit in units:
        key = (id(calendars[unit.pk]), ends[unit.pk])
        if key not in known:
            known[key] = times(obligation, calendars[unit.pk], after=tonight(at), end=ends[unit.pk])
        found[unit.pk] = known[key] or Due(ends[unit.pk])
    return found


def _by_date(
    obligation: Obligation, units: Sequence[Unit], calendars: Mapping[int, Calendar], *, notice: Notice, at: datetime
) -> dict[int, datetime]:
    if obligation.due_fixed or not obligation.phrase:
        return {u.pk: obligation.due_at for u in units if obligation.due_at}
    since = at if obligation.when_type == "immediately" else read_as_of(notice, notice.imported_at)
    by_calendar: dict[int, datetime | None] = {}
    found: dict[int, datetime] = {}
    for unit in units:
        days = calendars[unit.pk]
        if id(days) not in by_calendar:
            read = resolve(obligation.when_type, obligation.phrase, calendar=days, issued_at=since)
            by_calendar[id(days)] = due_of(read) or obligation.due_at
        if (due := by_calendar[id(days)]) is not None:
            found[unit.pk] = due
    return found


def dump_notes(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Notes as JSON, to be kept with the obligation."""
    return [{"msgid": n.msgid, "args": [[name, _plain(value)] for name, value in n.args]} for n in notes]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"time": value.isoformat()} if isinstance(value, time) else value


def load_notes(rows: Iterable[Mapping[str, Any]]) -> list[Note]:
    """Notes back from JSON."""
    return [Note(row["msgid"], tuple((name, _value(value)) for name, value in row["args"])) for row in rows]


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]) if "day" in value else time.fromisoformat(value["time"])
    return value


def sentences(obligation: Obligation) -> list[str]:
    """How the date was read, in the reader's language."""
    return [calendar.say(n) for n in load_notes(obligation.reading)]


def end_of_day(day: date) -> datetime:
    """A day as a deadline: 17:00 on the city's clock."""
    return datetime.combine(day, time(17), LOCAL)
