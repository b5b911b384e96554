"""A leader's word: kept as it was said, handed out with a clock, reported back; within the seal of a sealed case."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.clock import travel
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.ledger.queries import unit_trail
from anlan.kernel.outbox.models import Message
from anlan.registers.people import actions as people
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.cases.queries import finished, is_mine, others_lines, turns_of
from anlan.work.instructions import actions
from anlan.work.instructions.models import Instruction, Order
from anlan.work.instructions.queries import orders_of, said_on
from tests import errand
from tests.cast import START
from tests.notices.paper import sent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = "请安全处牵头，三天内把东汀区的情况摸清。"


def said(cast, by="lin", handings=None, **more):
    """Gu's word, written down by `by`; by default for Green School and for Lin."""
    actor = cast.actor(by)
    gu = cast.people["gu"].pk
    handings = handings or [
        actions.Handing(cast.units["green"], "查清楼梯为什么锁", START + 3 * DAY),
        actions.Handing(cast.units["city"], "汇总东汀区情况", START + 3 * DAY, cast.people["lin"].pk),
    ]
    with acting(actor):
        return actions.record_instruction(cast.units["city"], gu, WORDS, handings, said_at=START, by=actor, at=START, **more)


def test_what_was_said_on_a_notice_becomes_tasks_and_comes_back_to_the_leader(cast):
    notice = sent(cast, proof="declared", rule="each")
    row = said(cast, notice=notice)
    assert row.on_behalf and row.leader_title == "分管副局长"
    at_school, at_home = orders_of([row])[row.pk]
    with acting(cast.gu):
        assert {pk for pk, _due in others_lines(cast.gu)} >= {at_school.pk, at_home.pk}
        assert [i.words for i in said_on(notice_id=notice.pk)] == [WORDS]
    with acting(cast.chen):
        assert Order.objects.get(pk=at_school.pk).instruction.words == WORDS
        assert is_mine(Case.objects.get(pk=at_school.pk), cast.chen, turns_of(cast.chen))
        cases.advance(at_school.pk, "report", by=cast.chen, at=START + DAY, given={"note": "锁已拆，钥匙交保卫处"})
        with pytest.raises(NotYours):
            cases.advance(at_school.pk, "settle", by=cast.chen, at=START + DAY)
    with acting(cast.zhao), pytest.raises(NotYours):
        cases.advance(at_school.pk, "settle", by=cast.zhao, at=START + DAY)
    with acting(cast.gu):
        case = Case.objects.get(pk=at_school.pk)
        assert case.turn_person_id == cast.people["gu"].pk and is_mine(case, cast.gu)
        cases.advance(case.pk, "again", by=cast.gu, at=START + DAY, given={"note": "再说清楚谁锁的"})
    with acting(cast.chen):
        cases.advance(at_school.pk, "report", by=cast.chen, at=START + DAY + HOUR, given={"note": "门卫锁的，已谈话"})
    with acting(cast.gu):
        cases.advance(at_school.pk, "settle", by=cast.gu, at=START + DAY + 2 * HOUR)
        assert at_school.pk in {c.pk for c in finished(cast.gu)} and at_school.pk not in {pk for pk, _ in others_lines(cast.gu)}
    assert Order.objects.get(pk=at_school.pk).result == "门卫锁的，已谈话"
    with acting(cast.feng):
        assert not Instruction.objects.exists()
    with acting(cast.chen), connection.cursor() as cursor:  # nobody changes what was said
        cursor.execute("update instructions_instruction set words = 'x'")
        assert cursor.rowcount == 0


def test_who_writes_it_down_may_close_it_on_behalf_but_never_their_own_work(cast):
    at_school, at_home = orders_of([row := said(cast)])[row.pk]
    for order, who in ((at_school, "chen"), (at_home, "lin")):
        with acting(cast.actor(who)):
            cases.advance(order.pk, "report", by=cast.actor(who), at=START + DAY, given={"note": "办好了"})
    with acting(cast.lin):
        cases.advance(at_school.pk, "settle", by=cast.lin, at=START + DAY)
        with pytest.raises(NotYours):
            cases.advance(at_home.pk, "settle", by=cast.lin, at=START + DAY)


