"""Time: reminders, limits, climbs, look-backs, regional rules, by a moving clock and the product's own tick."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel import engine, settings_store
from anlan.kernel.acting import acting
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.models import Message
from anlan.work.cases.models import Case
from anlan.work.hazards import actions
from anlan.work.hazards.models import Hazard
from tests.cast import START
from tests.hazards.steps import DAY, HOUR, assure, person, photo, report, scan, state, step, to_review


@pytest.fixture(autouse=True)
def _clock(db):
    settings_store.write(engine.LAST, START.isoformat())


def tick_until(start, end, every=HOUR):
    """The engine's ticks from `start` to `end`."""
    at = start
    while at <= end:
        result = engine.tick(at)
        assert not result.paused and not result.trouble, (result.paused, result.trouble)
        at += every


def told(case, kind):
    return [(m.unit_id, m.role, m.person_id) for m in Message.objects.filter(case_id=case.pk, kind=kind).order_by("id")]


def test_a_major_one_that_nobody_touches_climbs_to_the_city_within_a_day(cast):
    hazard = report(cast, criteria=["F-4"])
    tick_until(START, START + 50 * HOUR)
    case = Case.objects.get(pk=hazard.pk)
    unit = {name: cast.units[name].pk for name in ("green", "east", "city")}
    assert case.was_late and case.climbed == 6
    assert told(case, "case.reminder") == [(unit["green"], "head", None)]
    late = told(case, "case.late")
    assert [(u, r) for u, r, _p in late] == [
        (unit["green"], "safety"),
        (unit["green"], "head"),
        (unit["east"], "safety"),
        (unit["city"], "safety"),
    ]


def test_the_reminder_goes_to_whoevers_turn_it_is(cast):
    case = to_review(cast)
    tick_until(START + DAY + HOUR, START + 3 * DAY + HOUR)
    assert told(case, "case.reminder")[-1] == (cast.units["east"].pk, "safety", None)


def test_a_missed_night_is_caught_up_and_each_is_told_once(cast):
    hazard = report(cast)
    case = Case.objects.get(pk=hazard.pk)
    engine.tick(case.due_at - DAY / 2)
    settings_store.write(engine.LAST, (case.due_at + 9 * DAY).isoformat())
    engine.tick(case.due_at + 9 * DAY)
    assert len(told(case, "case.late")) == 4 and len(set(told(case, "case.late"))) == 4
    before = Message.objects.count()
    engine.tick(case.due_at + 9 * DAY + HOUR)
    assert Message.objects.count() == before


def close_general(cast):
    hazard = report(cast)
    step(cast, hazard, "grade", "chen", owner=person(cast, "liang"))
    step(cast, hazard, "rectify", "liang", note="清走了", photos=[photo()])
    return step(cast, hazard, "accept", "lu")


def test_a_closed_one_comes_up_again_to_be_looked_at(cast):
    case = close_general(cast)
    actions_before = Hazard.objects.get(pk=case.pk).look_back_at
    assert actions_before == START + 30 * DAY
    settings_store.write(engine.LAST, (START + 30 * DAY).isoformat())
    engine.tick(START + 30 * DAY + HOUR)
    case.refresh_from_db()
    assert case.state == "looking_back" and case.closed_at is None and not case.was_late
    assert case.turn_role == "safety" and case.due_at == START + 35 * DAY + HOUR
    with pytest.raises(NotYours):
        step(cast, case, "look_back", "liang", at=START + 31 * DAY, note="还好")
    case = step(cast, case, "look_back", "chen", at=START + 31 * DAY, note="没反弹")
    assert case.state == "settled" and Hazard.objects.get(pk=case.pk).look_back_result == "没反弹"


def test_one_that_came_back_is_rectified_anew(cast):
    case = close_general(cast)
    settings_store.write(engine.LAST, (START + 30 * DAY).isoformat())
    engine.tick(START + 30 * DAY + HOUR)
    case = step(cast, case, "relapse", "chen", at=START + 31 * DAY, note="又堆上了")
    assert case.state == "rectifying" and case.limit_at == case.due_at > START + 31 * DAY


