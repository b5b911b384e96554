"""Hazards in closed loop on the real database, under the web's policies: who may, who may not, what happens at once."""

from __future__ import annotations

import uuid

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.evidence.models import Evidence
from anlan.kernel.ledger.queries import broken, trail
from anlan.kernel.outbox.models import Message
from anlan.registers.people import actions as people
from anlan.registers.places import actions as places
from anlan.registers.places.models import Control, Place
from anlan.registers.places.queries import is_usable
from anlan.work.cases import page
from anlan.work.cases.models import Case
from anlan.work.hazards import actions, kind
from anlan.work.hazards.models import Hazard
from tests.cast import START
from tests.hazards.steps import DAY, HOUR, assure, person, photo, report, scan, state, step, to_review


def test_a_minor_one_fixed_on_the_spot_takes_a_second_person(cast):
    hazard = report(cast, fixed_now=True, after_photos=[photo()])
    assert state(hazard) == "fixed" and hazard.grade == "minor"
    with pytest.raises(NotYours, match="换个人"):
        step(cast, hazard, "confirm", "su")
    case = step(cast, hazard, "confirm", "chen", at=START + HOUR)
    assert case.state == "closed" and case.closed_at == START + HOUR
    assert Hazard.objects.get(pk=hazard.pk).look_back_at is None


def test_fixed_on_the_spot_needs_a_photo_of_how_it_is_now(cast):
    with pytest.raises(Refused) as refused:
        report(cast, fixed_now=True)
    assert "after_photos" in refused.value.fields
    assert not Hazard.objects.exists() and not Case.objects.exists()


def test_a_general_one_goes_through_three_hands(cast):
    hazard = report(cast)
    assert Case.objects.get(pk=hazard.pk).turn_role == "safety"
    step(cast, hazard, "grade", "chen", owner=person(cast, "liang"))
    assert Case.objects.get(pk=hazard.pk).turn_person_id == person(cast, "liang")
    step(cast, hazard, "rectify", "liang", at=START + DAY, note="清走了", photos=[photo()])
    with pytest.raises(NotYours):
        step(cast, hazard, "accept", "liang", at=START + DAY)
    case = step(cast, hazard, "accept", "chen", at=START + DAY + HOUR, note="看过了")
    assert case.state == "closed"
    assert Hazard.objects.get(pk=hazard.pk).look_back_at == START + 31 * DAY + HOUR
    assert [e.phase for e in Evidence.objects.order_by("id")] == ["before", "after"]
    assert broken() == []


def test_rectified_without_a_photo_is_refused(cast):
    hazard = report(cast)
    step(cast, hazard, "grade", "chen", owner=person(cast, "liang"))
    with pytest.raises(Refused) as refused:
        step(cast, hazard, "rectify", "liang", note="清走了", photos=[])
    assert "photos" in refused.value.fields


def test_a_major_one_stops_the_room_at_once_though_nobody_read_anything(cast):
    place = cast.places["stair"]
    assert is_usable(place, START)
    hazard = report(cast, criteria=["F-4"])
    assert hazard.grade == "major" and state(hazard) == "assuring"
    assert not is_usable(place, START)
    told = {(m.unit_id, m.role) for m in Message.objects.filter(kind="case.danger", urgent=True)}
    unit = {name: cast.units[name].pk for name in ("green", "east", "city")}
    assert {(unit["green"], "head"), (unit["east"], "safety"), (unit["city"], "safety"), (unit["city"], "leader")} <= told


def test_people_are_cleared_out_when_it_cannot_wait(cast):
    report(cast, danger=True)
    assert Control.objects.get().kind == "clear"


def test_a_place_nobody_registered_is_registered_and_stopped(cast):
    hazard = report(cast, place=None, where="北门 围墙", danger=True)
    place = Place.objects.get(name="北门 围墙")
    assert hazard.case.place_id == place.pk and not is_usable(place, START)
    assert report(cast, place=None, where=" 北门  围墙 ").case.place_id == place.pk


def test_a_building_that_is_stopped_stops_its_rooms(cast):
    with acting(cast.chen):
        room = places.register(cast.units["green"], name="201", kind="classroom", by=cast.chen, at=START, within=cast.places["stair"])
    report(cast, criteria=["F-3"])
    assert not is_usable(room, START)


