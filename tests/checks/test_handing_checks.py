"""An office's check on the spot in the hands of an inspector by name: handed on, taken back, lost, never of one's own school."""

from __future__ import annotations

import json
from datetime import date

import pytest

from anlan.kernel import engine
from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.clock import travel
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.ledger.queries import trail
from anlan.kernel.outbox.models import Message
from anlan.registers.people import actions as people
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.cases.queries import is_mine
from anlan.work.checks import actions, sweep
from anlan.work.checks.models import Check, Round
from anlan.work.checks.queries.todo import given_to, open_checks
from tests.cast import LONG_AGO
from tests.checks.making import DAY, DUE, HOUR, all_pass, answer, check, sent, who

AT = DUE + HOUR


def hired(cast, name, *, unit="east", role="inspector", reach="unit"):
    """One more person with a post."""
    person = people.enrol(
        cast.units[unit], username=name, name=name.title(), password=None, mobile=f"1980000{len(cast.people):04d}",
        email=f"{name}@example.com", must_change=False, by=SYSTEM, at=LONG_AGO,
    )  # fmt: skip
    cast.people[name] = person
    post = people.open_post(cast.units[unit], role=role, title="督查员", by=SYSTEM, at=LONG_AGO)
    cast.grants[name] = people.give(person, post, reach=reach, starts=date(2026, 9, 1), by=SYSTEM, at=LONG_AGO)
    return person


@pytest.fixture
def drawn(cast):
    """The east district has to look at all of its three schools; Ding and Bai are its inspectors."""
    for name in ("ding", "bai"):
        hired(cast, name)
    round_ = sent(cast, recheck_share=100, sample_share=0)
    sweep.draw(DUE)
    return round_


def give(round_, cast, units, to, by="zhao", at=AT, companion=None):
    ids = [check(round_, cast, unit, "recheck").pk for unit in units]
    with acting(cast.actor(by, at)):
        return actions.hand(
            round_.pk, ids, to_person=cast.people[to].pk, companion=companion and cast.people[companion].pk, **who(cast, by, at)
        )


def test_drawn_schools_are_handed_to_an_inspector_who_is_told_once_and_alone_makes_them(cast, drawn):
    give(drawn, cast, ["green", "hill"], "ding", companion="bai")
    given = {m.person_id: m for m in Message.objects.filter(kind="checks.given")}
    assert set(given) == {cast.people["ding"].pk, cast.people["bai"].pk}
    told = given[cast.people["ding"].pk]
    assert told.facts["n"] == 2 and "青禾中学" in told.facts["names"]
    assert not Message.objects.filter(kind="case.turn", person_id=cast.people["ding"].pk).exists()
    green = check(drawn, cast, "green", "recheck")
    for name in ("ding", "bai", "zhao"):
        actor = cast.actor(name, AT)
        with acting(actor):
            todo = open_checks(actor)
            assert len(todo) == 3  # the office sees all of it
            assert len(given_to(actor, todo)) == (0 if name == "zhao" else 2)
            assert is_mine(Case.objects.get(pk=green.pk), actor) is (name == "ding")
    with pytest.raises(NotYours) as refused:
        answer(green, cast, "zhao", "i1", "pass", at=AT)
    assert refused.value.code == "E-check-given" and "Ding" in str(refused.value)
    assert answer(green, cast, "bai", "i1", "pass", at=AT).verdict == "pass"  # who goes along answers too
    done = all_pass(green, cast, "ding", at=AT + HOUR)
    assert done.signed["name"] == "Ding" and done.signed["with"] == "Bai" and done.handed_by_id == cast.people["ding"].pk
    assert [e.verb for e in trail(green.pk) if e.verb in ("case.assign", "check.companion")] == ["check.companion", "case.assign"]
    assert all_pass(check(drawn, cast, "tiny", "recheck"), cast, "zhao", at=AT).state == "handed"  # what nobody has is everybody's


