"""Accounts, posts and grants: who opens and gives what, passwords shown once, private numbers looked at on the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.ledger import queries as ledger
from anlan.registers.people import actions, queries, rules
from anlan.registers.people.models import Contact, Grant, Person
from anlan.registers.people.queries import actor_for
from anlan.registers.people.sign_in import NumberOrName
from tests.cast import START, Cast

DAY = timedelta(days=1)
TODAY = START.date()


def test_a_first_password_has_its_classes_and_is_replaced_by_a_strong_hash_at_sign_in(cast: Cast) -> None:
    words = {actions.first_password() for _n in range(50)}
    assert len(words) == 50 and all(rules.password_classes(w) >= rules.PASSWORD_CLASSES and len(w) >= rules.PASSWORD_MIN for w in words)
    word = actions.first_password()
    with acting(cast.chen):
        row = actions.enrol(cast.units["green"], username="G001", name="方圆", password=word, mobile="13900001111", by=cast.chen, at=START)
    assert row.must_change_password and row.password.startswith("first_sha256$")
    assert NumberOrName().authenticate(None, username="g001", password=str(word)) == row
    assert Person.objects.get(pk=row.pk).password.startswith("argon2$")
    assert NumberOrName().authenticate(None, username="13900001111", password=str(word)) == row


def test_a_taken_user_name_or_number_is_said_beside_its_field(cast: Cast) -> None:
    with acting(cast.chen), pytest.raises(Refused) as taken:
        actions.enrol(cast.units["green"], username="lu", name="另一个", by=cast.chen, at=START)
    assert "username" in taken.value.fields
    with acting(cast.chen), pytest.raises(Refused) as taken:
        actions.enrol(cast.units["green"], username="new", name="另一个", mobile="19900000000", by=cast.chen, at=START)
    assert "mobile" in taken.value.fields


@pytest.mark.parametrize("who", ["su", "liang", "feng", "wu", "xu"])
def test_nobody_without_the_office_opens_accounts_or_gives_posts(cast: Cast, who: str) -> None:
    by = cast.actor(who)
    with acting(by):
        for work in (
            lambda: actions.enrol(cast.units["green"], username="x", name="X", by=by, at=START),
            lambda: actions.open_post(cast.units["green"], role="guard", title="门卫", by=by, at=START),
            lambda: actions.give(cast.people["su"], cast.posts["lu"], by=by, at=START),
            lambda: actions.end_grant(cast.grants["lu"], by=by, at=START),
            lambda: actions.reset_password(cast.people["su"], password="x", by=by, at=START),
        ):
            with pytest.raises((NotYours, Contact.DoesNotExist)):
                work()


def test_nobody_grants_beyond_their_own_scope_or_to_themselves(cast: Cast) -> None:
    with acting(cast.chen), pytest.raises(NotYours):
        actions.give(cast.people["su"], cast.posts["zhao"], by=cast.chen, at=START)
    with acting(cast.zhao), pytest.raises(NotYours):
        actions.give(cast.people["wu"], cast.posts["xie"], by=cast.zhao, at=START)
    with acting(cast.chen), pytest.raises(NotYours, match="E-grant-self"):
        actions.give(cast.people["chen"], cast.posts["lu"], by=cast.chen, at=START)
    with acting(cast.admin), pytest.raises(NotYours, match="E-grant-self"):
        actions.give(cast.people["admin"], cast.posts["lin"], by=cast.admin, at=START)


def test_a_school_cannot_take_over_the_account_of_somebody_who_also_holds_a_post_above(cast: Cast) -> None:
    with acting(cast.zhao):
        post = actions.open_post(cast.units["east"], role="inspector", title="责任督学", by=cast.zhao, at=START)
        actions.give(cast.people["lu"], post, by=cast.zhao, at=START)
    for work in (
        lambda by: actions.reset_password(cast.people["lu"], password="x", by=by, at=START),
        lambda by: actions.leave(cast.people["lu"], why="调走", by=by, at=START),
    ):
        with acting(cast.chen), pytest.raises(NotYours, match="E-person-higher"):
            work(cast.chen)
    with acting(cast.zhao):
        actions.reset_password(cast.people["lu"], password=actions.first_password(), by=cast.zhao, at=START)


def test_a_disabled_account_is_out_at_once_and_comes_back_with_its_posts(cast: Cast) -> None:
    liang = cast.people["liang"]
    with acting(cast.lu):
        actions.leave(liang, why="长期病假", by=cast.lu, at=START)
    liang.refresh_from_db()
    assert not liang.is_active and not actor_for(liang, START).grants
    assert not queries.holders_at(cast.units["green"].unit_path, ["logistics"], START)
    with acting(cast.lu):
        actions.come_back(liang, by=cast.lu, at=START)
    assert actor_for(liang, START).roles == {"logistics"}
    with acting(cast.lu), pytest.raises(Refused, match="E-person-self"):
        actions.leave(cast.people["lu"], why="x", by=cast.lu, at=START)


def test_who_stands_in_does_so_from_a_day_to_a_day_and_then_no_more(cast: Cast) -> None:
    with acting(cast.lu):  # the holder's head
        grant = actions.stand_in(cast.grants["chen"], cast.people["liang"], starts=TODAY + DAY, ends=TODAY + 3 * DAY, by=cast.lu, at=START)
    assert grant.stands_in_id == cast.grants["chen"].pk and grant.reach == "unit"
    for days, there in ((0, False), (1, True), (3, True), (4, False)):
        assert ("safety" in actor_for(cast.people["liang"], START + days * DAY).roles) is there
    names = [h.person_id for h in queries.holders_at(cast.units["green"].unit_path, ["safety"], START + 2 * DAY)]
    assert set(names) == {cast.people["chen"].pk, cast.people["liang"].pk}


def test_a_holder_arranges_their_own_stand_in_within_the_house(cast: Cast) -> None:
    with acting(cast.liang):
        actions.stand_in(cast.grants["liang"], cast.people["chen"], starts=TODAY, ends=TODAY + DAY, by=cast.liang, at=START)
    with acting(cast.liang), pytest.raises(Refused, match="E-grant-colleague"):
        actions.stand_in(cast.grants["liang"], cast.people["feng"], starts=TODAY + 5 * DAY, ends=TODAY + 6 * DAY, by=cast.liang, at=START)
    with acting(cast.su), pytest.raises(NotYours):
        actions.stand_in(cast.grants["su"], cast.people["chen"], starts=TODAY, ends=TODAY + DAY, by=cast.su, at=START)


def test_several_posts_of_one_person_are_held_side_by_side(cast: Cast) -> None:
    with acting(cast.zhao):
        actions.give(cast.people["chen"], cast.posts["feng"], by=cast.zhao, at=START)
    chen = actor_for(cast.people["chen"], START)
    assert {g.unit_id for g in chen.grants} == {cast.units["green"].pk, cast.units["hill"].pk}
    with acting(cast.zhao), pytest.raises(Refused, match="E-grant-held"):
        actions.give(cast.people["chen"], cast.posts["feng"], by=cast.zhao, at=START)


def test_a_private_number_is_seen_by_few_and_each_look_stands_in_the_ledger(cast: Cast) -> None:
    with acting(cast.chen):
        found = actions.look_up_contact(cast.people["su"], why="联系工作", by=cast.chen, at=START)
        assert found.mobile.startswith("1990000")
    looks: list[Any] = ledger.unit_trail(cast.units["green"].pk, ["contact.show"])
    assert [(e.actor, e.payload) for e in looks] == [(cast.people["chen"].pk, {"person": cast.people["su"].pk, "why": "联系工作"})]
    with acting(cast.liang), pytest.raises(NotYours):
        actions.look_up_contact(cast.people["su"], why="联系工作", by=cast.liang, at=START)
    with acting(cast.feng), pytest.raises(Contact.DoesNotExist):
        actions.look_up_contact(cast.people["su"], why="联系工作", by=cast.feng, at=START)
    with acting(cast.chen), pytest.raises(Refused, match="E-contact-why"):
        actions.look_up_contact(cast.people["su"], why=" ", by=cast.chen, at=START)


def test_a_held_post_is_not_abolished_and_an_empty_one_is(cast: Cast) -> None:
    with acting(cast.lu):
        with pytest.raises(Refused, match="E-post-held"):
            actions.close_post(cast.posts["liang"], by=cast.lu, at=START)
        post = actions.open_post(cast.units["green"], role="guard", title="门卫", by=cast.lu, at=START)
        assert actions.close_post(post, by=cast.lu, at=START).closed_on


def test_people_in_scope_are_those_at_home_and_those_with_a_post_there(cast: Cast) -> None:
    with acting(cast.chen):
        assert set(queries.in_scope(cast.chen, START).values_list("username", flat=True)) == {"lu", "chen", "liang", "su"}
    with acting(cast.zhao):
        assert "wu" not in set(queries.in_scope(cast.zhao, START).values_list("username", flat=True))
        assert queries.in_scope(cast.zhao, START).filter(queries.found("LU")).exists()
    with acting(cast.feng), pytest.raises(Person.DoesNotExist):
        queries.person_in_scope(cast.feng, cast.people["chen"].pk, START)
    assert Grant.objects.filter(person=cast.people["chen"]).count() == 1
