"""The calendar's tables: who sets what, what holds for whom, and that every process sees a change at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.calendar import actions, queries, rules
from anlan.registers.calendar.models import Day, Term, Version, Year
from tests.cast import START, Cast

AT = START
BREAK = {"school_year": 2026, "season": "autumn", "first_day": date(2026, 9, 1)}


def last_day(unit: Any) -> date | None:
    return queries.calendar_for(unit).terms[0].last_day


def test_a_fresh_city_knows_2026_and_says_that_2027_is_not_published(cast: Cast) -> None:
    calendar = queries.calendar_for(cast.units["green"])
    assert not calendar.is_workday(date(2026, 10, 1)) and calendar.is_workday(date(2026, 10, 10))
    assert calendar.published == frozenset({2026})
    assert [str(n) for n in calendar.warn(date(2027, 1, 1), date(2027, 1, 2))] == ["2027 年调休还没公布，先不算调休"]
    assert {t.standing for t in calendar.terms} == {"placeholder"}


def test_all_units_with_the_same_dates_share_one_calendar(cast: Cast) -> None:
    units = [cast.units[k] for k in ("green", "hill", "tiny", "river")]
    assert len({id(c) for c in queries.calendars_for(units).values()}) == 1
    assert queries.calendar_for("1.01.001.") is queries.calendar_for("1.02.001.")


def test_a_school_takes_its_own_dates_then_its_districts_then_the_citys(cast: Cast) -> None:
    east, green, hill, river = (cast.units[k] for k in ("east", "green", "hill", "river"))
    actions.set_term(east, **BREAK, last_day=date(2027, 1, 22), by=cast.zhao, at=AT)
    actions.set_term(green, **BREAK, last_day=date(2027, 1, 26), by=cast.chen, at=AT)
    assert last_day(green) == date(2027, 1, 26)
    assert last_day(cast.units["office"].unit_path) == date(2027, 1, 26)
    assert last_day(hill) == date(2027, 1, 22)
    assert last_day(river) == date(2027, 1, 29)
    actions.drop_term(Term.objects.get(unit=green), by=cast.chen, at=AT)
    assert last_day(green) == date(2027, 1, 22)


def test_dates_for_one_stage_hold_for_schools_of_that_stage_and_their_departments(cast: Cast) -> None:
    city, green, river = (cast.units[k] for k in ("city", "green", "river"))
    actions.set_term(city, **BREAK, stage="junior", last_day=date(2027, 2, 1), by=cast.lin, at=AT)
    assert last_day(green) == last_day(cast.units["office"].unit_path) == date(2027, 2, 1)
    assert last_day(river) == date(2027, 1, 29)


@pytest.mark.parametrize(("who", "where"), [("feng", "green"), ("wu", "green"), ("liang", "green"), ("su", "green"), ("chen", "east")])
def test_nobody_else_sets_a_schools_dates(cast: Cast, who: str, where: str) -> None:
    with pytest.raises(NotYours):
        actions.set_term(cast.units[where], **BREAK, by=cast.actor(who), at=AT)


@pytest.mark.parametrize("who", ["zhao", "chen", "lu", "admin"])
def test_only_the_city_sets_holidays(cast: Cast, who: str) -> None:
    with pytest.raises(NotYours):
        actions.set_day(date(2027, 2, 5), kind="work", by=cast.actor(who), at=AT)


def test_the_database_itself_keeps_others_from_the_dates(cast: Cast) -> None:
    actions.set_term(cast.units["green"], **BREAK, by=cast.chen, at=AT)
    with acting(cast.feng):
        assert Day.objects.update(kind="work") == 0
        assert Year.objects.update(swaps_published=True) == 0
        assert Term.objects.update(standing="official") == 0
        assert Term.objects.count() == 3
    with acting(cast.lin):
        assert Day.objects.filter(date=date(2026, 10, 1)).update(name="国庆") == 1


def test_an_officer_of_the_city_sets_a_day_as_the_web_does(cast: Cast) -> None:
    with acting(cast.lin):
        actions.set_day(date(2027, 2, 20), kind="work", name="春节", source="试录", by=cast.lin, at=AT)
    assert queries.city_calendar().is_workday(date(2027, 2, 20))
    with acting(cast.lin):
        actions.set_day(date(2027, 2, 20), kind="", by=cast.lin, at=AT)
    assert not queries.city_calendar().is_workday(date(2027, 2, 20))


def test_a_school_sets_its_own_dates_as_the_web_does(cast: Cast) -> None:
    with acting(cast.chen):
        actions.set_term(cast.units["green"], **BREAK, last_day=date(2027, 1, 26), by=cast.chen, at=AT)
    assert last_day(cast.units["green"]) == date(2027, 1, 26)


def test_a_change_gives_a_new_stamp_and_leaves_calendars_in_hand_as_they_were(cast: Cast) -> None:
    before = queries.city_calendar()
    actions.set_day(date(2027, 2, 20), kind="work", by=cast.lin, at=AT)
    after = queries.city_calendar()
    assert after.version != before.version
    assert after.is_workday(date(2027, 2, 20)) and not before.is_workday(date(2027, 2, 20))


def test_a_change_that_is_rolled_back_was_never_there(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.set_day(date(2027, 2, 20), kind="work", by=cast.lin, at=AT)
        assert queries.city_calendar().is_workday(date(2027, 2, 20))
        raise RuntimeError
    assert not queries.city_calendar().is_workday(date(2027, 2, 20))


def test_asking_again_costs_one_small_query_and_none_while_kept(cast: Cast) -> None:
    queries.city_calendar()
    with CaptureQueriesContext(connection) as asked:
        queries.city_calendar()
    assert len(asked) == 1
    with queries.kept(), CaptureQueriesContext(connection) as asked:
        for _ in range(100):
            queries.calendar_for("1.01.001.")
    assert len(asked) == 0


def test_publishing_a_year_replaces_its_days_and_ends_the_warning(cast: Cast) -> None:
    rows = [
        {"date": date(2027, 2, 5), "kind": "off", "name": "春节"},
        {"date": date(2027, 2, 20), "kind": "work", "name": "春节"},
    ]
    actions.import_days(rows, year=2027, published=True, source="国办发明电", by=cast.lin, at=AT)
    calendar = queries.city_calendar()
    assert calendar.warn(date(2027, 1, 1), date(2027, 12, 31)) == ()
    assert calendar.is_workday(date(2027, 2, 20)) and calendar.is_workday(date(2027, 10, 1))
    assert Day.objects.filter(date__year=2026).count() > 30


@pytest.mark.parametrize(
    ("rows", "facts", "code"),
    [
        ([], {}, "E-calendar-empty"),
        ([{"date": date(2026, 1, 1), "kind": "off"}], {}, "E-calendar-other-year"),
        ([{"date": date(2027, 1, 1), "kind": "off"}] * 2, {}, "E-calendar-twice"),
        ([{"date": date(2027, 1, 1), "kind": "off"}], {"published": True, "source": " "}, "E-calendar-source"),
    ],
)
def test_a_wrong_sheet_changes_nothing(cast: Cast, rows: list[dict[str, Any]], facts: dict[str, Any], code: str) -> None:
    before = list(Day.objects.values())
    with pytest.raises(Refused) as refused:
        actions.import_days(rows, **{"year": 2027, "published": False, "source": "", **facts}, by=cast.lin, at=AT)
    assert refused.value.code == code
    assert list(Day.objects.values()) == before


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"last_day": date(2026, 8, 31)}, "last_day"),
        ({"last_day": date(2027, 1, 29), "exam_first": date(2027, 1, 20)}, "exam_last"),
        ({"last_day": date(2027, 1, 29), "exam_first": date(2027, 2, 1), "exam_last": date(2027, 2, 2)}, "exam_first"),
        ({"stage": "college"}, "stage"),
        ({"season": "winter"}, "season"),
    ],
)
def test_a_wrong_term_is_refused_at_its_field(cast: Cast, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.set_term(cast.units["city"], **{**BREAK, **facts}, by=cast.lin, at=AT)
    assert field in refused.value.fields


def test_a_reading_can_be_changed_within_its_bounds(cast: Cast) -> None:
    actions.set_custom("prompt.立即", 6, source="市局要求", by=cast.lin, at=AT)
    found = rules.resolve("immediately", "立即", calendar=queries.city_calendar(), issued_at=AT)
    assert found.at and (found.at - AT).total_seconds() == 6 * 3600
    for key, value in (("prompt.立即", 0), ("prompt.慢慢", 3), ("hours.due", "25:00"), ("hours.end", "07:00")):
        with pytest.raises(Refused):
            actions.set_custom(key, value, by=cast.lin, at=AT)


def test_seeding_again_overwrites_nothing(cast: Cast) -> None:
    actions.set_term(cast.units["city"], **BREAK, last_day=date(2027, 1, 25), by=cast.lin, at=AT)
    actions.set_day(date(2026, 12, 31), kind="off", by=cast.lin, at=AT)
    actions.seed(by=SYSTEM, at=AT)
    assert last_day(cast.units["city"]) == date(2027, 1, 25)
    assert Day.objects.filter(date=date(2026, 12, 31)).exists()
    assert Version.objects.count() == 1


def test_a_phrase_for_many_units_is_told_once_for_each_different_date(cast: Cast) -> None:
    actions.set_term(cast.units["green"], **BREAK, last_day=date(2027, 1, 26), by=cast.chen, at=AT)
    units = [cast.units[k] for k in ("green", "hill", "tiny", "river")]
    told = queries.resolve_for(units, "before_break", "放假前", issued_at=AT)
    assert [(d.at.date() if d.at else None, len(u)) for d, u in told] == [(date(2027, 1, 29), 3), (date(2027, 1, 26), 1)]
    assert len(queries.resolve_for(units, "by_date", "12月28日前", issued_at=AT)) == 1


def test_notes_are_told_in_the_readers_language(cast: Cast) -> None:
    note = rules.resolve(None, "12月28日前", calendar=queries.city_calendar(), issued_at=AT).reading
    assert queries.say(note) == "“前”按含当天算"
    with translation.override("en"):
        assert queries.say(note).isascii() or "“" in queries.say(note)
    assert queries.say(None) == ""