def test_the_five_assurances_are_all_needed(cast):
    hazard = report(cast, criteria=["F-4"])
    for missing in ("measures", "plan", "money", "deadline", "responsible"):
        with pytest.raises(Refused) as refused:
            assure(cast, hazard, **{missing: None})
        assert missing in refused.value.fields
    case = assure(cast, hazard, money=0)
    assert case.state == "major_rectifying" and case.due_at == case.limit_at == START + 4 * DAY
    assert all(given for _key, given in Hazard.objects.get(pk=hazard.pk).assured)


def test_a_major_one_closes_through_the_right_hands(cast):
    case = to_review(cast)
    assert case.state == "accepted" and case.turn_unit_id == cast.units["east"].pk
    with pytest.raises(NotYours):
        step(cast, case, "review", "chen", at=START + 2 * DAY, note="看过")
    with pytest.raises(Refused, match="扫"):
        step(cast, case, "review", "zhao", at=START + 2 * DAY, note="看过")
    scan(cast, "zhao")
    case = step(cast, case, "review", "zhao", at=START + 2 * DAY, note="门能推开")
    assert case.state == "reviewed" and case.turn_unit_id == cast.units["east"].pk
    case = step(cast, case, "close_out", "qian", at=START + 3 * DAY, note="同意销号")
    assert case.state == "major_closed" and case.closed_at
    verbs = [line.verb for line in trail(case.pk)]
    assert verbs[0] == "close_out" and {"place.control", "assure", "rectify", "accept", "hazard.on_site", "review"} <= set(verbs)
    assert broken() == []


def test_a_school_cannot_review_or_close_out_its_own(cast):
    case = to_review(cast)
    for who in ("chen", "lu", "liang"):
        with pytest.raises(NotYours):
            step(cast, case, "review", who, note="看过")


def test_the_scan_must_be_after_the_acceptance_and_ones_own(cast):
    scan(cast, "zhao", at=START)
    case = to_review(cast)
    scan(cast, "qian", at=START + 2 * DAY)
    with pytest.raises(Refused, match="扫"):
        step(cast, case, "review", "zhao", at=START + 2 * DAY, note="看过")


def test_a_kindergarten_of_one_person_falls_back_to_the_district(cast):
    hazard = report(cast, by="tiny", unit="tiny", place=None, where="活动室", criteria=["F-6"])
    assure(cast, hazard, by="tiny", responsible="tiny")
    case = step(cast, hazard, "rectify", "tiny", at=START + DAY, note="清走了", photos=[photo()])
    assert case.stepped_up and case.turn_unit_id == cast.units["east"].pk
    with pytest.raises(NotYours):
        step(cast, hazard, "accept", "tiny", at=START + DAY, note="看过")
    case = step(cast, hazard, "accept", "zhao", at=START + DAY, note="去看过")
    assert (case.turn_unit_id, case.turn_role) == (cast.units["east"].pk, "leader")  # zhao accepted, so another reviews
    place = Place.objects.get(name="活动室")
    cast.places["room"] = place
    scan(cast, "qian", "room")
    with pytest.raises(NotYours):
        step(cast, hazard, "review", "zhao", at=START + 2 * DAY, note="看过")
    assert step(cast, hazard, "review", "qian", at=START + 2 * DAY, note="看过").state == "reviewed"


def test_a_minor_one_of_a_single_person_is_confirmed_by_the_district(cast):
    hazard = report(cast, by="tiny", unit="tiny", place=None, where="活动室", fixed_now=True, after_photos=[photo()])
    case = Case.objects.get(pk=hazard.pk)
    assert case.stepped_up and case.turn_unit_id == cast.units["east"].pk
    assert step(cast, hazard, "confirm", "zhao").state == "closed"


def listed(cast, lister, by="lin"):
    case = to_review(cast)
    step(
        cast,
        case,
        "list",
        by,
        at=START + DAY + 2 * HOUR,
        lister=cast.units[lister].pk,
        list_number="〔2026〕9号",
        signer="顾局长",
        deadline=START + 14 * DAY,
    )
    scan(cast, "zhao")
    return step(cast, case, "review", "zhao", at=START + 2 * DAY, note="看过")