def test_it_is_written_down_by_the_leader_or_the_same_office_word_for_word_and_handed_to_somebody(cast):
    for by, error in (("zhao", NotYours), ("chen", NotYours)):
        with pytest.raises(error):
            said(cast, by=by)
    assert not said(cast, by="gu").on_behalf
    gu, city, green = cast.people["gu"].pk, cast.units["city"], cast.units["green"]
    one = [actions.Handing(green, "查", START + DAY)]
    wrong = [
        ((gu, " ", one, START), "E-instruction-words"),
        ((gu, WORDS, [], START), "E-instruction-none"),
        ((gu, WORDS, one, START + DAY), "E-instruction-future"),
        ((gu, WORDS, [actions.Handing(green, "查", START)], START), "E-instruction-due"),
        ((gu, WORDS, [actions.Handing(green, "查", START + DAY, cast.people["feng"].pk)], START), "E-instruction-person"),
        ((gu, WORDS, [actions.Handing(cast.units["town"], "查", START + DAY)], START), "E-instruction-unit"),
        ((cast.people["lin"].pk, WORDS, one, START), "E-instruction-leader"),
    ]
    with acting(cast.lin):
        for (leader, words, handings, moment), code in wrong:
            with pytest.raises(Refused) as refused:
                actions.record_instruction(city, leader, words, handings, said_at=moment, by=cast.lin, at=START)
            assert refused.value.code == code


def sealed_case(cast):
    """A sealed case of Green School that only Gu and Lu read, besides who opened it."""
    errand.register()
    readers = [cast.people[name].pk for name in ("gu", "lu")]
    with acting(cast.lin):
        return cases.open_case("errand", cast.units["green"], title="密", by=cast.lin, at=START, sealed=True, readers=readers)


def test_on_a_sealed_case_only_its_readers_speak_do_and_learn_of_it(cast):
    case = sealed_case(cast)
    lu, chen = cast.people["lu"].pk, cast.people["chen"].pk
    for person, code in ((None, "E-instruction-sealed"), (chen, "E-instruction-readers")):
        with pytest.raises(Refused) as refused:
            said(cast, case=case, handings=[actions.Handing(cast.units["green"], "核实", START + DAY, person)])
        assert refused.value.code == code
    row = said(cast, case=case, handings=[actions.Handing(cast.units["green"], "核实", START + DAY, lu)])
    (order,) = orders_of([row])[row.pk]
    for who, sees in (("lu", True), ("gu", True), ("chen", False), ("zhao", False), ("liang", False)):
        with acting(cast.actor(who)):
            found = (Instruction.objects.exists(), Order.objects.exists(), Case.objects.filter(pk=order.pk).exists())
            assert found == (sees,) * 3, who
            assert bool(said_on(case_id=case.pk)) is sees


def test_the_pages_show_the_words_and_keep_what_was_typed(signed_in, cast):
    notice = sent(cast, proof="declared", rule="each")
    lin = signed_in("lin")
    page = lin.get(f"/instructions/new/?notice={notice.pk}").content.decode()
    assert "Lin · 云汀市教育局 安全处干部" in page and notice.title in page
    asked = {"task-0": "摸清情况", "to-0": "不知道谁", "due-0": "2026-12-20T17:00"}
    typed = {"notice": notice.pk, "leader": cast.people["gu"].pk, "words": WORDS, **asked}
    wrong = lin.post("/instructions/new/", typed)
    assert wrong.status_code == 409 and WORDS in wrong.content.decode() and "E-instruction-to" in wrong.content.decode()
    done = lin.post("/instructions/new/", typed | {"to-0": "青禾中学"})
    assert done.status_code == 302
    for url in (done.url, "/instructions/", f"/notices/{notice.pk}/", f"/cases/{Order.objects.get().pk}/"):
        assert WORDS in signed_in("gu").get(url).content.decode(), url
    assert signed_in("feng").get(done.url).status_code == 404
    (told,) = lin.get("/api/instructions").json()
    assert told["words"] == WORDS and told["tasks"][0]["task"] == "摸清情况"


