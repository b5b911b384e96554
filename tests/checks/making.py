"""Sending a round of checks and answering it, in few words, for the tests of checks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.registers.calendar import actions as calendar
from anlan.registers.places import actions as places
from anlan.work.checks import actions
from anlan.work.checks.models import Check, Checklist, Round
from anlan.work.checks.rules import Item
from tests.cast import LONG_AGO, START, Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = START + 4 * DAY  # Friday 9:00
ITEMS = [
    Item("i1", "疏散通道没有堆放东西", "fire", "走到头", "某办法第三条", "to_check"),
    Item("i2", "灭火器没有过期", "fire"),
    Item("i3", "燃气报警器能响", "gas", photo=True),
]
FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2027, 1, 22)  # the winter break begins on Saturday 2027-01-23


def who(cast: Cast, name: str, at: Any = START) -> dict[str, Any]:
    return {"by": cast.actor(name, at), "at": at}


def listed(cast: Cast, *, by: str = "lin", unit: str = "city", items: list[Item] | None = None) -> Checklist:
    """A list of an office."""
    with acting(cast.actor(by)):
        return actions.start_list(cast.units[unit], title="消防检查表", items=items or ITEMS, **who(cast, by))


def sent(cast: Cast, *, by: str = "lin", unit: str = "city", at: Any = START, **options: Any) -> Round:
    """A round by a list, out to all schools below."""
    plan = actions.Plan(
        **{"sort": "round", "title": "冬季消防检查", "checklist": listed(cast, by=by, unit=unit), "due_at": DUE, "recheck_share": 50,
           "sample_share": 50, **options}
    )  # fmt: skip
    with acting(cast.actor(by)):
        return actions.send(cast.units[unit], plan, nonce=uuid4(), **who(cast, by, at))


def check(round_: Round, cast: Cast, unit: str, stage: str = "") -> Check:
    """The check of a unit, as it stands now; of a round its own, of a break the only one."""
    stage = stage or ("self" if round_.sort == "round" else round_.sort)
    return Check.objects.select_related("case", "round", "office").get(round=round_, unit=cast.units[unit], stage=stage)


def answer(one: Check, cast: Cast, name: str, key: str, verdict: str, *, at: Any = START + HOUR, **more: Any) -> Any:
    """Answer one item as one of the cast."""
    with acting(cast.actor(name, at)):
        return actions.answer(one.pk, key, verdict, **who(cast, name, at), **more)


def all_pass(
    one: Check, cast: Cast, name: str, *, at: Any = START + HOUR, fails: dict[str, str] | None = None, nothing: bool | None = None
) -> Check:
    """Everything in order but `fails` (item -> note), signed."""
    from tests.hazards.steps import photo

    for item in ITEMS:
        note = (fails or {}).get(item.key)
        answer(
            one, cast, name, item.key, "fail" if note else "pass", at=at, note=note or "", photos=[photo()] if item.photo or note else ()
        )
    return signed(one, cast, name, at=at, nothing=not fails if nothing is None else nothing)


def signed(one: Check, cast: Cast, name: str, *, nothing: bool, at: Any = START + HOUR) -> Check:
    """Signed and handed in."""
    with acting(cast.actor(name, at)):
        actions.hand_in(one.pk, nothing=nothing, **who(cast, name, at))
    return Check.objects.select_related("case", "round", "office").get(pk=one.pk)


# ── breaks ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

CLOSING_AT = START + 30 * DAY
CLOSED_BY = START.replace(year=2027, month=1, day=23, hour=9)  # 17:00 in the city on the first day of the break


def with_rooms(cast: Cast) -> None:
    """The city's terms, and two more laboratories and a classroom at Green."""
    terms = (("autumn", FIRST_DAY, LAST_DAY), ("spring", date(2027, 2, 22), date(2027, 7, 2)))
    for season, first, last in terms:
        calendar.set_term(cast.units["city"], school_year=2026, season=season, first_day=first, last_day=last, by=SYSTEM, at=LONG_AGO)
    for key, name, kind in (("lab2", "二号实验室", "lab"), ("lab3", "三号实验室", "lab"), ("room", "七年级一班", "classroom")):
        cast.places[key] = places.register(cast.units["green"], name=name, kind=kind, by=SYSTEM, at=LONG_AGO)


def break_round(cast: Cast, sort: str = "closing", *, at: Any = CLOSING_AT, by: str = "lin", shift: int = 0, year: int = 2026) -> Round:
    """A closing-down or reopening round of the city."""
    plan = actions.Plan(sort, "寒假封校检查" if sort == "closing" else "开学前检查", season="autumn", school_year=year, shift_days=shift)
    with acting(cast.actor(by, at)):
        return actions.send(cast.units["city"], plan, nonce=uuid4(), **who(cast, by, at))


def room(one: Check, cast: Cast, name: str, place: str, *, bad: tuple[str, ...] = (), at: Any = CLOSING_AT + HOUR, **more: Any) -> Any:
    """Answer one room as one of the cast: all in order but `bad`."""
    from anlan.work.checks.rules import parts_of

    parts = {p.key: "fail" if p.key in bad else "pass" for p in parts_of(one.stage, cast.places[place].kind)}
    with acting(cast.actor(name, at)):
        return actions.answer_room(one.pk, cast.places[place], parts, **who(cast, name, at), **more)