def test_a_listed_one_is_closed_only_by_the_city_that_listed_it(cast):
    case = listed(cast, "city")
    assert case.turn_unit_id == cast.units["city"].pk and case.limit_at == START + 4 * DAY  # a listing gives no more time
    for who in ("zhao", "qian", "lu"):
        with pytest.raises(NotYours):
            step(cast, case, "close_out", who, at=START + 3 * DAY, note="销号")
    assert step(cast, case, "close_out", "lin", at=START + 3 * DAY, note="销号").state == "major_closed"


def test_one_listed_by_an_outside_body_is_closed_only_by_that_body(cast):
    case = listed(cast, "town", by="zhao")
    assert (case.turn_unit_id, case.turn_role) == (cast.units["town"].pk, "outside")
    for who in ("zhao", "lin", "gu", "lu"):
        with pytest.raises(NotYours):
            step(cast, case, "close_out", who, at=START + 3 * DAY, note="销号")
    assert step(cast, case, "close_out", "xu", at=START + 3 * DAY, note="街道同意销号").state == "major_closed"


def test_a_listed_one_is_not_ended_as_a_mistake_or_a_duplicate_by_another(cast):
    first, second = report(cast, criteria=["F-4"]), report(cast, by="chen", criteria=["F-4"])
    step(cast, second, "list", "lin", lister=cast.units["city"].pk, list_number="9号", signer="顾局长", deadline=START + 9 * DAY)
    for verb, given in (("void", {"note": "没这回事"}), ("duplicate", {"of": first.case.number})):
        with pytest.raises(NotYours, match="挂牌督办"):
            step(cast, second, verb, "zhao", at=START + HOUR, **given)
    assert state(second) == "assuring"
    assert step(cast, second, "void", "lin", at=START + HOUR, note="去看了，没有").state == "void"


def test_what_a_body_without_accounts_listed_may_be_taken_back_by_the_supervisor(cast):
    people.end_grant(cast.grants["xu"], by=SYSTEM, at=START - DAY, ends=(START - DAY).date())
    hazard = report(cast, criteria=["F-4"])
    step(cast, hazard, "list", "zhao", lister=cast.units["town"].pk, list_number="9号", signer="徐", deadline=START + 9 * DAY)
    assert step(cast, hazard, "void", "qian", at=START + HOUR, note="街道〔2026〕4号").state == "void"


def test_a_body_without_accounts_closes_on_paper_through_the_supervisor(cast):
    people.end_grant(cast.grants["xu"], by=SYSTEM, at=START - DAY, ends=(START - DAY).date())
    case = listed(cast, "town", by="zhao")
    assert step(cast, case, "close_out", "qian", at=START + 3 * DAY, note="街道〔2026〕3号同意销号").state == "major_closed"


def test_nobody_lists_in_the_name_of_another_bureau(cast):
    case = to_review(cast)
    with pytest.raises(Refused, match="你的单位"):
        step(cast, case, "list", "zhao", lister=cast.units["city"].pk, list_number="1号", signer="x", deadline=START + 14 * DAY)
    with pytest.raises(NotYours):
        step(cast, case, "list", "chen", lister=cast.units["green"].pk, list_number="1号", signer="x", deadline=START + 14 * DAY)


def test_what_is_handed_outside_stays_open_until_done_and_accepted(cast):
    hazard = report(cast)
    step(cast, hazard, "grade", "chen", owner=person(cast, "liang"))
    case = step(cast, hazard, "hand_outside", "chen", body=cast.units["town"].pk, note="围墙在路边，归街道")
    assert case.state == "outside" and case.closed_at is None
    with acting(cast.xu):
        assert Case.objects.filter(pk=case.pk).exists()
        assert not Case.objects.exclude(pk=case.pk).exists()
    case = step(cast, hazard, "outside_done", "xu", at=START + 5 * DAY, note="修好了", photos=[photo()])
    assert case.state == "rectified"
    assert step(cast, hazard, "accept", "chen", at=START + 5 * DAY).state == "closed"
    assert Hazard.objects.get(pk=hazard.pk).outside_done_at == START + 5 * DAY


