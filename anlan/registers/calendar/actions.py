"""The only writers of the calendar. Each leaves a new stamp, so that every process reads it again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import SYSTEM, Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.wording import N_
from anlan.registers.calendar import rules, seeding
from anlan.registers.calendar.models import Custom, Day, Term, Version, Year
from anlan.registers.calendar.rules import editing
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import STAGES

YEARS = range(2000, 2101)


def _check_right(by: Actor, path: str) -> None:
    if not editing.may_set(by, path):
        raise NotYours("E-calendar-right", _("校历由本单位或上级的安全干部、领导来改"))


def _city() -> Unit:
    try:
        return Unit.objects.get(unit_path=editing.CITY_PATH)
    except Unit.DoesNotExist:
        raise Refused("E-calendar-city", _("先登记市局，再定校历")) from None


def _changed(verb: str, *, unit: Unit, by: Actor, at: datetime, payload: dict[str, Any]) -> None:
    Version.objects.update_or_create(id=1, defaults={"stamp": uuid.uuid4()})
    record(verb, unit_id=unit.pk, by=by, at=at, payload=payload)
    touched("calendar", unit.unit_path)


@action
def set_day(day: date, *, kind: str, name: str = "", source: str = "", standing: str = "verified", by: Actor, at: datetime) -> Day | None:
    """Make a day off or a workday; an empty kind lets its weekday decide again."""
    _check_right(by, editing.CITY_PATH)
    if kind not in ("off", "work", ""):
        raise Refused("E-calendar-kind", _("选放假、上班，或恢复平常"), fields={"kind": _("选放假、上班，或恢复平常")})
    before = Day.objects.filter(date=day).first()
    was = {"kind": before.kind, "name": before.name} if before else None
    row = None
    if kind:
        facts = {"kind": kind, "name": name.strip(), "source": source.strip(), "standing": standing}
        row, _made = Day.objects.update_or_create(date=day, defaults=facts)
        Year.objects.get_or_create(year=day.year)
    elif before:
        before.delete()
    payload = {"day": day.isoformat(), "kind": kind, "name": name, "was": was}
    _changed("calendar.day", unit=_city(), by=by, at=at, payload=payload)
    return row


@action
def import_days(rows: Sequence[dict[str, Any]], *, year: int, published: bool, source: str, by: Actor, at: datetime) -> int:
    """Replace the days of a year by `rows` (date, kind, name), all or nothing; the number of days now known.

    published  the rows are the official arrangement, make-up workdays included
    """
    _check_right(by, editing.CITY_PATH)
    if year not in YEARS:
        raise Refused("E-calendar-year", _("年份不对"), fields={"year": _("年份不对")})
    if not rows:
        raise Refused("E-calendar-empty", _("表里一天也没有"))
    strangers = sorted({row["date"].isoformat() for row in rows if row["date"].year != year})
    if strangers:
        raise Refused("E-calendar-other-year", _("{days} 不在 {year} 年").format(days="、".join(strangers[:5]), year=year))
    if len({row["date"] for row in rows}) < len(rows):
        raise Refused("E-calendar-twice", _("同一天写了两次"))
    if published and not source.strip():
        raise Refused("E-calendar-source", _("写上依据的文件"), fields={"source": _("写上依据的文件")})
    standing = "verified" if published else "provisional"
    Day.objects.filter(date__year=year).delete()
    Day.objects.bulk_create(
        Day(date=r["date"], kind=r["kind"], name=(r.get("name") or "").strip(), source=source.strip(), standing=standing) for r in rows
    )
    Year.objects.update_or_create(year=year, defaults={"swaps_published": published, "standing": standing, "source": source.strip()})
    payload = {"year": year, "days": len(rows), "published": published, "source": source}
    _changed("calendar.year", unit=_city(), by=by, at=at, payload=payload)
    return len(rows)


@action
def set_term(
    unit: Unit,
    *,
    school_year: int,
    season: str,
    first_day: date,
    last_day: date | None = None,
    stage: str = "",
    exam_first: date | None = None,
    exam_last: date | None = None,
    standing: str = "official",
    source: str = "",
    by: Actor,
    at: datetime,
) -> Term:
    """Set a term for the unit and everything below it that has no dates of its own."""
    _check_right(by, unit.unit_path)
    fault = _fault_in_term(school_year, season, stage, standing) or _fault_in_dates(first_day, last_day, exam_first, exam_last)
    if fault:
        raise Refused("E-calendar-term", fault[1], fields={fault[0]: fault[1]})
    facts = {
        "first_day": first_day, "last_day": last_day, "exam_first": exam_first, "exam_last": exam_last,
        "standing": standing, "source": source.strip(), "unit_path": unit.unit_path,
    }  # fmt: skip
    key: dict[str, Any] = {"unit": unit, "school_year": school_year, "season": season, "stage": stage}
    row, _made = Term.objects.update_or_create(**key, defaults=facts)
    payload = {
        "school_year": school_year, "season": season, "stage": stage, "standing": standing,
        "first_day": first_day.isoformat(), "last_day": last_day.isoformat() if last_day else None,
    }  # fmt: skip
    _changed("calendar.term", unit=unit, by=by, at=at, payload=payload)
    return row


def _fault_in_term(school_year: int, season: str, stage: str, standing: str) -> tuple[str, str] | None:
    if school_year not in YEARS:
        return "school_year", _("年份不对")
    if season not in rules.SEASONS:
        return "season", _("选第一学期或第二学期")
    if stage and stage not in STAGES:
        return "stage", _("没有这个学段")
    if standing not in ("official", "placeholder"):
        return "standing", _("选已核实或待核实")
    return None


def _fault_in_dates(first: date, last: date | None, exam_first: date | None, exam_last: date | None) -> tuple[str, str] | None:
    if last and last <= first:
        return "last_day", _("最后一天要在第一天之后")
    if (exam_first is None) != (exam_last is None):
        return ("exam_first" if exam_first is None else "exam_last"), _("考试要写开始和结束两天")
    if exam_first and exam_last and not first <= exam_first <= exam_last <= (last or date.max):
        return "exam_first", _("考试要在学期里")
    return None


@action
def drop_term(term: Term, *, by: Actor, at: datetime) -> None:
    """Take a unit's own dates away, so that those from above hold again."""
    _check_right(by, term.unit_path)
    unit = term.unit
    payload = {"school_year": term.school_year, "season": term.season, "stage": term.stage, "first_day": term.first_day.isoformat()}
    term.delete()
    _changed("calendar.term_dropped", unit=unit, by=by, at=at, payload=payload)


