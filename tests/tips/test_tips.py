"""Reports without an account: sent at a door, let in, looked at; and nothing more is to be had there."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.evidence import queries as kept
from anlan.kernel.ledger.queries import trail
from anlan.kernel.outbox.models import Message
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.hazards.models import Hazard
from anlan.work.tips import rules, sweep
from anlan.work.tips.models import Letter, Tip
from tests.cast import START
from tests.hazards import steps

SAID, REACH = "二楼东楼梯应急灯不亮，王老师知道", "13812345678"
MINUTE = timedelta(minutes=1)


def address(cast, place="stair"):
    return f"/r/{cast.places[place].code}/"


def send(cast, client=None, place="stair", **more):
    """Send the short page. -> the answer."""
    given = {"said": SAID, "reach": REACH, "nonce": uuid.uuid4().hex, "photos": [steps.shot()]} | more
    return (client or Client()).post(address(cast, place), {k: v for k, v in given.items() if v is not None})


@pytest.fixture
def door(cast):
    """The moment is the cast's, nobody is signed in."""
    with clock.travel(START):
        yield cast


def let_in(at=START + MINUTE):
    assert sweep.let_in(at) == 1
    return Case.objects.filter(kind="tip").latest("pk")


def step(cast, case, verb, by="chen", at=START + 2 * MINUTE, **given):
    with acting(cast.actor(by)):
        return cases.advance(case.pk, verb, by=cast.actor(by), at=at, given=given)


def told(answer):
    """The page behind the link of an answer."""
    return Client().get(answer.url.partition("?")[0]).content.decode()


def test_what_is_said_at_a_door_becomes_a_hazard_and_the_sender_reads_how_it_goes(door):
    cast = door
    page = Client().get(address(cast)).content.decode()
    assert "二层东楼梯" in page and "青禾中学" in page and "陆" not in page
    answer = send(cast)
    assert answer.status_code == 302 and "收到了，还没人看" in told(answer)
    case = let_in()
    assert (case.unit, case.place, case.state) == (cast.units["green"], cast.places["stair"], "received")
    assert SAID[:6] not in case.title and not Letter.objects.exclude(said="", reach="").exists()
    step(cast, case, "look")
    assert "有人在看" in told(answer)
    step(cast, case, "accept", category="fire", description="二楼东楼梯应急灯不亮")
    hazard = Hazard.objects.get()
    assert hazard.case.place == cast.places["stair"] and hazard.found_by_id == cast.people["chen"].pk and hazard.found_at == START
    assert len(kept.before_and_after(hazard.pk)[0]) == 1
    page = told(answer)
    assert hazard.case.number in page and "待定级" in page and "Chen" not in page and "已立为隐患，在改" in page
    steps.step(cast, hazard, "void", "lu", at=START + 9 * MINUTE, note="灯换过了")
    assert "<h1>办完了" in told(answer)
    assert not any(SAID in str(line.payload) or REACH in str(line.payload) for line in trail(case.pk))


def test_the_same_form_twice_is_one_letter_and_leads_to_the_same_link(door):
    nonce = uuid.uuid4().hex
    first, second = send(door, nonce=nonce), send(door, nonce=nonce)
    assert first.url == second.url and Letter.objects.count() == 1
    assert send(door).url != first.url


def test_what_concerns_the_leader_goes_above_and_the_school_does_not_see_it(door):
    cast = door
    send(cast, about_leader="on")
    case = let_in()
    assert case.unit == cast.units["east"] and Tip.objects.get().about == cast.units["green"]
    for name, sees in (("lu", False), ("chen", False), ("feng", False), ("zhao", True)):
        with acting(cast.actor(name)):
            assert Case.objects.filter(pk=case.pk).exists() == sees == Tip.objects.exists(), name
    step(cast, case, "accept", "zhao", category="fire", description="应急灯要修")
    with acting(cast.chen):
        assert Hazard.objects.get().description == "应急灯要修" and not Tip.objects.exists()


def test_what_is_passed_up_leaves_nothing_to_read_in_the_school(door):
    cast = door
    answer = send(cast)
    case = let_in()
    step(cast, case, "pass_up")
    assert sweep.move_up(START + 3 * MINUTE) == 1
    moved = Case.objects.filter(kind="tip").latest("pk")
    assert moved.unit == cast.units["east"] and Tip.objects.get(pk=moved.pk).said == SAID
    with acting(cast.chen):
        tip = Tip.objects.get()
        assert (tip.said, tip.reach) == ("", "") and not kept.of_case(case.pk)
        assert not Case.objects.filter(pk=moved.pk).exists()
    with acting(cast.zhao):
        assert len(kept.of_case(moved.pk)) == 1
    step(cast, moved, "answer", "zhao", note="去看过了，灯已经修好")
    page = told(answer)
    assert "灯已经修好" in page and "办完" in page


def test_danger_rings_at_once_and_climbs_within_the_hour(door):
    cast = door
    send(cast, criteria=["F-4"])
    case = let_in()
    rung = set(Message.objects.filter(kind="tip.danger", urgent=True).values_list("unit_id", "role"))
    green, east = cast.units["green"].pk, cast.units["east"].pk
    assert rung == {(green, "head"), (green, "safety"), (east, "safety")}
    assert case.due_at == START + MINUTE + timedelta(hours=1)
    from anlan.work.cases.sweep import sweep as climb

    climb(START + timedelta(hours=3))
    assert Message.objects.filter(case_id=case.pk, kind="case.late", unit_id=east).exists()