def test_who_reports_it_done_outside_does_not_accept_it(cast):
    hazard = report(cast)
    step(cast, hazard, "hand_outside", "chen", body=cast.units["town"].pk, note="归街道")
    step(cast, hazard, "outside_done", "chen", note="打电话问过，修好了")
    with pytest.raises(NotYours):
        step(cast, hazard, "accept", "chen")
    assert step(cast, hazard, "accept", "lu").state == "closed"


def test_lifting_takes_two_people_and_the_review(cast):
    case = to_review(cast)
    control = Control.objects.get()
    with acting(cast.chen), pytest.raises(Refused, match="复核"):
        places.ask_to_lift(control, why="清好了", by=cast.chen, at=START + DAY)
    scan(cast, "zhao")
    step(cast, case, "review", "zhao", at=START + 2 * DAY, note="看过")
    with acting(cast.su), pytest.raises(NotYours):
        places.ask_to_lift(control, why="清好了", by=cast.su, at=START + 2 * DAY)
    with acting(cast.chen):
        places.ask_to_lift(control, why="清好了，复核过了", by=cast.chen, at=START + 2 * DAY)
    with acting(cast.chen), pytest.raises(NotYours, match="两个人"):
        places.lift(control, by=cast.chen, at=START + 2 * DAY)
    assert not is_usable(cast.places["stair"], START + 2 * DAY)
    with acting(cast.lu):
        places.lift(control, by=cast.lu, at=START + 2 * DAY)
    assert is_usable(cast.places["stair"], START + 2 * DAY + HOUR)


def test_a_neighbour_sees_nothing_and_can_do_nothing(cast):
    hazard = report(cast, criteria=["F-4"])
    with acting(cast.feng):
        assert not Case.objects.exists() and not Hazard.objects.exists() and not Evidence.objects.exists()
        with pytest.raises(Case.DoesNotExist):
            actions.step(hazard.pk, "assure", by=cast.feng, at=START)
    with acting(cast.wu):
        assert not Hazard.objects.exists()
    with acting(cast.zhao):
        assert Hazard.objects.get().pk == hazard.pk


def test_a_double_report_has_one_effect(cast):
    nonce = uuid.uuid4()
    first = report(cast, criteria=["F-4"], nonce=nonce)
    second = report(cast, criteria=["F-4"], nonce=nonce)
    assert first.pk == second.pk
    assert Hazard.objects.count() == Control.objects.count() == Evidence.objects.filter(phase="before").count() == 1


def test_a_duplicate_names_the_other_case(cast):
    first, second = report(cast), report(cast, by="chen", description="还是那堆课桌纸箱")
    with pytest.raises(Refused, match="编号"):
        step(cast, second, "duplicate", "lu", of="YH-2026-99999")
    with pytest.raises(Refused):
        step(cast, second, "duplicate", "lu", of=second.case.number)
    assert step(cast, second, "duplicate", "lu", of=first.case.number).state == "duplicate"
    assert Hazard.objects.get(pk=second.pk).duplicate_of_id == first.pk


def test_a_mistaken_entry_is_taken_back_by_another_person(cast):
    hazard = report(cast, by="chen")
    with pytest.raises(NotYours, match="换个人"):
        step(cast, hazard, "void", "chen", note="看错了")
    assert step(cast, hazard, "void", "lu", note="去看了，没有").state == "void"


def test_a_school_cannot_void_or_lower_a_major_one(cast):
    hazard = report(cast, criteria=["F-4"])
    for who in ("chen", "lu"):
        for verb in ("void", "lower"):
            with pytest.raises(NotYours):
                step(cast, hazard, verb, who, note="没那么严重", owner=person(cast, "liang"))
    case = step(cast, hazard, "lower", "zhao", note="报警器有备用的", owner=person(cast, "liang"))
    assert case.state == "rectifying" and case.level == "general"
    assert Hazard.objects.get(pk=hazard.pk).grade == "general"
    assert not is_usable(cast.places["stair"], START + HOUR)  # only two people lift


