"""Receiving, handing over, proving, returning, confirming; who may and who may not."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from PIL import Image

from anlan.kernel.acting import acting
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.kernel.evidence import actions as evidence
from anlan.kernel.evidence import queries as evidences
from anlan.kernel.ledger.queries import broken, trail
from anlan.kernel.outbox.models import Message
from anlan.registers.places.actions import control
from anlan.work.cases import actions as cases
from anlan.work.cases import sweep
from anlan.work.cases.models import Case
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Dossier, Proof, Record, Task
from tests.cast import START
from tests.notices.paper import DUE, dossier_of, line, looked, proved, sent

HOUR = timedelta(hours=1)


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 48), 80).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def test_a_dossier_is_received_in_one_tap_and_twice_is_once(cast):
    notice = sent(cast)
    mine = dossier_of(notice, cast, "green")
    with acting(cast.chen):
        assert actions.receive_dossier(mine, by=cast.chen, at=START + HOUR) == 4
        assert actions.receive_dossier(mine, by=cast.chen, at=START + HOUR) == 0
    mine.refresh_from_db()
    assert (mine.received_at, mine.received_by_id) == (START + HOUR, cast.people["chen"].pk)
    assert set(Case.objects.filter(bundle_id=mine.pk).values_list("state", flat=True)) == {"doing"}
    assert Case.objects.filter(state="doing").count() == 4
    assert broken() == []


def test_a_neighbour_cannot_receive_and_a_teacher_receives_only_what_is_laid_on_her(cast):
    notice = sent(cast)
    mine = dossier_of(notice, cast, "green")
    with pytest.raises(Dossier.DoesNotExist), acting(cast.feng):
        actions.receive_dossier(mine, by=cast.feng, at=START)
    with pytest.raises(NotYours), acting(cast.su):
        actions.receive_dossier(mine, by=cast.su, at=START)
    with acting(cast.chen):
        actions.assign_lines([line(notice, cast, "green", 3).pk], to_person=cast.people["su"].pk, by=cast.chen, at=START)
    with acting(cast.su):
        found = queries.dossier(mine.pk, cast.su, at=START)
        assert [row["mine"] for row in found["lines"]] == [True]
        assert not found["whole"]
        assert actions.receive_dossier(mine, by=cast.su, at=START) == 1


def test_the_whole_dossier_goes_to_a_colleague_with_one_message(cast):
    notice = sent(cast)
    mine = dossier_of(notice, cast, "green")
    with acting(cast.chen):
        assert actions.assign_dossier(mine, to_person=cast.people["liang"].pk, by=cast.chen, at=START) == 4
        with pytest.raises(Refused):
            actions.assign_dossier(mine, to_person=cast.people["feng"].pk, by=cast.chen, at=START)
    assert Message.objects.filter(kind="notices.assigned").count() == 1
    assert set(Case.objects.filter(bundle_id=mine.pk).values_list("turn_person_id", flat=True)) == {cast.people["liang"].pk}


def test_one_record_proves_two_lines_and_its_files_go_with_it(cast):
    notice = sent(cast, proof="photo")
    first, second = line(notice, cast, "green", 0), line(notice, cast, "green", 1)
    green = cast.units["green"]
    with acting(cast.chen):
        file = evidence.attach(picture(), "check.jpg", unit_id=green.pk, unit_path=green.unit_path, by=cast.chen, at=START)
        kept = actions.make_record(green, title="检查表", text="五处都查了", files=[file.pk], by=cast.chen, at=START)
        actions.submit_lines([first.pk, second.pk], record=kept, by=cast.chen, at=START + HOUR)
    assert Proof.objects.filter(record=kept).count() == 2
    assert [len(evidences.of_case(c.pk)) for c in (first, second)] == [1, 1]
    with acting(cast.zhao):
        found = queries.records_of(Case.objects.get(pk=second.pk))
        assert (found[0]["who"], len(found[0]["files"]), found[0]["also"]) == ("Chen", 1, 1)
    with acting(cast.feng):
        assert not Record.objects.filter(pk=kept.pk).exists()
        assert not Proof.objects.exists()


def test_a_thin_proof_is_refused_and_says_what_is_missing(cast):
    notice = sent(cast, proof="photo")
    with pytest.raises(Refused) as refusal, acting(cast.chen):
        actions.submit(line(notice, cast, "green"), by=cast.chen, at=START, note="已检查")
    assert refusal.value.code == "E-task-proof"
    assert set(refusal.value.fields) == {"photo"}
    assert Record.objects.count() == 0


def test_the_same_photo_proves_a_returned_line_again(cast):
    notice = sent(cast, proof="photo", rule="each")
    first, second, green, data = line(notice, cast, "green", 0), line(notice, cast, "green", 1), cast.units["green"], picture()

    def handed_in(at, *lines):
        with acting(cast.chen):
            file = evidence.attach(data, "check.jpg", unit_id=green.pk, unit_path=green.unit_path, by=cast.chen, at=at)
            record = actions.make_record(green, title="", text="换过了", files=[file.pk], by=cast.chen, at=at)
            actions.submit_lines([row.pk for row in lines], record=record, by=cast.chen, at=at)

    handed_in(START + HOUR, first, second)
    for row in (first, second):
        looked(cast, row, "zhao", START + 2 * HOUR)
        with acting(cast.zhao):
            actions.return_line(row.pk, note="写明换在哪里", by=cast.zhao, at=START + 2 * HOUR)
    handed_in(START + 3 * HOUR, first, second)
    for row in (first, second):
        row.refresh_from_db()
        assert row.state == "submitted"
        with acting(cast.zhao):
            found = queries.records_of(row)
            assert [len(r["files"]) for r in found] == [1, 1] and len(evidences.of_case(row.pk)) == 1
    assert broken() == []


@pytest.mark.parametrize("proof", ["declared", "record"])
def test_a_title_proves_nothing(cast, proof):
    notice = sent(cast, proof=proof)
    case, green = line(notice, cast, "green"), cast.units["green"]
    with acting(cast.chen):
        with pytest.raises(Refused):
            actions.make_record(green, title=case.title, by=cast.chen, at=START)
        bare = Record.objects.create(
            unit=green, unit_path=green.unit_path, nonce=uuid4(), title=case.title, made_by_id=cast.chen.person_id, at=START
        )
        with pytest.raises(Refused) as refusal:
            actions.submit(case.pk, record=bare, by=cast.chen, at=START)
        assert refusal.value.code == "E-task-proof"
        kept = actions.make_record(green, title=case.title, text="在安全台账第3页", by=cast.chen, at=START)
        assert actions.submit(case.pk, record=kept, by=cast.chen, at=START).state in ("submitted", "declared")


def test_on_site_needs_the_places_own_code(cast):
    notice = sent(cast, proof="onsite")
    green, case = cast.units["green"], line(notice, cast, "green")
    with acting(cast.chen):
        file = evidence.attach(picture(), "a.jpg", unit_id=green.pk, unit_path=green.unit_path, by=cast.chen, at=START)
        bare = actions.make_record(green, title="到场", files=[file.pk], by=cast.chen, at=START)
        with pytest.raises(Refused):
            actions.submit(case, by=cast.chen, at=START, record=bare)
        scanned = actions.make_record(green, title="到场", files=[file.pk], place_code=cast.places["stair"].code, by=cast.chen, at=START)
        assert actions.submit(case, by=cast.chen, at=START, record=scanned).state == "submitted"


def test_a_scan_where_a_place_is_stopped_is_taken_and_noted(cast):
    notice = sent(cast, proof="onsite")
    green, case, stair = cast.units["green"], line(notice, cast, "green"), cast.places["stair"]
    with acting(cast.chen):
        control(stair, kind="clear", why="燃气味", by=cast.chen, at=START)
        file = evidence.attach(picture(), "a.jpg", unit_id=green.pk, unit_path=green.unit_path, by=cast.chen, at=START)
        scanned = actions.make_record(green, title="到场", files=[file.pk], place_code=stair.code, by=cast.chen, at=START + HOUR)
        assert actions.submit(case, by=cast.chen, at=START + HOUR, record=scanned).state == "submitted"
        assert [row["stopped"] for row in queries.records_of(case)] == ["此处已清人"]
        usable = actions.make_record(green, title="到场", place_code=cast.places["lab"].code, by=cast.chen, at=START + HOUR)
    with connection.cursor() as cursor:
        cursor.execute("select p.body from ledger_payload p join ledger_entry e using (unit_id, seq) where e.verb = 'record.make'")
        said = [json.loads(body) for (body,) in cursor.fetchall()]
    assert {one["record"]: one["usable"] for one in said if "usable" in one} == {scanned.pk: False, usable.pk: True}


def test_a_record_is_kept_once_for_one_form(cast):
    nonce = uuid4()
    with acting(cast.chen):
        one = actions.make_record(cast.units["green"], title="检查表", text="第3页", by=cast.chen, at=START, nonce=nonce)
        two = actions.make_record(cast.units["green"], title="检查表", text="第3页", by=cast.chen, at=START, nonce=nonce)
    assert one.pk == two.pk


def test_a_record_of_another_school_proves_nothing_here(cast):
    notice = sent(cast)
    with acting(cast.feng):
        theirs = actions.make_record(cast.units["hill"], title="检查表", text="第3页", by=cast.feng, at=START)
    with pytest.raises(Refused) as refusal, acting(cast.chen):
        actions.submit(line(notice, cast, "green"), by=cast.chen, at=START, record=theirs)
    assert refusal.value.code == "E-record-whose"


def test_returned_with_a_reason_proved_again_and_confirmed_by_who_looked(cast):
    notice = sent(cast, rule="each", proof="record")
    case = line(notice, cast, "green")
    proved(cast, case, "chen", START + HOUR)
    with acting(cast.zhao):
        with pytest.raises(Refused) as unseen:
            actions.verify_line(case.pk, by=cast.zhao, at=START + 2 * HOUR)
        assert unseen.value.code == "E-task-look"
        with pytest.raises(Refused):
            actions.return_line(case.pk, note=" ", by=cast.zhao, at=START + 2 * HOUR)
        actions.return_line(case.pk, note="缺检查人", by=cast.zhao, at=START + 2 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.returned, case.turn_person_id, case.due_at) == ("returned", 1, case.owner_id, DUE)
    proved(cast, case, "chen", START + 3 * HOUR, "补了检查人，第4页")
    looked(cast, case, "zhao", START + 4 * HOUR)
    with acting(cast.zhao):
        assert actions.verify_line(case.pk, by=cast.zhao, at=START + 5 * HOUR).state == "verified"
    told = [t.verb for t in reversed(trail(case.pk))]
    assert told == ["case.open", "submit", "return", "submit", "task.look", "verify"]
    assert broken() == []


def test_looking_before_it_was_handed_in_again_does_not_count(cast):
    notice = sent(cast, rule="each", proof="record")
    case = line(notice, cast, "green")
    proved(cast, case, "chen", START + HOUR)
    looked(cast, case, "zhao", START + 2 * HOUR)
    with acting(cast.zhao):
        actions.return_line(case.pk, note="缺检查人", by=cast.zhao, at=START + 2 * HOUR)
    proved(cast, case, "chen", START + 3 * HOUR)
    with pytest.raises(Refused), acting(cast.zhao):
        actions.verify_line(case.pk, by=cast.zhao, at=START + 4 * HOUR)


def test_neither_the_school_nor_a_neighbour_nor_another_district_confirms(cast):
    notice = sent(cast, rule="each", proof="declared")
    case = line(notice, cast, "green")
    proved(cast, case, "chen", START)
    for who in ("chen", "lu"):
        with pytest.raises(NotYours), acting(cast.actor(who)):
            actions.verify_line(case.pk, by=cast.actor(who), at=START + HOUR)
    for who in ("feng", "wu"):
        with pytest.raises(Case.DoesNotExist), acting(cast.actor(who)):
            actions.verify_line(case.pk, by=cast.actor(who), at=START + HOUR)


def test_who_did_a_districts_line_cannot_confirm_it(cast):
    notice = sent(cast, rule="each", proof="declared", to={"kinds": ["city"]})
    case = line(notice, cast, "city")
    proved(cast, case, "lin", START)
    with pytest.raises(NotYours), acting(cast.lin):
        actions.verify_line(case.pk, by=cast.lin, at=START + HOUR)
    with acting(cast.gu):
        assert actions.verify_line(case.pk, by=cast.gu, at=START + HOUR).state == "verified"


def test_two_confirming_at_once_the_second_hears_who_was_quicker(cast):
    notice = sent(cast, rule="each", proof="declared")
    case = proved(cast, line(notice, cast, "green"), "chen", START)
    with acting(cast.zhao):
        actions.verify_line(case.pk, by=cast.zhao, at=START + HOUR, seen=case.version)
    with pytest.raises(Conflict), acting(cast.qian):
        actions.verify_line(case.pk, by=cast.qian, at=START + HOUR, seen=case.version)


def test_what_is_only_declared_is_done_at_once_and_may_be_doubted(cast):
    notice = sent(cast, rule="doubt", proof="declared")
    case = proved(cast, line(notice, cast, "green"), "chen", START)
    assert case.state == "declared"
    with acting(cast.zhao):
        assert actions.doubt(case.pk, note="没看到公示", by=cast.zhao, at=START + HOUR).state == "returned"
    case.refresh_from_db()
    assert (case.turn_person_id, case.wake_at is not None) == (case.owner_id, True)


def test_not_applicable_is_agreed_above_or_done_after_all(cast):
    notice = sent(cast)
    one, two = line(notice, cast, "green", 0), line(notice, cast, "green", 1)
    with acting(cast.chen):
        for case in (one, two):
            actions.ask_not_applicable(case.pk, why="没有食堂", by=cast.chen, at=START)
        with pytest.raises(NotYours):
            cases.advance(one.pk, "agree_na", by=cast.chen, at=START)
    with acting(cast.zhao):
        assert cases.advance(one.pk, "agree_na", by=cast.zhao, at=START).state == "not_applicable"
        assert cases.advance(two.pk, "refuse_na", by=cast.zhao, at=START, given={"note": "有食堂"}).state == "doing"


def test_a_lines_limit_is_moved_only_from_above_and_the_first_is_kept(cast):
    notice = sent(cast)
    case = line(notice, cast, "green")
    with acting(cast.chen):
        asked = cases.ask_time(case.pk, until=DUE + timedelta(days=3), why="检测机构排期", by=cast.chen, at=START)
        with pytest.raises(NotYours):
            cases.decide_time(asked, granted=True, decision="", by=cast.chen, at=START)
    with acting(cast.zhao):
        row = cases.decide_time(asked, granted=True, decision="同意", by=cast.zhao, at=START)
    assert (row.limit_first, row.limit_at) == (DUE, DUE + timedelta(days=3))


def test_the_supervising_level_has_its_own_limit_and_its_own_ladder(cast):
    notice = sent(cast, rule="each", proof="declared")
    case = proved(cast, line(notice, cast, "green"), "chen", START)
    case.refresh_from_db()
    assert case.turn_unit_id == cast.units["east"].pk
    assert START < case.due_at < START + timedelta(days=6)
    assert {r["level"] for r in case.rules["ladder"]} == {"supervisor", "above"}
    assert Task.objects.get(pk=case.pk).first_submitted_at == START


def test_a_slow_confirmation_does_not_make_the_school_late(cast):
    notice = sent(cast, rule="each", proof="declared")
    quick, slow = line(notice, cast, "green", 0), line(notice, cast, "green", 1)
    proved(cast, quick, "chen", START)
    sweep.sweep(START + timedelta(days=12))  # long after the district's own limit
    proved(cast, slow, "chen", DUE + HOUR)
    with acting(cast.zhao):
        for case in (quick, slow):
            actions.verify_line(case.pk, by=cast.zhao, at=DUE + timedelta(days=9))
    assert [Case.objects.get(pk=c.pk).was_late for c in (quick, slow)] == [False, True]


def test_many_are_never_confirmed_at_once():
    from anlan.work.notices.actions import moving

    for verb in ("verify", "return", "submit", "agree_na", "doubt"):
        with pytest.raises(ValueError):
            moving.move_many(verb, "true", [], by=None, at=START)  # type: ignore[arg-type]
