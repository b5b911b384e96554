"""The only writers of times away: entered by the person or by who keeps the unit's accounts, taken away again, a term's lessons at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people.models import Grant, Person
from anlan.registers.people.queries import running
from anlan.registers.people.rules import may_staff
from anlan.registers.presence.models import Away

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Lesson:
    """One lesson of the week as a sheet names it."""

    person: Person
    weekday: int
    from_time: time
    to_time: time
    starts_on: date
    ends_on: date
    substitute: Person | None = None


def home_of(person: Person, by: Actor, at: datetime) -> Unit:
    """The whole unit in which the person works, and which the actor may write for: their own, or one whose accounts they keep."""
    paths = Grant.objects.filter(running(local(at).date()), person=person).order_by("unit_path", "id").values_list("unit_path", flat=True)
    for path in paths:
        unit = org.whole_unit(path)
        if person.pk == by.person_id or may_staff(by, unit.unit_path):
            return unit
    raise NotYours("E-away-right", _("只能填自己的，或者自己管的单位的人"))


def _substitute(person: Person, unit: Unit, substitute: Person | None, at: datetime) -> Person | None:
    if substitute is None:
        return None
    if substitute.pk == person.pk:
        raise Refused("E-away-self", _("代的要是另一个人"), fields={"substitute": _("换一个人")})
    there = Grant.objects.filter(running(local(at).date()), person=substitute, unit_path__startswith=unit.unit_path)
    if not any(org.whole_unit(path).pk == unit.pk for path in there.values_list("unit_path", flat=True)):
        raise Refused("E-away-colleague", _("代的人要在同一个单位"), fields={"substitute": _("换一个本单位的人")})
    return substitute


def _lay(person: Person, unit: Unit, kind: str, substitute: Person | None, *, by: Actor, at: datetime, **when: Any) -> Away:
    row = Away.objects.create(
        person=person,
        unit=unit,
        unit_path=unit.unit_path,
        kind=kind,
        substitute=substitute,
        entered_by_id=by.person_id,
        entered_at=at,
        **when,
    )
    record("away.enter", unit_id=unit.pk, by=by, at=at, payload={"person": person.pk, "kind": kind, "substitute": row.substitute_id})
    touched("people", unit.unit_path)
    return row


@action
def leave(person: Person, *, starts_at: datetime, ends_at: datetime, substitute: Person | None = None, by: Actor, at: datetime) -> Away:
    """Away from a moment to a moment; why is nobody's business here."""
    unit = home_of(person, by, at)
    if ends_at <= starts_at or ends_at <= at:
        raise Refused("E-away-time", _("回来的时间要晚于离开，也要晚于现在"), fields={"ends_at": _("太早了")})
    substitute = _substitute(person, unit, substitute, at)
    if Away.objects.filter(person=person, kind="leave", starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused("E-away-twice", _("这段时间里已经填过一次，先删掉那一次"), fields={"starts_at": _("和另一次重叠")})
    return _lay(person, unit, "leave", substitute, by=by, at=at, starts_at=starts_at, ends_at=ends_at)


@action
def lesson(
    person: Person, *, weekday: int, from_time: time, to_time: time, starts_on: date, ends_on: date, substitute: Person | None = None,
    by: Actor, at: datetime,
) -> Away:  # fmt: skip
    """A lesson each week from a day to a day; days off in the calendar have none."""
    unit = home_of(person, by, at)
    wrong: dict[str, Any] = {}
    if to_time <= from_time:
        wrong["to_time"] = _("下课要晚于上课")
    if ends_on < starts_on:
        wrong["ends_on"] = _("早于开始日期")
    if wrong:
        raise Refused("E-away-time", next(iter(wrong.values())), fields=wrong)
    substitute = _substitute(person, unit, substitute, at)
    when = {"weekday": weekday, "from_time": from_time, "to_time": to_time, "starts_on": starts_on, "ends_on": ends_on}
    return _lay(person, unit, "lesson", substitute, by=by, at=at, **when)


@action
def nights(person: Person, *, from_time: time, to_time: time, substitute: Person | None = None, by: Actor, at: datetime) -> Away:
    """Every night from today on; what was said of nights before holds no longer."""
    unit = home_of(person, by, at)
    if from_time <= to_time:
        raise Refused("E-away-time", _("夜里从晚上开始，到第二天早上"), fields={"from_time": _("要晚于早上那个时间")})
    substitute = _substitute(person, unit, substitute, at)
    Away.objects.filter(person=person, kind="night").delete()
    return _lay(person, unit, "night", substitute, by=by, at=at, from_time=from_time, to_time=to_time, starts_on=local(at).date())


@action
def take_away(row: Away, *, by: Actor, at: datetime) -> None:
    """It does not hold: a leave that was put off, a lesson that moved."""
    row = Away.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.person_id != by.person_id and not may_staff(by, row.unit_path):
        raise NotYours("E-away-right", _("只能填自己的，或者自己管的单位的人"))
    record("away.drop", unit_id=row.unit_id, by=by, at=at, payload={"person": row.person_id, "kind": row.kind})
    touched("people", row.unit_path)
    row.delete()


@action
def import_lessons(unit: Unit, lessons: Sequence[Lesson], *, by: Actor, at: datetime) -> int:
    """A sheet of lessons: everybody named in it has these lessons and no others from now on. -> how many."""
    if not may_staff(by, unit.unit_path):
        raise NotYours("E-away-right", _("只能填自己的，或者自己管的单位的人"))
    persons = {one.person.pk for one in lessons}
    Away.objects.filter(person__in=persons, kind="lesson", unit=unit).delete()
    Away.objects.bulk_create(
        [
            Away(
                person=one.person, unit=unit, unit_path=unit.unit_path, kind="lesson", substitute=one.substitute, weekday=one.weekday,
                from_time=one.from_time, to_time=one.to_time, starts_on=one.starts_on, ends_on=one.ends_on, entered_by_id=by.person_id,
                entered_at=at,
            )
            for one in lessons
        ],
        batch_size=500,
    )  # fmt: skip
    record("away.import", unit_id=unit.pk, by=by, at=at, payload={"persons": len(persons), "lessons": len(lessons)})
    touched("people", unit.unit_path)
    return len(lessons)


def forget(at: datetime) -> int:
    """The clockwork's part: what ended a month ago is nobody's business any more. -> how many rows went."""
    before = at - KEPT
    over = Q(kind="leave", ends_at__lt=before) | (~Q(kind="leave") & Q(ends_on__lt=local(before).date()))
    return Away.objects.filter(over).delete()[0]
