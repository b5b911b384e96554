"""The case's writers, on the real database, under the web's policies."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from anlan.kernel import engine, settings_store
from anlan.kernel.acting import acting
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.kernel.ledger import queries as ledger
from anlan.kernel.outbox.models import Delivery, Message
from anlan.registers.places import actions as places_actions
from anlan.work.cases import actions, queries
from anlan.work.cases.models import Case, Party
from tests import errand
from tests.cast import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _kind():
    errand.register()


def opened(cast, by="chen", unit="green", **kwargs):
    with acting(cast.actor(by)):
        return actions.open_case("errand", cast.units[unit], title="擦黑板", by=cast.actor(by), at=START, **kwargs)


def step(cast, case, verb, who, at=START, **kwargs):
    with acting(cast.actor(who)):
        return actions.advance(case.pk, verb, by=cast.actor(who), at=at, **kwargs)


def test_a_case_goes_its_way_and_leaves_a_whole_trail(cast):
    case = opened(cast)
    step(cast, case, "finish", "chen", at=START + HOUR, given={"note": "擦了"})
    closed = step(cast, case, "confirm", "lu", at=START + 2 * HOUR)
    assert closed.closed_at == START + 2 * HOUR and closed.wake_at is None
    with acting(cast.chen):
        assert [t.verb for t in ledger.trail(case.pk)] == ["confirm", "finish", "case.open"]
        assert ledger.case_record(case.pk).whole
    assert ledger.broken() == []


def test_who_did_it_cannot_confirm_it(cast):
    case = opened(cast)
    step(cast, case, "finish", "chen", given={"note": "擦了"})
    with pytest.raises(NotYours, match="换个人"):
        step(cast, case, "confirm", "chen")
    assert Case.objects.get(pk=case.pk).state == "done"


def test_a_refused_step_changes_nothing(cast):
    case = opened(cast)
    before = ledger.totals()
    with pytest.raises(Refused):
        step(cast, case, "finish", "chen", given={"note": "  "})
    assert Case.objects.get(pk=case.pk).version == 1 and ledger.totals() == before


def test_the_same_form_twice_has_one_effect(cast):
    nonce = uuid.uuid4()
    first, second = opened(cast, nonce=nonce), opened(cast, nonce=nonce)
    assert first.pk == second.pk and Case.objects.count() == 1


def test_the_slower_of_two_hears_who_was_quicker(cast):
    case = opened(cast)
    step(cast, case, "finish", "chen", given={"note": "擦了"}, seen=1)
    with pytest.raises(Conflict, match="Chen"):
        step(cast, case, "finish", "lu", given={"note": "我也擦了"}, seen=1)


def test_a_neighbour_sees_nothing_and_a_district_sees_it(cast):
    case = opened(cast)
    with acting(cast.feng), pytest.raises(Case.DoesNotExist):
        queries.get_case(case.pk)
    with acting(cast.zhao):
        assert queries.get_case(case.pk).title == "擦黑板"
    with acting(cast.feng):
        assert queries.search("黑板") == [] and ledger.trail(case.pk) == []
    with acting(cast.lu):
        assert [c.pk for c in queries.search("黑板")] == [case.pk]


def test_a_teacher_opens_at_home_and_sees_only_what_names_her(cast):
    mine, other = opened(cast, by="su"), opened(cast, by="chen")
    with acting(cast.su):
        assert queries.get_case(mine.pk)
        with pytest.raises(Case.DoesNotExist):
            queries.get_case(other.pk)
    step_owner = actions.assign
    with acting(cast.chen):
        step_owner(other.pk, to_person=cast.people["su"].pk, by=cast.chen, at=START)
    with acting(cast.su):
        assert [c.pk for c in queries.waiting(cast.su)] == [other.pk]


def test_a_teacher_cannot_open_at_another_school(cast):
    from django.db import DatabaseError

    with pytest.raises((DatabaseError, Refused)):
        opened(cast, by="su", unit="hill")


def test_a_one_person_kindergarten_falls_back_to_the_district(cast):
    case = opened(cast, by="tiny", unit="tiny")
    step(cast, case, "finish", "tiny", given={"note": "擦了"})
    row = Case.objects.get(pk=case.pk)
    assert row.stepped_up and row.turn_unit_id == cast.units["east"].pk
    assert step(cast, case, "confirm", "zhao").closed_at


def test_lateness_climbs_once_each_and_a_missed_sweep_is_caught_up(cast):
    case = opened(cast)
    settings_store.write("engine.last", START.isoformat())
    for hours in range(6, 24 * 9, 6):
        engine.tick(START + hours * HOUR)
    told = list(Message.objects.filter(case_id=case.pk).exclude(kind="case.turn").order_by("id").values_list("kind", "role", "rung"))
    assert told == [("case.reminder", "safety", 0), ("case.due", "safety", 1), ("case.late", "head", 2), ("case.late", "safety", 3)]
    persons = set(Delivery.objects.filter(message__case_id=case.pk).values_list("person_id", flat=True))
    assert persons == {cast.people[p].pk for p in ("chen", "lu", "zhao")}
    assert Case.objects.get(pk=case.pk).was_late


def test_after_ten_days_asleep_each_rung_is_recorded_and_told_once(cast):
    case = opened(cast)
    settings_store.write("engine.last", (START + 10 * DAY - HOUR).isoformat())
    engine.tick(START + 10 * DAY)
    engine.tick(START + 10 * DAY + HOUR)
    assert Message.objects.filter(case_id=case.pk).exclude(kind="case.turn").count() == 3
    with acting(cast.chen):
        assert [t.verb for t in ledger.trail(case.pk)] == ["case.climb", "case.open"]


def test_a_clock_that_jumps_pauses_the_engine_until_confirmed(cast):
    settings_store.write("engine.last", START.isoformat())
    assert engine.tick(START + 3 * DAY).paused
    assert engine.tick(START + 3 * DAY + HOUR).paused
    engine.confirm(START + 3 * DAY)
    assert not engine.tick(START + 3 * DAY + HOUR).paused
    assert engine.tick(START + 2 * DAY).paused


def test_a_poisoned_case_stands_alone(cast):
    good, bad = opened(cast), opened(cast)
    with connection.cursor() as cursor:
        cursor.execute("update cases_case set rules = %s where id = %s", ['{"ladder": [{"late": "nonsense"}]}', bad.pk])
        cursor.execute("update cases_case set wake_at = %s", [START])
    settings_store.write("engine.last", START.isoformat())
    engine.tick(START + 3 * HOUR)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert "ValueError" in bad.trouble or "TypeError" in bad.trouble
    assert bad.wake_at == START + 4 * HOUR and not good.trouble


def test_a_later_limit_is_asked_for_and_decided_above_and_the_first_one_kept(cast):
    case = opened(cast, limit_at=START + 3 * DAY)
    with acting(cast.chen):
        request = actions.ask_time(case.pk, until=START + 6 * DAY, why="等配件", by=cast.chen, at=START)
    with pytest.raises(NotYours), acting(cast.lu):
        actions.decide_time(request, granted=True, decision="", by=cast.lu, at=START)
    with acting(cast.zhao):
        actions.decide_time(request, granted=True, decision="可以", by=cast.zhao, at=START)
    case.refresh_from_db()
    assert case.due_at == START + 6 * DAY and case.limit_first == START + 3 * DAY


def test_a_changed_cut_or_inserted_ledger_row_is_named(cast):
    case = opened(cast)
    step(cast, case, "finish", "chen", given={"note": "擦了"})
    unit = cast.units["green"].pk
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger_broken()")
        assert cursor.fetchone()[0] == 0
    assert ledger.broken(unit) == []


def test_two_people_lift_a_control_and_never_one_alone(cast):
    from anlan.registers.places.queries import is_usable

    with acting(cast.chen):
        control = places_actions.control(cast.places["stair"], kind="stop", why="堵了", by=cast.chen, at=START)
        assert not is_usable(cast.places["stair"], START)
        places_actions.ask_to_lift(control, why="清完了", by=cast.chen, at=START + HOUR)
        with pytest.raises(NotYours):
            places_actions.lift(control, by=cast.chen, at=START + HOUR)
    with acting(cast.lu):
        places_actions.lift(control, by=cast.lu, at=START + 2 * HOUR)
        assert is_usable(cast.places["stair"], START + 2 * HOUR)
    assert Party.objects.count() == 0
