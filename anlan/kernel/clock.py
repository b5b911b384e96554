"""The only door to the time.

Domain time is `now()`: the wall's clock, moved by the offset that a demo city keeps in the database (the same for every
process), or by `travel()` in tests and in the rehearsal. Everything else receives the moment as an argument `at`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
_travel: ContextVar[datetime | None] = ContextVar("travel", default=None)
_offset = (timedelta(0), -1e9)  # (offset, monotonic second when it was read)
OFFSET_KEPT_SECONDS = 5.0


def wall() -> datetime:
    """The machine's own time, for sessions, retries, lockouts and what is `written` or `received`."""
    return datetime.now(UTC)


def now() -> datetime:
    """Domain time in UTC: travelled if somebody travels, else the wall moved by the demo's offset."""
    return _travel.get() or wall() + offset()


def offset() -> timedelta:
    """The stored offset of a demo city; zero in a real one. Read again every few seconds."""
    global _offset
    kept, read_at = _offset
    if time.monotonic() - read_at < OFFSET_KEPT_SECONDS:
        return kept
    from anlan.kernel.settings_store import read  # the table is only there once Django is up

    seconds = read("clock.offset_seconds", 0)
    _offset = (timedelta(seconds=float(seconds)), time.monotonic())
    return _offset[0]


def forget_offset() -> None:
    """Read the offset from the database at the next question (after it was changed here)."""
    global _offset
    _offset = (timedelta(0), -1e9)


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """Within the block, domain time stands at `to`. Nests: leaving restores the outer moment."""
    token = _travel.set(to)
    try:
        yield
    finally:
        _travel.reset(token)


def local(moment: datetime) -> datetime:
    """The same moment on the clock of the city (Asia/Shanghai)."""
    return moment.astimezone(LOCAL)


def tonight(moment: datetime) -> datetime:
    """The last second of the city's day of `moment`."""
    return local(moment).replace(hour=23, minute=59, second=59, microsecond=0)


def midnight(day: date) -> datetime:
    """The moment at which `day` begins in the city."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)
