"""A person's deadlines as a calendar (RFC 5545). The same rows give the same bytes, so that one that asks again is told "as before"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, Todo

SLOT = timedelta(minutes=30)  # an entry ends at the limit and begins so long before: calendars show no points
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One deadline. summary: what and where; `early` how long before it the reminder comes (negative), None for none."""

    pk: int
    summary: str
    says: str
    url: str
    due: datetime
    since: datetime
    version: int
    early: timedelta | None


def written(entries: Iterable[Entry], *, name: str, base: str, as_todo: bool) -> bytes:
    """The calendar: events, which every phone shows, or tasks (`as_todo`), which few do."""
    calendar = Calendar()
    calendar.add("prodid", "-//Anlan//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    host = urlsplit(base).hostname or "anlan"
    for entry in entries:
        calendar.add_component(_component(entry, host, as_todo))
    return bytes(calendar.to_ical())


def _component(entry: Entry, host: str, as_todo: bool) -> Event | Todo:
    row: Event | Todo = Todo() if as_todo else Event()
    row.add("uid", f"case-{entry.pk}@{host}")
    row.add("dtstamp", entry.since)
    row.add("sequence", entry.version)
    row.add("summary", entry.summary)
    row.add("description", entry.says)
    row.add("url", entry.url)
    if as_todo:
        row.add("due", entry.due)
        row.add("status", "NEEDS-ACTION")
    else:
        row.add("dtstart", entry.due - SLOT)
        row.add("dtend", entry.due)
        row.add("transp", "TRANSPARENT")  # a limit does not make anybody busy
    if entry.early is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.summary)
        alarm.add("trigger", entry.early, parameters={"RELATED": "END"})
        row.add_component(alarm)
    return row
