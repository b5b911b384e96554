"""Accounts and sessions under the web's own login: what a query that slipped into a page could do to somebody else's sign-in."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anlan.kernel.actor import SYSTEM
from anlan.registers.people import actions as people
from anlan.registers.people.models import Contact, Person
from tests.cast import START
from tests.green_rows import connected_as

pytestmark = pytest.mark.xdist_group("intruders")
TAKE = "update people_person set password = 'taken' where id = %s returning id"
NEW = "insert into people_person (id, password, username, name, pinyin, is_active, must_change_password, language, email) values (%s, '!', %s, '假人', '', true, false, '', '')"  # fmt: skip  # noqa: E501

LIVE = "insert into people_contact (person_id, unit_id, unit_path, mobile, email) values (%s, %s, %s, '', '')"
MOVE = "update people_contact set unit_id = %s, unit_path = %s where person_id = %s returning 1"


def pk(green, who):
    return green.cast.people[who].pk


def refused(sql, statement, params):
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(statement, params)


# ── passwords ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_while_nobody_acts_no_account_is_written(green, sql):
    with transaction.atomic():
        assert sql("update people_person set password = 'taken', last_login = now() returning id") == []
        assert sql("delete from people_contact returning person_id") == []


@pytest.mark.parametrize("who", ["feng", "wu", "xu", "su", "liang"])
def test_nobody_sets_the_password_of_a_person_whose_home_they_do_not_keep(green, sql, inside, who):
    """A district's officer keeps its schools and, with the other bureaus, the outside bodies."""
    targets = [name for name in green.cast.people if name != who]
    kept = {"feng": {"hao"}, "wu": {"xie", "xu"}, "liang": {"lu", "chen", "su"}}.get(who, set())
    with inside(who):
        for name in targets:
            assert bool(sql(TAKE, [pk(green, name)])) == (name in kept), (who, name)


def test_ones_own_password_is_ones_own(green, sql, inside):
    for who in ("su", "xu", "feng"):
        with inside(who):
            assert sql(TAKE, [pk(green, who)]) == [(pk(green, who),)]
    assert Person.objects.get(pk=pk(green, "su")).password != "taken"  # the fixture has undone it


def test_whoever_keeps_the_home_resets_the_account_unless_it_also_holds_a_post_out_of_reach(green, sql, inside):
    with inside("chen"):
        assert sql(TAKE, [pk(green, "su")])
    with inside("zhao"):
        assert sql(TAKE, [pk(green, "su")]) and sql(TAKE, [pk(green, "hao")]) and not sql(TAKE, [pk(green, "xie")])


def test_an_account_with_a_post_above_is_not_taken_over_from_the_school(green, sql, inside):
    lu = green.cast.people["lu"]
    with connected_as("worker"):
        grant = people.give(lu, green.cast.posts["qian"], by=SYSTEM, at=START)
    try:
        with inside("chen"):
            refused(sql, TAKE, [lu.pk])
            for column, value in (("is_active", "false"), ("must_change_password", "true")):
                refused(sql, f"update people_person set {column} = {value} where id = %s", [lu.pk])
            assert sql("update people_person set name = 'Lu' where id = %s returning id", [lu.pk])
        with inside("zhao"):
            assert sql(TAKE, [lu.pk])
    finally:
        with connected_as("owner"):
            grant.delete()


@pytest.mark.parametrize(
    "change",
    ["username = 'boss'", "is_active = false", "mobile_digest = 'x'", "name = '局长'", "email = 'a@b.c'", "date_joined = now()",
     "id = id + 100000"],
)  # fmt: skip
def test_of_ones_own_account_only_what_is_ones_own_is_changed(green, sql, inside, change):
    with inside("su"):
        refused(sql, f"update people_person set {change} where id = %s", [pk(green, "su")])
        assert sql("update people_person set language = 'en', last_post_id = 1 where id = %s returning 1", [pk(green, "su")])


def test_nobody_renames_an_account_not_even_who_keeps_it(green, sql, inside):
    for who in ("chen", "zhao", "lin", "admin"):
        with inside(who):
            refused(sql, "update people_person set username = 'other' where id = %s", [pk(green, "su")])


def test_one_statement_over_all_accounts_reaches_only_those_that_are_kept(green, sql, inside):
    with inside("feng"):
        taken = {row[0] for row in sql("update people_person set password = 'taken' returning id")}
    assert taken == {pk(green, "feng"), pk(green, "hao")}


# ── new accounts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def home(green, unit):
    place = green.cast.units[unit]
    return LIVE, [place.pk, place.unit_path]


