"""From the words of a notice to a moment: `resolve` tries the readers in order, the most explicit first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from anlan.kernel.wording import N_

from .deadline import WHEN_TYPES, Context, Deadline, Found, finish
from .leftover import weaken
from .notes import note
from .read_anchored import read_anchored
from .read_dates import read_dates
from .read_repeat import read_repeat
from .read_school import read_school
from .read_spans import read_clock, read_event, read_length, read_near, read_prompt, read_unset
from .text import normalise
from .value import CITY, Calendar

Reader = Callable[[Context], Found | None]
READERS: tuple[Reader, ...] = (
    read_anchored, read_repeat, read_event, read_dates, read_school, read_length, read_near, read_prompt, read_clock, read_unset,
)  # fmt: skip


def resolve(when_type: str | None, phrase: str | None, *, calendar: Calendar, issued_at: datetime) -> Deadline:
    """What `phrase` means for a notice issued at `issued_at`, by the calendar of one unit.

    when_type  one of WHEN_TYPES, or None when unknown: the words alone then decide
    issued_at  aware; the day of the notice itself is never counted
    """
    if issued_at.tzinfo is None:
        raise ValueError("issued_at must be aware")
    kind = when_type or ""
    if kind and kind not in WHEN_TYPES:
        raise ValueError(f"unknown when type {kind!r}")
    text = normalise(phrase or "")
    context = Context(text=text, when_type=kind, calendar=calendar, issued_at=issued_at.astimezone(CITY))
    if not text or kind == "none":
        return finish(Found(note(NOTHING_SAID)), context, phrase or "")
    for read in READERS:
        found = read(context)
        if found:
            found.anchored = read is read_anchored
            return finish(weaken(context, found), context, phrase or "")
    return finish(Found(note(NOT_UNDERSTOOD, phrase=(phrase or "").strip())), context, phrase or "")


NOTHING_SAID = N_("通知里没有写时间")
NOT_UNDERSTOOD = N_("“{phrase}”读不出日期，期限要由发文的人定")