def test_merging_adds_the_photos_and_rejecting_says_why(door):
    cast = door
    there = steps.report(cast)
    first, second = send(cast), send(cast)
    assert sweep.let_in(START + MINUTE) == 2
    one, other = Case.objects.filter(kind="tip").order_by("pk")
    with pytest.raises(Refused, match="没有这个编号"):
        step(cast, one, "merge", of="YH-2020-00001")
    step(cast, one, "merge", of=there.case.number)
    assert len(kept.of_case(there.pk)) == 2 and there.case.number in told(first)
    with pytest.raises(Refused):
        step(cast, other, "reject", note=" ")
    step(cast, other, "reject", note="这是装饰灯，不是应急灯")
    assert "装饰灯" in told(second)


def test_the_number_is_masked_looked_up_for_a_reason_and_erased(door, signed_in):
    cast = door
    answer = send(cast)
    case = let_in()
    page = signed_in("chen").get(f"/cases/{case.pk}/").content.decode()
    assert "138****5678" in page and REACH not in page and SAID in page
    looked = signed_in("chen").post(f"/tips/{case.pk}/reach/", {"why": "问清是哪一盏"}).content.decode()
    assert REACH in looked and any(line.verb == "tip.reach" for line in trail(case.pk))
    with acting(cast.su), pytest.raises((NotYours, Tip.DoesNotExist)):
        from anlan.work.tips import actions

        actions.look_up_reach(case, why="看看", by=cast.su, at=START)
    step(cast, case, "reject", note="已经修好了")
    assert sweep.forget(START + timedelta(days=29)) == 0
    assert sweep.forget(START + timedelta(days=31)) == 1
    assert Tip.objects.get().reach == ""
    other = send(cast)
    link = other.url.partition("?")[0]
    assert Client().post(link, {"forget": "1"}).status_code == 302 and Letter.objects.latest("pk").reach == ""
    assert answer.url != other.url


def test_hostile_files_floods_and_strangers_codes_are_refused(door, settings):
    cast = door
    for name, data in (("a.jpg", b"<svg onload=x>"), ("a.jpg", b"%PDF-1.4\n%%EOF"), ("b.jpg", b"\xff\xd8\xff broken")):
        refused = send(cast, photos=[SimpleUploadedFile(name, data, content_type="image/jpeg")])
        assert refused.status_code in (400, 409, 422), name
    assert send(cast, photos=[steps.shot() for _ in range(4)]).status_code == 422
    assert send(cast, said="灯").status_code == 422
    assert Client().get(f"/r/{uuid.uuid4()}/").status_code == 404 == Client().get("/r/t/nonsense/").status_code
    # a browser that is told to say nothing of where it was sends `Origin: null`, and the form would be refused
    assert Client().get(address(cast))["Referrer-Policy"] == "same-origin"
    assert Client(enforce_csrf_checks=True).post(address(cast), {"said": SAID}).status_code == 403
    assert not Letter.objects.exists()
    codes = [send(cast, photos=[]).status_code for _ in range(rules.AN_HOUR_AT_PLACE + 1)]
    assert codes == [302] * rules.AN_HOUR_AT_PLACE + [429]
    left = rules.AN_HOUR_FROM_ADDRESS - rules.AN_HOUR_AT_PLACE
    assert [send(cast, place="lab", photos=[]).status_code for _ in range(left + 1)] == [302] * left + [429]
    settings.ANLAN_HTTPS = True
    elsewhere = Client(HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_X_FORWARDED_PROTO="https")
    assert send(cast, elsewhere, place="lab", photos=[]).status_code == 302


def test_the_doors_functions_open_no_way_to_the_tables(door):
    """As the pages' login, with nobody acting and whatever SQL: no letter, no tip, no place; a link that is not known tells nothing."""
    cast = door
    send(cast)
    let_in()
    send(cast)
    stair = cast.places["stair"]
    asks = (
        "select count(*) from tips_letter", "select count(*) from tips_tip", "select count(*) from places_place",
        "select count(*) from cases_case", "select count(*) from tips_read('')", "select count(*) from tips_door(gen_random_uuid())",
        "select count(*) from tips_read((select token_digest from tips_letter limit 1))",
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role anlan_web")
        for sql in asks:
            cursor.execute(sql)
            assert cursor.fetchone() == (0,), sql
        cursor.execute("update tips_letter set said = 'x'")
        assert cursor.rowcount == 0
        cursor.execute("select tips_forget('x' || chr(39) || ' or true')")
        assert cursor.fetchone() == (False,)
    writes = (
        "insert into tips_letter (nonce, token_digest, place_id, unit_path, said, reach, about_leader, danger, criteria, photos, address, "
        f"received_at, at, tries, trouble) values (gen_random_uuid(), 'x', {stair.pk}, '{stair.unit_path}', '', '', false, false, '[]', "
        "'[]', '', now(), now(), 0, '')",
        "insert into cases_party (case_id, unit_path, person_id, part, sealed, at) "
        f"values (1, '{stair.unit_path}', 1, 'open', false, now())",
    )
    for sql in writes:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role anlan_web")
            cursor.execute(sql)
    for name in ("chen", "lin", "feng"):  # nor does anybody who is signed in read what nobody has let in
        with acting(cast.actor(name)):
            assert not Letter.objects.exists()


def test_the_code_leads_each_to_their_own_page(door, signed_in):
    cast = door
    code = f"/p/{cast.places['stair'].code}/"
    assert Client().get(code).url == address(cast) == signed_in("feng").get(code).url
    assert "能用" in signed_in("chen").get(code).content.decode()


def test_the_list_shows_a_unit_its_own(door, signed_in):
    cast = door
    send(cast)
    case = let_in()
    assert case.title in signed_in("zhao").get("/tips/").content.decode()
    assert case.title not in signed_in("feng").get("/tips/").content.decode()
