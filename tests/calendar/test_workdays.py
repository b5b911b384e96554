"""Workdays and working time: whatever is added can be counted back, over holidays, make-up days and year edges."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.registers.calendar.rules import CITY, Calendar, DayMark, WorkHours

from .city import CALENDAR, shanghai

days = st.dates(date(2025, 11, 1), date(2028, 2, 28))
moments = st.datetimes(datetime(2025, 12, 1), datetime(2027, 12, 1)).map(lambda m: m.replace(tzinfo=CITY))
amounts = st.integers(0, 60 * 24 * 40).map(lambda minutes: timedelta(minutes=minutes))


def test_a_make_up_saturday_is_a_workday_and_a_holiday_monday_is_not() -> None:
    assert CALENDAR.is_workday(date(2026, 2, 28))
    assert not CALENDAR.is_workday(date(2026, 2, 16))
    assert not CALENDAR.is_workday(date(2026, 12, 26))
    assert CALENDAR.is_workday(date(2026, 12, 28))


def test_workdays_step_over_the_whole_spring_festival_of_2026() -> None:
    assert CALENDAR.add_workdays(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert CALENDAR.workdays_between(date(2026, 2, 14), date(2026, 2, 28)) == 5


def test_the_day_itself_is_never_counted() -> None:
    assert CALENDAR.add_workdays(date(2026, 12, 18), 0) == date(2026, 12, 18)
    assert CALENDAR.add_workdays(date(2026, 12, 18), 3) == date(2026, 12, 23)


@given(days, st.integers(1, 300))
def test_adding_and_counting_workdays_are_inverse(day: date, count: int) -> None:
    later, earlier = CALENDAR.add_workdays(day, count), CALENDAR.add_workdays(day, -count)
    assert CALENDAR.is_workday(later) and CALENDAR.is_workday(earlier)
    assert CALENDAR.workdays_between(day, later) == count
    assert CALENDAR.workdays_between(day, earlier) == -count


@given(days, days, st.integers(0, 60))
def test_a_later_start_never_ends_earlier(one: date, other: date, count: int) -> None:
    first, second = sorted((one, other))
    assert CALENDAR.add_workdays(first, count) <= CALENDAR.add_workdays(second, count)
    assert CALENDAR.add_workdays(first, count) < CALENDAR.add_workdays(first, count + 1)


@given(moments, amounts)
def test_due_and_elapsed_agree_to_the_second(start: datetime, amount: timedelta) -> None:
    due = CALENDAR.add_working(start, amount)
    assert due >= start
    assert CALENDAR.working_between(start, due) == amount


@given(moments, moments, amounts)
def test_working_time_is_monotone(one: datetime, other: datetime, amount: timedelta) -> None:
    first, second = sorted((one, other))
    assert CALENDAR.add_working(first, amount) <= CALENDAR.add_working(second, amount)
    assert CALENDAR.working_between(first, second) >= timedelta(0)


@given(moments, moments, moments)
def test_working_time_adds_up_over_any_cut(one: datetime, two: datetime, three: datetime) -> None:
    first, cut, last = sorted((one, two, three))
    whole = CALENDAR.working_between(first, cut) + CALENDAR.working_between(cut, last)
    assert CALENDAR.working_between(first, last) == whole


@given(moments, st.integers(0, 30), st.integers(0, 100), st.booleans())
def test_a_limit_is_used_up_exactly_when_it_is_due(start: datetime, count: int, hours: int, work: bool) -> None:
    due = CALENDAR.due(start, days=count, hours=hours, work=work)
    whole = CALENDAR.work_amount(days=count, hours=hours) if work else timedelta(days=count, hours=hours)
    assert CALENDAR.elapsed(start, due, work=work) == whole


def test_a_limit_begun_at_night_starts_at_the_opening_hour_not_at_midnight() -> None:
    friday_night = shanghai(2026, 12, 18, 22)
    assert CALENDAR.due(friday_night, hours=2, work=True) == shanghai(2026, 12, 21, 10, 30)
    assert CALENDAR.due(shanghai(2026, 12, 18, 10), days=1, work=True) == shanghai(2026, 12, 21, 10)
    assert CALENDAR.due(friday_night, hours=2) == shanghai(2026, 12, 19, 0)


def test_escalation_hours_keep_their_hour_over_a_holiday() -> None:
    assert CALENDAR.due(shanghai(2026, 9, 30, 17), hours=1, work=True) == shanghai(2026, 10, 8, 9)


def test_a_moment_in_another_zone_means_the_same() -> None:
    from datetime import UTC

    here = shanghai(2026, 12, 18, 9)
    assert CALENDAR.due(here.astimezone(UTC), hours=3, work=True) == CALENDAR.due(here, hours=3, work=True)


@given(days, st.integers(1, 60))
def test_a_range_that_touches_a_year_without_published_make_up_days_says_so(day: date, count: int) -> None:
    end = CALENDAR.add_workdays(day, count)
    touched = {day.year, end.year} - {2026}
    assert set(CALENDAR.gaps(day, end)) >= touched
    assert bool(CALENDAR.warn(day, end)) == bool(CALENDAR.gaps(day, end))


def test_the_warning_for_2027_is_the_sentence_people_know() -> None:
    assert [str(n) for n in CALENDAR.warn(date(2026, 12, 30), date(2027, 1, 5))] == ["2027 年调休还没公布，先不算调休"]
    assert [str(n) for n in CALENDAR.warn(date(2028, 1, 3), date(2028, 1, 5))] == ["2028 年的节假日还没有录入，只算了周末"]
    assert CALENDAR.warn(date(2026, 2, 1), date(2026, 2, 28)) == ()


def test_a_calendar_without_workdays_is_refused_and_does_not_hang() -> None:
    start = date(2026, 1, 1)
    never = Calendar(tuple(DayMark(start + timedelta(days=i), "off") for i in range(5000)))
    with pytest.raises(ValueError, match="no workday"):
        never.add_workdays(start, 1)


def test_work_hours_must_end_after_they_start() -> None:
    from datetime import time

    with pytest.raises(ValueError, match="end"):
        WorkHours(start=time(9), end=time(9))
