"""Sentences as data: a Chinese source text with named places and the values for them, translated only when shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

Value = str | int | date | time


@dataclass(frozen=True)
class Note:
    """`msgid` with `{name}` places; `args` are pairs (name, value). Dates and times are worded by whoever shows it."""

    msgid: str
    args: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        """The Chinese text, for logs and tests."""
        return self.msgid.format(**{name: plain(value) for name, value in self.args})


def note(msgid: str, **args: Value) -> Note:
    """A note; the msgid must have been marked with N_ where it stands."""
    return Note(msgid, tuple(args.items()))


def plain(value: Value) -> str:
    """Dates as 12月28日, with the year never; times as 17:00; the rest as it is."""
    if isinstance(value, date):
        return f"{value.month}月{value.day}日"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)
