"""Who may change the calendar, and which readings can be changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from anlan.kernel.actor import Actor
from anlan.kernel.wording import N_

from .value import PROMPT_HOURS, Customs, WorkHours

CITY_PATH = "1."
EDITORS = frozenset({"safety", "leader", "head"})
OFFICES = frozenset({"city", "district", "school"})


def may_set(actor: Actor, path: str) -> bool:
    """Whether the actor sets dates at `path`: an officer, leader or head of that unit or of one above it."""
    if actor.is_system:
        return True
    return any(g.reach == "unit" and g.role in EDITORS and g.unit_kind in OFFICES and path.startswith(g.path) for g in actor.grants)


@dataclass(frozen=True)
class Reading:
    """A default that may be changed: how a soft word is read. `unit` is hours, days or clock."""

    key: str
    label: str
    unit: str
    value: int | str
    least: int = 1
    most: int = 720


READINGS: tuple[Reading, ...] = (
    Reading("hours.due", N_("写到哪天的，当天几点到期"), "clock", "17:00"),
    Reading("hours.start", N_("上班"), "clock", "08:30"),
    Reading("hours.end", N_("下班"), "clock", "17:30"),
    *(Reading(f"prompt.{word}", N_("“{word}”算几小时内"), "hours", hours) for word, hours in PROMPT_HOURS.items()),
    Reading("phase.before_break", N_("“放假前”从放假前几天算起"), "days", 7, most=60),
    Reading("phase.start_before", N_("“开学前后”从开学前几天算起"), "days", 7, least=0, most=60),
    Reading("phase.start_after", N_("“开学前后”到开学后第几天为止"), "days", 7, most=60),
)
READING_KEYS = {reading.key: reading for reading in READINGS}


def clock_time(text: str) -> time:
    """A time from `17:00`; ValueError when it is none."""
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute))


def fault_in(key: str, value: Any) -> str:
    """Why `value` cannot stand for the reading `key`; empty when it can."""
    reading = READING_KEYS.get(key)
    if reading is None:
        return NO_READING
    if reading.unit == "clock":
        try:
            clock_time(str(value))
        except ValueError:
            return NO_CLOCK
        return ""
    return "" if isinstance(value, int) and reading.least <= value <= reading.most else OUT_OF_BOUNDS


def hours_and_customs(changed: Mapping[str, Any]) -> tuple[WorkHours, Customs]:
    """The readings that hold, from what was changed and the defaults for the rest."""
    value = {r.key: changed.get(r.key, r.value) for r in READINGS}
    hours = WorkHours(*(clock_time(str(value[f"hours.{k}"])) for k in ("start", "end", "due")))
    prompt = {word: int(value[f"prompt.{word}"]) for word in PROMPT_HOURS}
    phases = (int(value[f"phase.{k}"]) for k in ("before_break", "start_before", "start_after"))
    return hours, Customs(prompt, *phases)


NO_READING = N_("没有这一项")
NO_CLOCK = N_("写成 17:00 这样的钟点")
OUT_OF_BOUNDS = N_("数字不在允许的范围里")
