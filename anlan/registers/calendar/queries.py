"""Reads of the calendar: one immutable value per unit, kept in each process until the calendar changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.actor import lineage
from anlan.registers.calendar import rules
from anlan.registers.calendar.models import Custom, Day, Term, Version, Year
from anlan.registers.calendar.rules import editing
from anlan.registers.org.models import Unit


@dataclass
class Snapshot:
    """All of the calendar as of one stamp. `made` keeps the calendars already picked from it, by the terms that hold."""

    stamp: str
    days: tuple[rules.DayMark, ...] = ()
    years: dict[int, Year] = field(default_factory=dict)
    terms: tuple[rules.Term, ...] = ()
    hours: rules.WorkHours = field(default_factory=rules.WorkHours)
    customs: rules.Customs = field(default_factory=rules.Customs)
    made: dict[tuple[rules.Term, ...], rules.Calendar] = field(default_factory=dict)

    @property
    def published(self) -> frozenset[int]:
        return frozenset(y for y, row in self.years.items() if row.swaps_published)

    @property
    def by_stage(self) -> bool:
        """Whether any term holds for one school stage only, so that a unit's stage matters."""
        return any(term.stage for term in self.terms)

    def calendar(self, path: str, stage: str) -> rules.Calendar:
        """The calendar of the unit at `path`; units with the same terms share one."""
        terms = rules.pick_terms(self.terms, unit_path=path, stage=stage)
        if terms not in self.made:
            self.made[terms] = rules.Calendar(self.days, self.published, terms, self.hours, self.customs, self.stamp)
        return self.made[terms]


_held: list[Snapshot] = []  # the last few, so that a rolled-back change costs nothing
_kept: ContextVar[Snapshot | None] = ContextVar("kept", default=None)
HELD = 3


def version() -> str:
    """The stamp of the calendar as this transaction sees it; empty before the first change."""
    stamp = Version.objects.values_list("stamp", flat=True).first()
    return str(stamp) if stamp else ""


def snapshot() -> Snapshot:
    """The whole calendar: read from the database only when its stamp is new to this process."""
    kept = _kept.get()
    if kept is not None:
        return kept
    stamp = version()
    for known in _held:
        if known.stamp == stamp:
            return known
    fresh = _read(stamp)
    _held[:] = [fresh, *_held][:HELD]
    return fresh


@contextmanager
def kept() -> Iterator[None]:
    """Within the block the stamp is looked up once: for work that asks thousands of times."""
    token = _kept.set(snapshot())
    try:
        yield
    finally:
        _kept.reset(token)


def _read(stamp: str) -> Snapshot:
    days = tuple(rules.DayMark(d.date, d.kind, d.name, d.source, d.standing) for d in Day.objects.order_by("date"))
    hours, customs = editing.hours_and_customs(dict(Custom.objects.values_list("key", "value")))
    return Snapshot(
        stamp=stamp,
        days=days,
        years={row.year: row for row in Year.objects.all()},
        terms=tuple(as_rule(row) for row in Term.objects.all()),
        hours=hours,
        customs=customs,
    )


def as_rule(row: Term) -> rules.Term:
    """A row of the table as the value that rules count with."""
    names = ("school_year", "season", "first_day", "last_day", "exam_first", "exam_last", "stage", "unit_path", "standing", "source")
    return rules.Term(**{name: getattr(row, name) for name in names})


def _stage(path: str) -> str:
    """The stage of the school that `path` is or lies in."""
    rows = Unit.objects.filter(unit_path__in=lineage(path)).exclude(stage="")
    found = rows.order_by("-unit_path").values_list("stage", flat=True).first()
    return found or ""


def calendar_for(unit: Unit | str) -> rules.Calendar:
    """The calendar of a unit, given as a row or by its path: its own dates, else its district's, else the city's."""
    whole = snapshot()
    if isinstance(unit, Unit):
        stage = unit.stage or (_stage(unit.unit_path) if whole.by_stage else "")
        return whole.calendar(unit.unit_path, stage)
    return whole.calendar(unit, _stage(unit) if whole.by_stage else "")


def city_calendar() -> rules.Calendar:
    """The calendar of the city, where no unit is meant."""
    return snapshot().calendar(editing.CITY_PATH, "")


def calendars_for(units: Iterable[Unit]) -> dict[int, rules.Calendar]:
    """Calendars by unit id with one look at the stamp; units with the same dates share one value.

    Rows of departments bear no stage: pass whole units.
    """
    whole = snapshot()
    return {unit.pk: whole.calendar(unit.unit_path, unit.stage) for unit in units}


def resolve_for(
    units: Iterable[Unit], when_type: str | None, phrase: str | None, *, issued_at: datetime
) -> list[tuple[rules.Deadline, list[Unit]]]:
    """What a phrase means for many units: each different deadline once, with its units, the most common first."""
    groups: dict[int, tuple[rules.Calendar, list[Unit]]] = {}
    whole = snapshot()
    for unit in units:
        calendar = whole.calendar(unit.unit_path, unit.stage)
        groups.setdefault(id(calendar), (calendar, []))[1].append(unit)
    merged: dict[tuple[Any, ...], tuple[rules.Deadline, list[Unit]]] = {}
    for calendar, members in groups.values():
        found = rules.resolve(when_type, phrase, calendar=calendar, issued_at=issued_at)
        merged.setdefault((found.at, found.starts, found.standing, found.notes), (found, []))[1].extend(members)
    return sorted(merged.values(), key=lambda pair: -len(pair[1]))


def say(note: rules.Note | None) -> str:
    """A note in the reader's language; empty for None."""
    if note is None:
        return ""
    return _(note.msgid).format(**{name: _worded(value) for name, value in note.args})


def _worded(value: Any) -> str:
    if isinstance(value, date):
        return pgettext("day in a sentence", "{month}月{day}日").format(month=value.month, day=value.day, mon=f"{value:%b}")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return _(value) if isinstance(value, str) and value else str(value)


def own_terms(path: str) -> list[Term]:
    """Terms set at exactly this unit, newest school year first."""
    return list(Term.objects.filter(unit_path=path).select_related("unit").order_by("-school_year", "season", "stage"))


def terms_below(path: str, school_year: int) -> int:
    """How many units under `path` have dates of their own in that school year."""
    from anlan.kernel.scope import below

    return Term.objects.filter(below(path), school_year=school_year).exclude(unit_path=path).values("unit").distinct().count()


def readings() -> list[dict[str, Any]]:
    """Every reading that can be changed: key, label, unit, value that holds, default, source when changed."""
    changed = {row.key: row for row in Custom.objects.all()}
    rows = []
    for reading in editing.READINGS:
        row = changed.get(reading.key)
        label = _(reading.label).format(word=reading.key.partition(".")[2])
        value = row.value if row else reading.value
        rows.append({"reading": reading, "label": label, "value": value, "changed": row is not None, "source": row.source if row else ""})
    return rows