def test_it_is_handed_on_by_who_has_it_and_taken_back_by_the_office(cast, drawn):
    give(drawn, cast, ["green"], "ding")
    with pytest.raises(NotYours):  # not from above
        give(drawn, cast, ["hill"], "ding", by="lin")
    with pytest.raises(Round.DoesNotExist):  # nor from beside
        give(drawn, cast, ["hill"], "ding", by="wu")
    give(drawn, cast, ["green"], "bai", by="ding", at=AT + HOUR)
    green = check(drawn, cast, "green", "recheck")
    assert green.case.owner_id == cast.people["bai"].pk
    with acting(cast.zhao):
        actions.take_back(drawn.pk, [green.pk], **who(cast, "zhao", AT + 2 * HOUR))
    taken = Message.objects.filter(kind="checks.taken").values_list("person_id", flat=True)
    assert list(taken) == [cast.people["bai"].pk]
    green = check(drawn, cast, "green", "recheck")
    assert green.case.owner_id is None and green.case.turn_unit_id == cast.units["east"].pk
    assert answer(green, cast, "ding", "i1", "pass", at=AT + 3 * HOUR).verdict == "pass"
    give(drawn, cast, ["green"], "ding", at=AT + 4 * HOUR)
    before = Message.objects.filter(kind="case.turn", case_id=green.pk).count()
    with acting(cast.actor("ding", AT)):  # given back by who has it: the office hears of it
        actions.take_back(drawn.pk, [green.pk], **who(cast, "ding", AT + 5 * HOUR))
    assert Message.objects.filter(kind="case.turn", case_id=green.pk).count() == before + 1


def test_an_inspector_who_sees_only_what_names_them_makes_the_check_that_was_handed_to_them(cast, drawn):
    hired(cast, "ou", reach="own")
    ou = cast.actor("ou", AT)
    with acting(ou):
        assert open_checks(ou) == []
    give(drawn, cast, ["green"], "ou")
    with acting(ou):
        (one,) = open_checks(ou)
        assert given_to(ou, [one]) == {one.pk}
    done = all_pass(one, cast, "ou", at=AT + HOUR, fails={"i2": "三楼灭火器过期"})
    assert (done.state, done.failed) == ("handed", 1)


def test_nobody_checks_the_school_where_they_hold_a_post_and_no_school_chooses_who_looks_at_it(cast, drawn):
    hired(cast, "fan")
    post = people.open_post(cast.units["hill"], role="staff", title="兼职教研员", by=SYSTEM, at=LONG_AGO)
    people.give(cast.people["fan"], post, reach="own", starts=date(2026, 9, 1), by=SYSTEM, at=LONG_AGO)
    for names in ({"to": "fan"}, {"to": "ding", "companion": "fan"}):
        with pytest.raises(Refused) as refused:
            give(drawn, cast, ["green", "hill"], **names)
        assert refused.value.code == "E-check-conflict" and "白鹭小学" in str(refused.value)
    assert not Message.objects.filter(kind="checks.given").exists()  # all or none
    hill = check(drawn, cast, "hill", "recheck")
    with pytest.raises(NotYours) as own:
        answer(hill, cast, "fan", "i1", "pass", at=AT)
    assert own.value.code == "E-check-conflict"
    assert give(drawn, cast, ["green"], "fan")
    for to, code in (("chen", "E-check-inspector"), ("wu", "E-check-inspector")):
        with pytest.raises(Refused) as refused:
            give(drawn, cast, ["tiny"], to)
        assert refused.value.code == code
    with pytest.raises(Refused) as twice:
        give(drawn, cast, ["tiny"], "ding", companion="ding")
    assert twice.value.code == "E-check-companion"
    with acting(cast.actor("feng", AT)), pytest.raises(NotYours):
        cases.assign(hill.pk, to_person=cast.people["feng"].pk, **who(cast, "feng", AT))
    with acting(cast.actor("zhao", AT)):  # the page of the case hands on to the same people
        with pytest.raises(Refused):
            cases.assign(hill.pk, to_person=cast.people["fan"].pk, **who(cast, "zhao", AT))
        assert cases.assign(hill.pk, to_person=cast.people["ding"].pk, **who(cast, "zhao", AT)).owner_id == cast.people["ding"].pk