@action
def set_custom(key: str, value: int | str, *, source: str = "", by: Actor, at: datetime) -> Custom:
    """Change how a soft word is read (a key of editing.READINGS) for what is computed from now on."""
    _check_right(by, editing.CITY_PATH)
    fault = editing.fault_in(key, value)
    if not fault:
        changed = {**dict(Custom.objects.values_list("key", "value")), key: value}
        try:
            editing.hours_and_customs(changed)
        except ValueError:
            fault = HOURS_BACKWARDS
    if fault:
        raise Refused("E-calendar-reading", _(fault), fields={"value": _(fault)})
    row, _made = Custom.objects.update_or_create(key=key, defaults={"value": value, "source": source.strip()})
    _changed("calendar.reading", unit=_city(), by=by, at=at, payload={"key": key, "value": value, "source": source})
    return row


@action
def seed(*, by: Actor = SYSTEM, at: datetime) -> None:
    """Bring in the shipped days and the placeholder terms where nothing is known yet; never overwrites. Needs the city's unit."""
    city = _city()
    _check_right(by, editing.CITY_PATH)
    fresh = [row for row in seeding.year_rows() if not Year.objects.filter(year=row["year"]).exists()]
    Year.objects.bulk_create(Year(**row) for row in fresh)
    years = {row["year"] for row in fresh}
    days = [Day(**row) for row in seeding.day_rows() if row["date"].year in years]
    Day.objects.bulk_create(days, ignore_conflicts=True)
    for row in seeding.term_rows():
        key = {"unit": city, "school_year": row["school_year"], "season": row["season"], "stage": ""}
        Term.objects.get_or_create(**key, defaults={**row, "unit_path": city.unit_path})
    _changed("calendar.seed", unit=city, by=by, at=at, payload={"years": sorted(years)})


HOURS_BACKWARDS = N_("下班要在上班之后")