def test_a_reopened_one_is_not_looked_back_at(cast):
    case = close_general(cast)
    step(cast, case, "reopen", "lu", at=START + DAY, note="没清干净")
    settings_store.write(engine.LAST, (START + 31 * DAY).isoformat())
    engine.tick(START + 31 * DAY)
    assert state(case) == "rectifying" and Hazard.objects.get(pk=case.pk).look_back_at is None


def test_a_major_one_is_looked_back_at_by_the_supervising_level(cast):
    case = to_review(cast)
    scan(cast, "zhao")
    step(cast, case, "review", "zhao", at=START + 2 * DAY, note="看过")
    step(cast, case, "close_out", "zhao", at=START + 2 * DAY, note="销号")
    settings_store.write(engine.LAST, (START + 33 * DAY).isoformat())
    engine.tick(START + 33 * DAY)
    case.refresh_from_db()
    assert case.state == "major_looking_back" and case.turn_unit_id == cast.units["east"].pk


def test_a_listed_one_is_looked_back_at_by_the_supervising_level_too(cast):
    case = to_review(cast)
    scan(cast, "zhao")
    listing = {"lister": cast.units["city"].pk, "list_number": "9号", "signer": "顾局长", "deadline": START + 9 * DAY}
    step(cast, case, "list", "lin", at=START + 2 * DAY, **listing)
    step(cast, case, "review", "zhao", at=START + 2 * DAY, note="看过")
    step(cast, case, "close_out", "lin", at=START + 2 * DAY, note="销号")
    settings_store.write(engine.LAST, (START + 33 * DAY).isoformat())
    engine.tick(START + 33 * DAY)
    assert step(cast, case, "look_back", "zhao", at=START + 34 * DAY, note="没反弹").state == "major_settled"


def test_a_returned_one_keeps_its_first_limit(cast):
    hazard = report(cast)
    case = step(cast, hazard, "grade", "chen", owner=person(cast, "liang"), deadline=START + 2 * DAY)
    step(cast, hazard, "rectify", "liang", at=START + DAY, note="清走了", photos=[photo()])
    case = step(cast, hazard, "return", "chen", at=START + DAY + HOUR, note="东侧还没动")
    assert case.state == "rectifying" and case.due_at == START + 2 * DAY and case.returned == 1


def test_a_districts_own_number_holds_for_what_is_reported_later(cast):
    before = report(cast, criteria=["F-4"])
    with acting(cast.zhao):
        actions.set_rule(cast.units["east"], "major.assure", value=8, starts=local(START).date(), by=cast.zhao, at=START, source="区里定的")
    after = report(cast, criteria=["F-6"], place="lab")
    west = report(cast, by="xie", unit="river", place=None, where="食堂", criteria=["F-6"])
    assert before.case.due_at == START + 24 * HOUR
    assert after.case.due_at == START + 8 * HOUR
    assert west.case.due_at == START + 24 * HOUR


def test_a_school_sets_no_rules_and_nothing_passes_as_law_without_an_article(cast):
    with acting(cast.chen), pytest.raises(NotYours):
        actions.set_rule(cast.units["green"], "major.assure", value=100, starts=local(START).date(), by=cast.chen, at=START)
    with acting(cast.zhao):
        for bad in ({"value": 0}, {"value": 9, "standing": "V-LAW"}, {"value": 9, "starts": local(START - DAY).date()}):
            with pytest.raises(Refused):
                actions.set_rule(cast.units["east"], "major.assure", **({"starts": local(START).date()} | bad), by=cast.zhao, at=START)


def test_the_general_limits_count_workdays(cast):
    friday = START + timedelta(days=4, hours=8)  # 17:00 in the city
    hazard = report(cast, at=friday)
    assert local(hazard.case.due_at).weekday() == 0


def test_assure_sets_the_deadline_as_the_promise(cast):
    hazard = report(cast, criteria=["F-4"])
    case = assure(cast, hazard, deadline=START + 3 * DAY)
    assert case.limit_first == START + 3 * DAY