def test_an_account_without_a_home_within_reach_is_not_opened(green, sql, inside):
    for who in ("feng", "su", "xu", "lin"):
        with inside(who):
            refused(sql, NEW, [900_001, f"false-{who}"])


def test_an_account_is_not_opened_at_another_school(green, sql, inside):
    statement, where = home(green, "green")
    with inside("feng"):
        refused(sql, statement, [900_001, *where])
    statement, where = home(green, "hill")
    with inside("feng"):
        sql(statement, [900_001, *where])
        sql(NEW, [900_001, "false-feng"])
        sql("set constraints all immediate")
    with inside("su"):
        statement, where = home(green, "green")
        refused(sql, statement, [900_001, *where])


def test_the_home_of_somebody_elses_account_is_not_claimed(green, sql, inside):
    statement, where = home(green, "hill")
    with inside("feng"):
        refused(sql, statement, [pk(green, "chen"), *where])
        assert sql(MOVE, [*where, pk(green, "chen")]) == []
        assert not sql(TAKE, [pk(green, "chen")])


# ── signing in, as the web's own login ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def fresh(green):
    """An account of Green with a first password."""
    first = people.first_password()
    with connected_as("worker"):
        person = people.enrol(green.cast.units["green"], username="fresh-one", name="刚来", password=first, by=SYSTEM, at=START)
    yield person, str(first)
    with connected_as("owner"):
        Contact.objects.filter(person=person).delete()
        connection.cursor().execute("delete from usersessions_usersession where user_id = %s", [person.pk])
        person.delete()


def test_signing_in_strengthens_the_hash_and_notes_the_moment_and_the_password_is_then_ones_own(green, fresh):
    person, first = fresh
    client = Client()
    assert client.post("/account/login/", {"login": "fresh-one", "password": first}).status_code == 302
    person.refresh_from_db()
    assert person.password.startswith("argon2$") and person.last_login is not None and person.must_change_password
    chosen = {"oldpassword": first, "password1": "Xin-Mima-77", "password2": "Xin-Mima-77"}
    assert client.post("/account/password/", chosen).status_code == 302
    person.refresh_from_db()
    assert person.check_password("Xin-Mima-77") and not person.must_change_password


def test_a_changed_password_writes_nothing_else_of_the_account(green, fresh):
    person, first = fresh
    client = Client()
    client.post("/account/login/", {"login": "fresh-one", "password": first})
    with connected_as("worker"):
        Person.objects.filter(pk=person.pk).update(name="改过名")
    client.post("/account/password/", {"oldpassword": first, "password1": "Xin-Mima-77", "password2": "Xin-Mima-77"})
    person.refresh_from_db()
    assert person.name == "改过名"


def test_a_language_chosen_on_the_page_is_kept_with_the_account(green, fresh):
    person, first = fresh
    client = Client()
    client.post("/account/login/", {"login": "fresh-one", "password": first})
    client.cookies["django_language"] = "en"
    assert client.get("/account/password/").status_code == 200
    person.refresh_from_db()
    assert person.language == "en"


def test_a_new_first_password_from_who_keeps_the_account_opens_its_lock(green, fresh, signed_in):
    person, first = fresh
    for _n in range(5):
        Client().post("/account/login/", {"login": "fresh-one", "password": "wrong"})
    assert Client().post("/account/login/", {"login": "fresh-one", "password": first}).status_code == 429
    assert signed_in("chen").post(f"/people/{person.pk}/password/").status_code == 200
    assert Client().post("/account/login/", {"login": "fresh-one", "password": first}).status_code == 200  # wrong now, and no lock


# ── sessions ───────────────────────────────────────────────────────────────────────────────────────────────────────────

FRAME = (
    "django_session", "usersessions_usersession", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog", "account_emailaddress",
)  # fmt: skip


def test_while_somebody_acts_there_is_no_session_to_borrow_and_no_lock_to_lift(green, sql, inside, signed_in):
    client = signed_in("lin")
    assert client.get("/inbox/").status_code == 200
    Client().post("/account/login/", {"login": "lu", "password": "wrong"})
    assert Session.objects.count() and sql("select count(*) from usersessions_usersession") != [(0,)]
    assert sql("select count(*) from axes_accessattempt") != [(0,)]
    for who in ("su", "feng", "admin", "lin"):
        with inside(who):
            for table in FRAME:
                assert sql(f"select count(*) from {table}") == [(0,)], table
                assert sql(f"delete from {table} returning 1") == [], table
            assert sql("update django_session set expire_date = now() returning 1") == []
            refused(sql, "insert into django_session values ('mine', 'x', now() + interval '1 day')", None)
    assert client.get("/inbox/").status_code == 200
