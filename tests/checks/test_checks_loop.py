"""Rounds of checks with a moving clock: self-check, re-check, sample, differences; rooms at a break; walks. Under every policy."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anlan.kernel import engine
from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.evidence.queries import of_case
from anlan.kernel.ledger.queries import trail, unit_trail
from anlan.kernel.outbox.models import Message
from anlan.registers.places import actions as places
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.checks import actions, sweep
from anlan.work.checks.models import Answer, Check, Draw, Round, Walk
from anlan.work.checks.queries.differences import compared
from anlan.work.checks.queries.places import unsealed
from anlan.work.checks.queries.rollup import missing, rollup
from anlan.work.checks.queries.todo import open_checks
from anlan.work.checks.rules import draw
from anlan.work.checks.screens.following import missing_text
from anlan.work.hazards.models import Hazard
from tests.cast import START
from tests.checks.making import (
    CLOSED_BY,
    CLOSING_AT,
    DAY,
    DUE,
    HOUR,
    all_pass,
    answer,
    break_round,
    check,
    room,
    sent,
    signed,
    who,
    with_rooms,
)
from tests.hazards.steps import photo


def tick(at):
    """The clockwork at `at`, however far it lies ahead."""
    engine.confirm(at)
    engine.tick(at)


def test_a_round_goes_from_self_check_to_city_sample_and_shows_where_they_differ(cast):
    round_ = sent(cast)
    assert round_.units == 4 and {c.case.kind for c in Check.objects.select_related("case")} == {"self_check"}
    assert Message.objects.filter(kind="checks.asked").count() == 4
    with acting(cast.chen):
        assert [c.round_id for c in open_checks(cast.chen)] == [round_.pk]
    green = all_pass(check(round_, cast, "green"), cast, "chen")
    assert green.state == "handed" and green.nothing and green.signed["name"] == "Chen" and green.case.closed_at
    hill = all_pass(check(round_, cast, "hill"), cast, "feng", fails={"i2": "三楼灭火器过期"})
    assert (hill.failed, hill.nothing) == (1, False)
    all_pass(check(round_, cast, "tiny"), cast, "tiny")
    with acting(cast.lin):
        assert missing(round_) == [("西汀区教育局", ["听涛小学"])]
        assert "青禾" not in missing_text(round_, START) and "听涛小学" in missing_text(round_, START)

    tick(DUE - HOUR)
    assert not Draw.objects.exists()
    tick(DUE)
    tick(DUE + HOUR)  # drawn once
    draws = {d.unit_id: d for d in Draw.objects.all()}
    east, west = draws[cast.units["east"].pk], draws[cast.units["west"].pk]
    assert len(east.chosen) == 2 and west.chosen == [cast.units["river"].pk]  # half of three, half of one, rounded up
    assert east.chosen == draw(east.seed, east.population, 2) and set(east.chosen) < set(east.population)
    rechecks = list(Check.objects.filter(stage="recheck").select_related("case", "round", "office", "unit"))
    assert {c.unit_id for c in rechecks} == {*east.chosen, *west.chosen} and {c.case.turn_unit_id for c in rechecks} == set(draws)
    assert [e.verb for e in unit_trail(cast.units["east"].pk, ["check.draw"])] == ["check.draw"]

    one = next(c for c in rechecks if c.office_id == cast.units["east"].pk)
    own = next(name for unit, name in (("green", "chen"), ("hill", "feng"), ("tiny", "tiny")) if cast.units[unit].pk == one.unit_id)
    with pytest.raises(NotYours):  # the school does not look at itself twice
        answer(one, cast, own, "i1", "pass", at=DUE + HOUR)
    for found in rechecks:
        by = "zhao" if found.office_id == cast.units["east"].pk else "wu"
        all_pass(found, cast, by, at=DUE + DAY, fails={"i1": "楼梯口堆了课桌椅"} if found.pk == one.pk else None)

    tick(DUE + 7 * DAY)
    sample = Draw.objects.get(stage="sample")
    assert sample.unit_id == cast.units["city"].pk and set(sample.population) == {*east.chosen, *west.chosen} and len(sample.chosen) == 2
    with acting(cast.lin):
        todo = open_checks(cast.lin)
        assert {c.unit_id for c in todo} == set(sample.chosen) and all(c.stage == "sample" for c in todo)
    for found in todo:
        all_pass(found, cast, "lin", at=DUE + 8 * DAY, fails={"i2": "灭火器压力不够了"} if found.pk == todo[0].pk else None)
    with acting(cast.lin):
        found = compared(round_)
        whole = rollup(round_).whole
        assert (whole.asked, whole.handed, whole.rechecked, whole.sampled) == (4, 3, 3, 2)
        by_item = {one.item.key: one for one in found.items}
        assert one.unit_id in {unit.pk for unit, _d in by_item["i1"].rows} and by_item["i1"].missed >= 1
        assert found.units == 3 and found.rechecked == 3 and found.sampled == 2
        with pytest.raises(Refused):
            actions.end(round_.pk, seen=1, **who(cast, "lin", DUE + 9 * DAY))
        closed = actions.end(round_.pk, seen=8, **who(cast, "lin", DUE + 9 * DAY))
        assert closed.signature["missed"] == 1 and check(round_, cast, "river").state == "missed"
    with acting(cast.wu):  # a district sees its own alone
        assert rollup(round_).whole.asked == 1


def test_a_fail_is_a_hazard_at_once_with_its_photo_and_a_second_sending_finds_it(cast):
    one = check(sent(cast), cast, "green")
    first = answer(one, cast, "chen", "i1", "fail", note="二层楼梯口堆了课桌", where="二层东楼梯", photos=[photo()])
    again = answer(one, cast, "chen", "i1", "fail", note="二层楼梯口堆了课桌", where="二层东楼梯", photos=[photo()])
    assert first.hazard_id == again.hazard_id and Hazard.objects.count() == 1
    hazard = Hazard.objects.select_related("case__place").get()
    assert hazard.category == "fire" and "疏散通道没有堆放东西" in hazard.description and hazard.case.place.name == "二层东楼梯"
    assert len(of_case(hazard.pk, phase="before")) == 1
    assert "check.hazard" in {e.verb for e in trail(one.pk)}
    with pytest.raises(Refused) as refused:
        answer(one, cast, "chen", "i1", "pass")
    assert refused.value.code == "E-check-hazard"
    with acting(cast.lu):
        cases.advance(hazard.pk, "void", given={"note": "看错了，是隔壁楼的"}, **who(cast, "lu", START + 2 * HOUR))
    assert answer(one, cast, "chen", "i1", "pass").hazard_id is None
    danger = answer(one, cast, "chen", "i1", "fail", note="楼梯口堵死了", danger=True)
    assert danger.hazard_id != hazard.pk and Case.objects.get(pk=danger.hazard_id).level == "major"


def test_nothing_found_is_declared_signed_and_refused_where_something_was(cast):
    round_ = sent(cast)
    one = check(round_, cast, "green")
    with pytest.raises(Refused) as missing_photo:
        answer(one, cast, "chen", "i3", "pass")
    assert missing_photo.value.code == "E-check-photo"
    answer(one, cast, "chen", "i3", "pass", photos=[photo()])
    assert len(of_case(one.pk)) == 1
    with pytest.raises(Refused) as left:
        signed(one, cast, "chen", nothing=True)
    assert left.value.code == "E-check-missing"
    with acting(cast.chen):
        assert actions.rest(one.pk, **who(cast, "chen", START + HOUR)) == 2
    assert Answer.objects.filter(case_id=one.pk, together=True).count() == 2
    with pytest.raises(Refused) as unsaid:
        signed(one, cast, "chen", nothing=False)
    assert unsaid.value.code == "E-check-declare"
    done = signed(one, cast, "chen", nothing=True)
    assert done.nothing and done.case.outcome == "handed"
    handed = next(e for e in trail(one.pk) if e.verb == "hand_in")
    assert len(handed.payload["digest"]) == 64 and handed.payload["nothing"] is True
    with pytest.raises(Refused):
        answer(done, cast, "chen", "i1", "na")
    with acting(cast.zhao):
        cases.advance(one.pk, "send_back", given={"note": "三楼没有看"}, **who(cast, "zhao", START + 3 * HOUR))
    again = check(round_, cast, "green")
    assert again.state == "again" and not again.nothing and again.case.closed_at is None
    answer(again, cast, "chen", "i2", "fail", at=START + 4 * HOUR, note="三楼灭火器过期", photos=[photo()])
    with pytest.raises(Refused) as found:
        signed(again, cast, "chen", nothing=True, at=START + 4 * HOUR)
    assert found.value.code == "E-check-found"
    assert signed(again, cast, "chen", nothing=False, at=START + 4 * HOUR).failed == 1


def test_who_is_strange_to_a_check_neither_sees_nor_answers_it(cast):
    round_ = sent(cast)
    one = check(round_, cast, "green")
    with acting(cast.feng), pytest.raises(Check.DoesNotExist):
        actions.answer(one.pk, "i1", "pass", **who(cast, "feng"))
    with pytest.raises(NotYours):  # a class teacher, to whom it was not handed
        answer(one, cast, "su", "i1", "pass")
    with acting(cast.chen):
        cases.assign(one.pk, to_person=cast.people["su"].pk, **who(cast, "chen"))
    assert answer(one, cast, "su", "i1", "pass").verdict == "pass"
    with acting(cast.chen), pytest.raises(Round.DoesNotExist):
        actions.withdraw(round_.pk, why="不查了", **who(cast, "chen"))
    with acting(cast.lin):
        actions.withdraw(round_.pk, why="改到下周", **who(cast, "lin"))
    assert not Case.objects.filter(kind="self_check", closed_at=None).exists()
    assert Message.objects.filter(kind="checks.withdrawn").count() == 4


def test_closing_down_finds_two_unlocked_laboratories(cast):
    with_rooms(cast)
    round_ = break_round(cast)
    one = check(round_, cast, "green")
    assert round_.due_at == CLOSED_BY and one.asked == 4 and one.case.kind == "break_check"
    room(one, cast, "su", "room")  # everybody of the school walks its rooms
    room(one, cast, "chen", "lab", code=cast.places["lab"].code)
    room(one, cast, "chen", "lab2", bad=("sealed",))
    room(one, cast, "chen", "lab3", bad=("sealed", "power"))
    with acting(cast.chen):
        assert unsealed(check(round_, cast, "green"), CLOSING_AT) == ["三号实验室没有断电、没有锁", "二号实验室没有锁"]
    with pytest.raises(Refused) as left:
        signed(one, cast, "chen", nothing=False, at=CLOSING_AT + HOUR)
    assert left.value.code == "E-check-rooms" and "二号实验室没有锁" in str(left.value)
    assert sweep.name_unsealed(CLOSED_BY - HOUR) == 0
    tick(CLOSED_BY)
    named = Message.objects.filter(kind="checks.unsealed", unit_id=cast.units["green"].pk)
    assert {m.role for m in named} == {"head", "safety"} and "二号实验室没有锁" in named[0].facts["names"]
    assert sweep.name_unsealed(CLOSED_BY + HOUR) == 0  # named once
    with acting(cast.lin):
        from anlan.work.checks.screens.following import named as late_rooms

        rows = {str(c.unit): names for c, names in late_rooms(round_, CLOSED_BY + HOUR)}
        assert len(rows["青禾中学"]) == 2 and "食堂还没有查" in rows["白鹭小学"]
    later = CLOSED_BY + HOUR
    assert room(one, cast, "chen", "lab3", at=later).verdict == "pass"  # put right
    bad = room(one, cast, "chen", "lab2", bad=("sealed",), at=later, hazard=True)
    hazard = Hazard.objects.select_related("case__place").get(pk=bad.hazard_id)
    assert hazard.case.place == cast.places["lab2"] and hazard.description == "封校检查：二号实验室没有锁"
    done = signed(one, cast, "chen", nothing=False, at=later)
    assert done.state == "handed" and done.failed == 1 and done.case.was_late
    assert Answer.objects.get(case_id=one.pk, place=cast.places["lab"]).on_site


def test_a_room_that_stays_in_use_says_who_uses_it_and_a_stopped_one_is_not_opened_before_term(cast):
    with_rooms(cast)
    closing = check(break_round(cast), cast, "green")
    with pytest.raises(Refused):
        room(closing, cast, "chen", "room", in_use=True)
    room(closing, cast, "chen", "room", in_use=True, note="留校学生自习，李老师管")
    for key in ("lab", "lab2", "lab3"):
        room(closing, cast, "chen", key)
    signed(closing, cast, "chen", nothing=True, at=CLOSING_AT + HOUR)
    opening_at = CLOSED_BY + 10 * DAY
    round_ = break_round(cast, "reopening", at=opening_at, shift=3)
    assert f"{round_.due_at:%m-%d}" == "02-19"  # three days before Monday 22 February
    one = check(round_, cast, "green")
    with acting(cast.chen):
        places.control(cast.places["lab3"], kind="stop", why="气管老化，重大隐患", **who(cast, "chen", opening_at))
    with pytest.raises(Refused) as stopped:
        room(one, cast, "chen", "lab3", at=opening_at + HOUR)
    assert stopped.value.code == "E-check-stopped"
    room(one, cast, "chen", "lab", at=opening_at + HOUR)
    leak = room(one, cast, "chen", "lab2", bad=("leak",), at=opening_at + HOUR, hazard=True)
    assert Hazard.objects.get(pk=leak.hazard_id).category == "gas"
    fresh = check(round_, cast, "green")
    assert (fresh.asked, fresh.answered, fresh.failed) == (3, 3, 1)  # the classroom was never closed; the stopped one waits
    assert signed(one, cast, "chen", nothing=False, at=opening_at + HOUR).state == "handed"


def test_a_break_that_a_school_does_not_know_is_not_asked_about(cast):
    with pytest.raises(Refused) as unknown:
        break_round(cast, year=2030)
    assert unknown.value.code == "E-check-break"


def test_a_leaders_walk_is_kept_and_its_finding_is_a_hazard(cast):
    facts = [
        actions.Fact("门岗双人在岗"), actions.Fact("化学实验室洗眼器没有水", "hazard", "chemicals"),
        actions.Fact("把值班表贴到门口", "ask"),
    ]  # fmt: skip
    nonce = uuid4()
    told = {"walked_at": START, "place": cast.places["lab"], "company": "校长、安全主任", "photos": [photo()], "nonce": nonce}
    with acting(cast.gu):
        walk = actions.record_walk(cast.units["green"], facts, **told, **who(cast, "gu"))
        again = actions.record_walk(cast.units["green"], facts, **told, **who(cast, "gu"))
    assert again.pk == walk.pk and Walk.objects.count() == 1 and walk.office_id == cast.units["city"].pk
    hazard = Hazard.objects.get()
    assert hazard.pk == walk.seen[1]["hazard"] and hazard.case.place_id == cast.places["lab"].pk and len(of_case(walk.pk)) == 1
    case = Case.objects.get(pk=walk.pk)
    assert case.state == "told" and case.turn_unit_id == cast.units["green"].pk
    with acting(cast.chen):
        assert cases.advance(case, "acknowledge", **who(cast, "chen", START + HOUR)).closed_at
    with acting(cast.gu):
        quiet = actions.record_walk(cast.units["hill"], facts[:1], walked_at=START, **who(cast, "gu"))
    assert Case.objects.get(pk=quiet.pk).state == "kept" and not Message.objects.filter(case_id=quiet.pk).exists()
    with acting(cast.chen), pytest.raises(NotYours):
        actions.record_walk(cast.units["green"], facts[:1], walked_at=START, **who(cast, "chen"))
    with acting(cast.gu), pytest.raises(Refused):
        actions.record_walk(cast.units["green"], [], walked_at=START, **who(cast, "gu"))
