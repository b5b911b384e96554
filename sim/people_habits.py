"""When and how well the people of the rehearsal city act: pure decisions from habit, promise and chance.

The driver asks once per (case, verb, person) with a stream from `chance(...)`, so that a rehearsal does not depend
on the order in which cases come up. All times are aware; hours of the day are those of Asia/Shanghai.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sim.specs import HabitCode

LOCAL = ZoneInfo("Asia/Shanghai")
Verb = Literal["receive", "assign", "submit", "rectify", "accept", "review", "verify", "reply", "answer"]
IsWorkday = Callable[[date], bool]
#: Working hours of a school: first and last moment at which somebody at a desk acts.
OPEN, CLOSE = time(7, 40), time(17, 10)
#: Posts that act round the clock, whatever the calendar says.
ROUND_THE_CLOCK = frozenset({"guard", "duty_officer", "dorm_keeper"})


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody works. Hours are working time unless said otherwise.

    `receipt`: hours until a new thing is opened. `span`: the part of the time until the deadline that is used,
    above 1 = late. `overrun`: days late when late. `forgets`: acts only when told again. `poor`: share of thin
    proofs. `evening`, `weekend`: chance to act outside working hours. `heeds`: chance that a reminder or a call
    brings the act within a working day.
    """

    code: HabitCode
    receipt: tuple[float, float]
    span: tuple[float, float]
    late: float
    overrun: tuple[float, float]
    forgets: float
    poor: float
    evening: float
    weekend: float
    heeds: float


HABITS: dict[HabitCode, Habit] = {
    h.code: h
    for h in (
        Habit("diligent", (0.1, 4), (0.15, 0.7), 0.015, (0.1, 0.6), 0.002, 0.02, 0.25, 0.15, 0.97),
        Habit("late", (4, 30), (0.7, 0.99), 0.28, (0.3, 4.5), 0.03, 0.07, 0.15, 0.03, 0.75),
        Habit("absent", (16, 80), (0.9, 1.0), 0.5, (2.0, 9.0), 0.45, 0.1, 0.02, 0.01, 0.35),
        Habit("careless", (0.3, 10), (0.05, 0.8), 0.07, (0.2, 2.0), 0.02, 0.34, 0.2, 0.08, 0.85),
    )
}


@dataclass(frozen=True, slots=True)
class Decision:
    """When somebody will act (None: never unless told again) and whether the proof will be thin."""

    at: datetime | None
    poor: bool = False


def chance(seed: int, *about: object) -> random.Random:
    """A stream of chance that belongs to these things alone: chance(7, case_number, "submit", username)."""
    return random.Random(":".join(str(x) for x in (seed, *about)))


def weekday_is_workday(day: date) -> bool:
    """Monday to Friday: for tests; the driver passes the product's own calendar."""
    return day.weekday() < 5


def next_open(at: datetime, is_workday: IsWorkday = weekday_is_workday) -> datetime:
    """The first moment from `at` on that lies in working hours of a workday."""
    moment = at.astimezone(LOCAL)
    if moment.time() >= CLOSE:
        moment = _morning(moment.date() + timedelta(days=1))
    elif moment.time() < OPEN:
        moment = _morning(moment.date())
    for _ in range(60):
        if is_workday(moment.date()):
            break
        moment = _morning(moment.date() + timedelta(days=1))
    return moment.astimezone(at.tzinfo)


def _morning(day: date) -> datetime:
    return datetime.combine(day, OPEN, LOCAL)


def work_hours(start: datetime, end: datetime, is_workday: IsWorkday = weekday_is_workday) -> float:
    """Working hours between two moments; 0 when there are none."""
    a, b = start.astimezone(LOCAL), end.astimezone(LOCAL)
    total, day = 0.0, a.date()
    while day <= b.date():
        if is_workday(day):
            first, last = max(a, _morning(day)), min(b, datetime.combine(day, CLOSE, LOCAL))
            total += max(0.0, (last - first).total_seconds() / 3600)
        day += timedelta(days=1)
    return total


def add_work_hours(start: datetime, hours: float, is_workday: IsWorkday = weekday_is_workday) -> datetime:
    """The moment after so many working hours, always inside working hours."""
    moment = next_open(start, is_workday).astimezone(LOCAL)
    left = timedelta(hours=hours)
    while True:
        close = datetime.combine(moment.date(), CLOSE, LOCAL)
        if moment + left < close:
            return (moment + left).astimezone(start.tzinfo)
        left -= close - moment
        moment = next_open(close, is_workday).astimezone(LOCAL)


