"""When a time away holds, until when, and whether a message can wait for its end. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anlan.kernel.clock import LOCAL, local
from anlan.kernel.wording import N_

KINDS: Mapping[str, str] = {"leave": N_("不在"), "lesson": N_("上课"), "night": N_("夜里")}
WEEKDAYS: Mapping[int, str] = {
    1: N_("星期一"), 2: N_("星期二"), 3: N_("星期三"), 4: N_("星期四"), 5: N_("星期五"), 6: N_("星期六"), 7: N_("星期日"),
}  # fmt: skip
NIGHT = (time(22, 0), time(6, 30))  # what a night begins with on the form; our own default
MOST_STEPS = 4  # who stands in for who stands in for …


@dataclass(frozen=True)
class Span:
    """A time away as the rules see it; fields as in models.Away."""

    person: int
    kind: str
    substitute: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    weekday: int | None = None
    from_time: time | None = None
    to_time: time | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def until(span: Span, at: datetime, *, lessons: bool = True) -> datetime | None:
    """When the time away that holds at `at` ends; None when it does not hold. `lessons`: whether this day has any."""
    if span.kind == "leave":
        assert span.starts_at and span.ends_at
        return span.ends_at if span.starts_at <= at < span.ends_at else None
    here = local(at)
    assert span.from_time and span.to_time and span.starts_on
    if span.kind == "lesson":
        held = lessons and here.isoweekday() == span.weekday and _within(span, here.date()) and span.from_time <= here.time() < span.to_time
        return _on(here.date(), span.to_time) if held else None
    if here.time() >= span.from_time and _within(span, here.date()):
        return _on(here.date() + timedelta(days=1), span.to_time)
    if here.time() < span.to_time and _within(span, here.date() - timedelta(days=1)):
        return _on(here.date(), span.to_time)
    return None


def _within(span: Span, day: date) -> bool:
    return span.starts_on is not None and span.starts_on <= day and (span.ends_on is None or day <= span.ends_on)


def _on(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=LOCAL)


def cannot_wait(due_at: datetime | None, back_at: datetime, *, urgent: bool) -> bool:
    """Whether somebody is needed before the person is back: danger to life, or a limit that ends while they are away."""
    return urgent or (due_at is not None and due_at <= back_at)


def stands_in(substitutes: Mapping[int, int | None], person: int) -> int | None:
    """Who hears in place of `person`: `substitutes` holds everybody who is away -> their substitute. None: nobody."""
    here: int | None = person
    for _step in range(MOST_STEPS):
        if here is None or here not in substitutes:
            return here
        here = substitutes[here]
        if here == person:
            return None
    return None