def test_a_general_one_that_turns_out_major_stops_the_room_then(cast):
    hazard = report(cast)
    step(cast, hazard, "grade", "chen", owner=person(cast, "liang"))
    case = step(cast, hazard, "raise", "chen", at=START + HOUR, note="防火门锁死了")
    assert case.state == "assuring" and case.level == "major" and case.limit_at is None
    assert case.due_at == START + 25 * HOUR
    assert not is_usable(cast.places["stair"], START + HOUR)
    assert Message.objects.filter(kind="case.danger", urgent=True).exists()


def test_a_listed_one_is_not_lowered(cast):
    hazard = report(cast, criteria=["F-4"])
    step(cast, hazard, "list", "zhao", lister=cast.units["east"].pk, list_number="1号", signer="钱局长", deadline=START + 9 * DAY)
    with pytest.raises(Refused, match="挂牌"):
        step(cast, hazard, "lower", "lin", note="轻了", owner=person(cast, "liang"))


def test_reopening_a_major_one_stops_the_room_again(cast):
    case = to_review(cast)
    scan(cast, "zhao")
    step(cast, case, "review", "zhao", at=START + 2 * DAY, note="看过")
    step(cast, case, "close_out", "zhao", at=START + 2 * DAY, note="销号")
    control = Control.objects.get()
    with acting(cast.chen):
        places.ask_to_lift(control, why="好了", by=cast.chen, at=START + 2 * DAY)
    with acting(cast.lu):
        places.lift(control, by=cast.lu, at=START + 2 * DAY)
    case = step(cast, case, "reopen", "lu", at=START + 9 * DAY, note="又锁上了")
    assert case.state == "assuring" and case.closed_at is None
    assert not is_usable(cast.places["stair"], START + 9 * DAY)


def test_the_deadline_of_the_assurances_cannot_pass_that_of_the_listing(cast):
    hazard = report(cast, criteria=["F-4"])
    step(cast, hazard, "list", "zhao", lister=cast.units["east"].pk, list_number="1号", signer="钱局长", deadline=START + 3 * DAY)
    with pytest.raises(Refused, match="挂牌"):
        assure(cast, hazard, deadline=START + 4 * DAY)


def test_an_unknown_criterion_is_refused_and_nothing_is_left(cast):
    with pytest.raises(Refused):
        report(cast, criteria=["F-5"])
    assert not Case.objects.exists() and not Control.objects.exists()


def test_the_line_of_steps_and_marks_of_the_page(cast):
    case = listed(cast, "city")
    with acting(cast.lin):
        rows = kind.way(case, trail(case.pk))
        assert [(r["word"], r["state"]) for r in rows][-3:] == [("复核", "done"), ("销号", "on"), ("回头看", "later")]
        assert all(r["at"] for r in rows if r["state"] == "done")
        assert any("〔2026〕9号" in chip["text"] for chip in kind.chips(case))
        assert dict(kind.facts(case))["资金"] == "860 元 · 校安全经费"


def test_the_listing_reads_in_the_facts_and_in_the_trail(cast):
    case = listed(cast, "city")
    with acting(cast.lin):
        facts = dict(kind.facts(case))
        assert (facts["文号"], facts["签发人"]) == ("〔2026〕9号", "顾局长") and facts["督办期限"].startswith("12月28日")
        entry = next(line for line in page.told(case, trail(case.pk), {}) if line["line"].verb == "list")
        assert "〔2026〕9号，签发人 顾局长" in entry["says"] and entry["says"].endswith("前办结")


@pytest.mark.parametrize(("verb", "word"), [("void", "误报"), ("duplicate", "重复")])
def test_what_was_set_aside_ticks_only_what_was_done(cast, verb, word):
    first, second = report(cast, criteria=["F-4"]), report(cast, by="chen", criteria=["F-4"])
    given = {"note": "没这回事"} if verb == "void" else {"of": first.case.number}
    case = step(cast, second, verb, "zhao", at=START + HOUR, **given)
    with acting(cast.zhao):
        rows = kind.way(case, trail(case.pk))
    assert [(r["word"], r["state"]) for r in rows] == [
        ("上报", "done"), ("定级", "done"), ("临时管控", "done"), (word, "on"),
    ]  # fmt: skip
    assert rows[-1]["at"] == START + HOUR