def more(cast, row, by="lin", at=START + DAY, handings=None, **options):
    """Further tasks of an instruction, by default one for Hill School."""
    actor = cast.actor(by, at)
    with acting(actor):
        handings = handings or [actions.Handing(cast.units["hill"], "也查一遍楼梯", at + 2 * DAY)]
        return actions.hand_out(row.pk, handings, by=actor, at=at, **options)


def test_further_tasks_are_handed_out_later_with_a_limit_of_their_own_and_the_leader_is_told(cast):
    row = said(cast)
    nonce = uuid4()
    (case,) = more(cast, row, nonce=nonce)
    assert [c.pk for c in more(cast, row, nonce=nonce)] == [case.pk]  # the same form twice
    assert Order.objects.filter(instruction=row).count() == 3 and case.due_at == START + 3 * DAY
    assert Order.objects.get(pk=case.pk).instruction.words == WORDS
    told = Message.objects.get(kind="instructions.added")
    assert (told.person_id, told.facts["by"], told.facts["title"]) == (cast.people["gu"].pk, "Lin", "也查一遍楼梯")
    (entry,) = unit_trail(cast.units["city"].pk, ["instruction.hand_out"])
    assert entry.actor == cast.people["lin"].pk and entry.at == START + DAY
    assert entry.payload["tasks"] == [{"case": case.pk, "due": case.due_at.isoformat(), "task": "也查一遍楼梯"}]
    with acting(cast.feng):
        cases.advance(case.pk, "report", by=cast.feng, at=START + 2 * DAY, given={"note": "查过了"})
    with acting(cast.gu):
        assert is_mine(Case.objects.get(pk=case.pk), cast.gu)
    more(cast, row, by="gu", at=START + 2 * DAY)
    assert Message.objects.filter(kind="instructions.added").count() == 1  # nobody is told of their own deed


def test_further_tasks_are_held_to_what_the_first_ones_are_and_to_a_number(cast):
    row = said(cast)
    one = actions.Handing(cast.units["hill"], "查", START + 3 * DAY)
    wrong = [
        ([], "E-instruction-none"),
        ([actions.Handing(cast.units["hill"], " ", START + 3 * DAY)], "E-instruction-task"),
        ([actions.Handing(cast.units["hill"], "查", START + HOUR)], "E-instruction-due"),
        ([actions.Handing(cast.units["town"], "查", START + 3 * DAY)], "E-instruction-unit"),
        ([actions.Handing(cast.units["hill"], "查", START + 3 * DAY, cast.people["chen"].pk)], "E-instruction-person"),
        ([one] * (actions.MOST - 1), "E-instruction-many"),
    ]
    with acting(cast.lin):
        for handings, code in wrong:
            with pytest.raises(Refused) as refused:
                actions.hand_out(row.pk, handings, by=cast.lin, at=START + DAY)
            assert refused.value.code == code
    for name in ("zhao", "chen"):
        with pytest.raises(NotYours):
            more(cast, row, by=name)
    assert len(more(cast, row, handings=[one] * (actions.MOST - 2))) == actions.MOST - 2
    first = Order.objects.filter(instruction=row).earliest("pk")
    with acting(cast.gu):
        cases.advance(first.pk, "drop", by=cast.gu, at=START + DAY, given={"note": "不用了"})
    assert len(more(cast, row, handings=[one])) == 1  # one that is closed makes room
    old = said(cast)
    people.end_grant(cast.grants["gu"], by=SYSTEM, at=START + DAY, ends=(START + 2 * DAY).date())
    with pytest.raises(Refused) as refused:  # who does not lead any more speaks no more
        more(cast, old, at=START + 5 * DAY)
    assert refused.value.code == "E-instruction-leader"


