"""Habits: people act in their own time, the diligent early, the late late, nobody before being asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import people_habits as ph
from sim.specs import HabitCode

CODES: tuple[HabitCode, ...] = ("diligent", "late", "absent", "careless")
MONDAY = datetime(2026, 12, 21, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
DUE = MONDAY + timedelta(days=7, hours=8)
moments = st.datetimes(datetime(2026, 9, 1), datetime(2027, 6, 30), timezones=st.just(UTC))


def _decisions(habit: HabitCode, n: int = 600) -> list[ph.Decision]:
    return [ph.acts(habit, "submit", MONDAY, DUE, ph.chance(7, habit, k)) for k in range(n)]


@given(moments, st.integers(1, 400), st.sampled_from(CODES), st.integers())
def test_nobody_acts_before_being_asked(at: datetime, hours: int, habit: HabitCode, seed: int) -> None:
    rng = ph.chance(seed, habit)
    for decision in (
        ph.acts(habit, "rectify", at, at + timedelta(hours=hours), rng),
        ph.acts(habit, "submit", at, None, rng),
        ph.receives(habit, at, rng),
        ph.acts_on_danger(habit, at, rng),
        ph.after_telling(habit, at, 2, rng),
    ):
        assert decision.at is None or decision.at >= at


@given(moments, st.floats(0, 60))
def test_working_hours_added_are_working_hours_counted(at: datetime, hours: float) -> None:
    end = ph.add_work_hours(at, hours)
    assert ph.work_hours(at, end) == pytest.approx(hours, abs=1e-6)
    local = end.astimezone(ph.LOCAL)
    assert local.weekday() < 5 and ph.OPEN <= local.time() < ph.CLOSE


def test_nothing_depends_on_the_order_of_asking() -> None:
    assert ph.chance(7, 12, "submit", "zhoumin").random() == ph.chance(7, 12, "submit", "zhoumin").random()
    assert ph.chance(7, 12, "submit").random() != ph.chance(7, 12, "rectify").random()


def test_habits_differ_as_their_names_say() -> None:
    late = {h: mean(d.at is None or d.at > DUE for d in _decisions(h)) for h in CODES}
    poor = {h: mean(d.poor for d in _decisions(h)) for h in CODES}
    assert late["diligent"] < 0.05 < late["careless"] < late["late"] < late["absent"]
    assert poor["careless"] > 0.25 > poor["late"] > poor["diligent"]


def test_the_diligent_are_done_well_before_the_deadline() -> None:
    ahead = [(DUE - d.at).total_seconds() / 86400 for d in _decisions("diligent") if d.at and d.at <= DUE]
    assert mean(ahead) > 2


def test_most_work_is_done_in_working_hours() -> None:
    acted = [d.at.astimezone(ph.LOCAL) for d in _decisions("careless") if d.at]
    inside = [d for d in acted if d.weekday() < 5 and ph.OPEN <= d.time() <= ph.CLOSE]
    assert 0.6 < len(inside) / len(acted) < 0.97


def test_a_holiday_of_the_calendar_is_kept() -> None:
    def is_workday(day: date) -> bool:
        return day.weekday() < 5 and day != date(2027, 1, 1)

    new_year = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)  # 20:00
    assert ph.next_open(new_year, is_workday).astimezone(ph.LOCAL).date() == date(2027, 1, 4)


def test_danger_is_answered_by_night_and_at_the_weekend() -> None:
    night = datetime(2026, 12, 19, 18, 0, tzinfo=UTC)  # Sunday 02:00
    answers = [ph.acts_on_danger("diligent", night, ph.chance(1, k)) for k in range(200)]
    assert mean(a.at is not None and a.at - night < timedelta(hours=1) for a in answers) > 0.95
    assert mean(ph.acts_on_danger("absent", night, ph.chance(1, k)).at is None for k in range(400)) > 0.35


def test_the_higher_the_rung_the_surer_it_gets_done() -> None:
    share = [mean(ph.after_telling("absent", MONDAY, rung, ph.chance(3, rung, k)).at is not None for k in range(500)) for rung in range(5)]
    assert share == sorted(share) and share[0] < 0.5 and share[4] == 1


def test_thin_proof_is_mostly_sent_back_by_the_diligent_and_waved_through_by_the_careless() -> None:
    passed = {h: mean(ph.passes(h, True, ph.chance(5, h, k)) for k in range(500)) for h in ("diligent", "careless")}
    assert passed["diligent"] < 0.1 < 0.4 < passed["careless"]
    assert mean(ph.passes("diligent", False, ph.chance(6, k)) for k in range(500)) > 0.95


def test_the_diligent_find_more_and_hardly_anything_is_found_on_days_off() -> None:
    def found(habit: HabitCode, workday: bool) -> float:
        return mean(ph.finds_today(habit, date(2026, 12, 22), ph.chance(2, habit, k), is_workday=workday) for k in range(800))

    assert found("diligent", True) > found("careless", True) > found("absent", True)
    assert found("diligent", False) < 0.05