def test_an_inspector_who_lost_the_post_gives_it_back_to_the_office(cast, drawn):
    give(drawn, cast, ["green", "hill"], "ding", companion="bai")
    assert sweep.give_back(AT + HOUR) == 0
    for name in ("ding", "bai"):
        people.end_grant(cast.grants[name], by=SYSTEM, at=AT, ends=AT.date())
    engine.confirm(AT + 2 * DAY)
    engine.tick(AT + 2 * DAY)
    for unit in ("green", "hill"):
        one = check(drawn, cast, unit, "recheck")
        assert (one.case.owner_id, one.companion_id, one.case.turn_unit_id) == (None, None, cast.units["east"].pk)
        assert trail(one.pk)[1].verb == "case.give_back"
    assert sweep.give_back(AT + 3 * DAY) == 0


def test_what_was_handed_stands_first_and_the_page_of_draws_hands_out(cast, drawn, signed_in):
    green, hill = (check(drawn, cast, unit, "recheck") for unit in ("green", "hill"))
    url = f"/checks/rounds/{drawn.pk}/"
    with travel(AT):
        zhao = signed_in("zhao")
        page = zhao.get(f"{url}draws/").content.decode()
        assert "还没交给谁" in page and "Ding" in page and f'value="{green.pk}"' in page
        ding = cast.people["ding"].pk
        empty = zhao.post(f"{url}hand/", {"person": ding})
        assert empty.status_code == 409 and "先勾上" in empty.content.decode()
        form = {"check": [green.pk, hill.pk], "person": ding, "companion": "", "do": "hand"}
        assert zhao.post(f"{url}hand/", form).status_code == 302
        assert "交给Ding" in zhao.get(f"{url}draws/").content.decode()
        mine = signed_in("ding").get("/checks/").content.decode()
        assert mine.index("交给我的") < mine.index("青禾中学") < mine.index("本科室要查的") < mine.index("芦汀幼儿园")
        assert "交给Ding查" in zhao.get(f"/checks/do/{green.pk}/").content.decode()
        back = zhao.post(f"{url}hand/", {"check": [green.pk], "do": "back", "from": "check"})
        assert back["Location"] == f"/checks/do/{green.pk}/" and Case.objects.get(pk=green.pk).owner_id is None
        assert signed_in("chen").post(f"{url}hand/", form).status_code == 404
        assert signed_in("lin").post(f"{url}hand/", form).status_code == 403


def test_the_api_hands_checks_out_and_takes_them_back(cast, drawn, signed_in):
    green = check(drawn, cast, "green", "recheck")
    url = f"/api/checks/rounds/{drawn.pk}"

    def post(name, what, **data):
        return signed_in(name).post(f"{url}/{what}", json.dumps(data), content_type="application/json")

    with travel(AT):
        ding, bai = cast.people["ding"].pk, cast.people["bai"].pk
        (row,) = post("zhao", "hand", checks=[green.pk], person_id=ding, companion_id=bai).json()
        assert (row["inspector_id"], row["companion_id"]) == (ding, bai)
        assert [c["case_id"] for c in signed_in("ding").get("/api/checks").json() if c["inspector_id"] == ding] == [green.pk]
        assert post("zhao", "hand", checks=[], person_id=ding).json()["code"] == "E-check-none"
        (row,) = post("zhao", "take-back", checks=[green.pk]).json()
        assert (row["inspector_id"], row["companion_id"]) == (None, None)
    assert Check.objects.get(pk=green.pk).companion_id is None