def test_further_tasks_on_a_sealed_case_stay_within_its_seal(cast):
    case = sealed_case(cast)
    lu, chen = cast.people["lu"].pk, cast.people["chen"].pk
    row = said(cast, case=case, handings=[actions.Handing(cast.units["green"], "核实", START + 3 * DAY, lu)])
    for person, code in ((None, "E-instruction-sealed"), (chen, "E-instruction-readers")):
        with pytest.raises(Refused) as refused:
            more(cast, row, handings=[actions.Handing(cast.units["green"], "再核实", START + 3 * DAY, person)])
        assert refused.value.code == code
    (made,) = more(cast, row, handings=[actions.Handing(cast.units["green"], "再核实", START + 3 * DAY, lu)])
    assert made.sealed and Message.objects.get(kind="instructions.added").facts["title"] == ""
    (entry,) = unit_trail(cast.units["city"].pk, ["instruction.hand_out"])
    assert "再核实" not in str(entry.payload)
    for who, sees in (("lu", True), ("gu", True), ("chen", False), ("zhao", False)):
        with acting(cast.actor(who)):
            assert Order.objects.filter(pk=made.pk).exists() is sees, who


def test_the_page_says_how_each_task_stands_and_takes_more(signed_in, cast):
    row = said(cast)
    lin, url = signed_in("lin"), f"/instructions/{row.pk}/"
    assert "再交办" in lin.get(url).content.decode() and "2 件，办结 0" in lin.get(url).content.decode()
    asked = {"task-0": "再报一次西汀区", "to-0": "没有这个单位", "due-0": "2026-12-20T17:00"}
    wrong = lin.post(f"{url}tasks/", asked)
    assert wrong.status_code == 409 and "再报一次西汀区" in wrong.content.decode() and "E-instruction-to" in wrong.content.decode()
    with travel(START + HOUR):
        assert lin.post(f"{url}tasks/", asked | {"to-0": "西汀区教育局", "nonce": str(uuid4())}).status_code == 302
    page = signed_in("gu").get(url).content.decode()
    assert "再报一次西汀区" in page and "Lin后来交办" in page and WORDS in page
    assert "再交办" not in signed_in("chen").get(url).content.decode()
    assert signed_in("chen").post(f"{url}tasks/", asked).status_code in (403, 409)


def test_the_api_writes_one_down_hands_out_more_and_tells_how_each_stands(signed_in, cast):
    lin, city, green = signed_in("lin"), cast.units["city"].pk, cast.units["green"].pk
    task = {"task": "摸清情况", "unit_id": green, "due_at": (START + 9 * DAY).isoformat()}
    body = {"unit_id": city, "leader_id": cast.people["gu"].pk, "words": WORDS, "said_at": START.isoformat(), "tasks": [task],
            "nonce": str(uuid4())}  # fmt: skip

    def post(who, url, data):
        return signed_in(who).post(url, data, content_type="application/json")

    made = post("lin", "/api/instructions", body).json()
    assert made["words"] == WORDS and made["on_behalf"] and [t["task"] for t in made["tasks"]] == ["摸清情况"]
    assert post("lin", "/api/instructions", body).json()["id"] == made["id"]
    url = f"/api/instructions/{made['id']}"
    named = task | {"task": "汇总", "unit_id": city, "person_id": cast.people["lin"].pk}
    whole = post("lin", f"{url}/tasks", {"tasks": [named]}).json()
    assert [t["task"] for t in whole["tasks"]] == ["摸清情况", "汇总"]
    assert whole["tasks"][1]["owner_id"] == whole["tasks"][1]["given_by"] == cast.people["lin"].pk
    assert lin.get(url).json()["tasks"] == whole["tasks"]
    assert post("zhao", f"{url}/tasks", {"tasks": [task]}).status_code in (403, 404)
    assert post("lin", f"{url}/tasks", {"tasks": []}).json()["code"] == "E-instruction-none"
    assert signed_in("feng").get(url).status_code == 404