def _settle(moment: datetime, habit: Habit, rng: random.Random, is_workday: IsWorkday) -> datetime:
    """Now and then the thing is done in the evening or at the weekend; else at the next working moment."""
    local = moment.astimezone(LOCAL)
    if rng.random() < habit.evening and is_workday(local.date()):
        return datetime.combine(local.date(), time(19, rng.randrange(60)), LOCAL).astimezone(moment.tzinfo)
    if rng.random() < habit.weekend:
        saturday = local.date() + timedelta(days=(5 - local.weekday()) % 7)
        return datetime.combine(saturday, time(9 + rng.randrange(8), rng.randrange(60)), LOCAL).astimezone(moment.tzinfo)
    return next_open(moment, is_workday)


def receives(
    habit: HabitCode, at: datetime, rng: random.Random, *, is_workday: IsWorkday = weekday_is_workday, always: bool = False
) -> Decision:
    """When somebody opens and signs for a thing that came at `at`. `always`: a post that works round the clock."""
    h = HABITS[habit]
    hours = rng.uniform(*h.receipt)
    if rng.random() < h.forgets:
        return Decision(None)
    if always:
        return Decision(at + timedelta(hours=hours / 3))
    return Decision(add_work_hours(at, hours, is_workday))


def acts(
    habit: HabitCode,
    verb: Verb,
    at: datetime,
    due: datetime | None,
    rng: random.Random,
    *,
    is_workday: IsWorkday = weekday_is_workday,
    poor_possible: bool = True,
) -> Decision:
    """When somebody does what is asked from `at` on and promised for `due`, and whether the proof is thin.

    Without a deadline the habit's pace over three workdays counts. Never before `at`.
    """
    h = HABITS[habit]
    poor = poor_possible and verb in ("submit", "rectify", "reply") and rng.random() < h.poor
    if rng.random() < h.forgets:
        return Decision(None, poor)
    end = due if due and due > at else add_work_hours(at, 24, is_workday)
    if rng.random() < h.late:
        return Decision(_settle(end + timedelta(days=rng.uniform(*h.overrun)), h, rng, is_workday), poor)
    hours = work_hours(at, end, is_workday) * rng.uniform(*h.span)
    moment = add_work_hours(at, hours, is_workday)
    settled = _settle(moment, h, rng, is_workday)
    moment = settled if at <= settled <= end else moment
    return Decision(max(at, min(moment, end - timedelta(minutes=5)) if end > at else moment), poor)


def acts_on_danger(habit: HabitCode, at: datetime, rng: random.Random, *, is_workday: IsWorkday = weekday_is_workday) -> Decision:
    """When somebody answers a danger to life: minutes, day or night; the absent may not answer at all."""
    if rng.random() < {"diligent": 0.005, "late": 0.03, "careless": 0.04, "absent": 0.5}[habit]:
        return Decision(None)
    awake = time(6) <= at.astimezone(LOCAL).time() <= time(22, 30)
    slow = {"diligent": 12, "late": 35, "careless": 20, "absent": 50}[habit]
    minutes = rng.uniform(2, slow) * (1.0 if awake else 2.5) * (1.0 if is_workday(at.astimezone(LOCAL).date()) else 1.6)
    return Decision(at + timedelta(minutes=minutes))


def after_telling(
    habit: HabitCode,
    at: datetime,
    rung: int,
    rng: random.Random,
    *,
    is_workday: IsWorkday = weekday_is_workday,
) -> Decision:
    """After a reminder (rung 0) or the n-th rung of the ladder: when the thing gets done now, if at all.

    The higher the rung, the likelier: the next one up makes a call, and from the third rung on sees to it.
    """
    h = HABITS[habit]
    heed = 1.0 if rung >= 4 else min(0.98, h.heeds + 0.2 * rung)
    poor = rng.random() < h.poor / 2
    if rng.random() > heed:
        return Decision(None, poor)
    return Decision(add_work_hours(at, rng.uniform(0.3, 9.0 / (rung + 1)), is_workday), poor)


def passes(habit: HabitCode, poor: bool, rng: random.Random) -> bool:
    """Does the one who checks let it pass? A thin proof is mostly sent back; the careless wave some through."""
    if not poor:
        return rng.random() < {"diligent": 0.985, "late": 0.99, "careless": 0.995, "absent": 0.99}[habit]
    return rng.random() < {"diligent": 0.03, "late": 0.12, "careless": 0.55, "absent": 0.3}[habit]


def finds_today(habit: HabitCode, day: date, rng: random.Random, *, in_term: bool = True, is_workday: bool = True) -> int:
    """How many hazards a school's safety officer of this habit registers on a day: the diligent find more, honestly."""
    if not is_workday:
        return int(rng.random() < 0.01)
    mean = {"diligent": 0.42, "late": 0.2, "careless": 0.28, "absent": 0.06}[habit] * (1.0 if in_term else 0.3)
    mean *= 1.5 if day.weekday() == 4 else 1.0
    return sum(rng.random() < mean / 3 for _ in range(3))
