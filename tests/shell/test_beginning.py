"""A real city begins with one command: its unit, one account, a password shown once; from there everything goes by the pages."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings

from anlan.kernel import checks, clock
from anlan.kernel.ledger import queries as ledger
from anlan.registers.org.models import Unit
from anlan.registers.people.models import Contact, Grant, Person
from anlan.registers.people.queries import actor_for
from tests.green_rows import connected_as
from tests.real_rows import owner_connection

CITY = {"city": "云汀市教育局", "short": "市局", "username": "Shen01", "person": "沈知远", "mobile": "19912345678"}
OWN = "Shen-Mima-77"


def begin(**more):
    out = io.StringIO()
    call_command("begin", stdout=out, **(CITY | more))
    return re.search(r"first password\s+(\S+)", out.getvalue())[1], out.getvalue()


@pytest.mark.django_db
def test_it_makes_the_city_and_one_person_who_may_open_the_rest():
    password, told = begin()
    city, person = Unit.objects.get(), Person.objects.get()
    assert (city.kind, city.unit_path, city.name, city.short) == ("city", "1.", "云汀市教育局", "市局")
    assert person.username == "shen01" and person.must_change_password and person.check_password(password)
    assert "shen01" in told and told.count(password) == 1
    assert Contact.objects.get().mobile == "19912345678"
    assert sorted(Grant.objects.values_list("post__role", "reach")) == [("admin", "own"), ("safety", "unit")]
    assert {e.verb for e in ledger.unit_trail(city.pk, ["unit.open", "person.enrol", "grant.give"])} == {
        "unit.open",
        "person.enrol",
        "grant.give",
    }
    assert all(e.actor == 0 for e in ledger.unit_trail(city.pk, ["unit.open", "person.enrol", "grant.give"]))
    assert not ledger.broken()


@pytest.mark.django_db
def test_a_second_beginning_is_refused_and_changes_nothing():
    begin()
    with pytest.raises(CommandError, match="a city is already there: 云汀市教育局"):
        begin(city="另一个市局", username="other")
    assert Unit.objects.count() == 1 and Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"username": "沈"}, "letters"),
        ({"mobile": "12"}, "11 digits"),
        ({"city": " "}, "单位名称"),
        ({"person": " "}, "姓名"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_half_made(wrong, words):
    with pytest.raises(CommandError, match=words):
        begin(**wrong)
    assert not Unit.objects.exists() and not Person.objects.exists()


@pytest.mark.django_db
def test_without_a_signing_key_of_ones_own_nothing_begins(settings):
    with override_settings(SECRET_KEY=settings.ANLAN_PUBLIC_KEY), pytest.raises(CommandError, match="ANLAN_SECRET_KEY"):
        begin()


@pytest.mark.django_db
def test_the_first_person_signs_in_changes_the_password_and_opens_a_unit_and_an_account():
    password, _told = begin()
    client = Client()
    assert client.post("/account/login/", {"login": "19912345678", "password": password}).status_code == 302
    assert client.get("/inbox/").url == "/account/password/"
    client.post("/account/password/", {"oldpassword": password, "password1": OWN, "password2": OWN})
    assert client.get("/inbox/").status_code == 200
    city = Unit.objects.get()
    assert client.post(f"/units/new/?parent={city.pk}&kind=district", {"name": "东汀区教育局", "nature": "public"}).status_code == 302
    east = Unit.objects.get(kind="district")
    account = {"username": "zhao", "name": "赵区长", "title": "安全科长", "role": "safety", "reach": "unit", "starts": "2026-09-01"}
    shown = client.post(f"/people/new/?unit={east.pk}", account)
    assert shown.status_code == 200 and "zhao" in shown.content.decode()
    zhao = Person.objects.get(username="zhao")
    assert actor_for(zhao, clock.now() + timedelta(days=400)).holds(east.unit_path, ["safety"])


# ── anlan check --deploy ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_owner_may_check_and_may_not_serve(real_rows):
    with connected_as("owner"):
        assert checks.the_logins_are_weak_enough(None) == []
        assert any("owns tables" in said for said in checks.excess_of_power())


@pytest.mark.parametrize("login", ["web", "worker"])
def test_the_logins_that_serve_are_weak_enough(real_rows, login):
    with connected_as(login):
        assert checks.excess_of_power() == [] and checks.the_logins_are_weak_enough(None) == []


def test_a_login_with_too_much_power_is_named_whoever_asks(real_rows):
    with owner_connection() as owner:
        owner.execute("grant create on schema public to anlan_web")
    with connected_as("web"):
        with connection.cursor() as cursor:
            cursor.execute("create table mine (id int)")
        assert checks.excess_of_power() == ["anlan_web owns tables"]
    for login in ("owner", "worker"):
        with connected_as(login):
            assert [str(error.msg) for error in checks.the_logins_are_weak_enough(None)] == ["anlan_web owns tables"]


def test_a_login_that_is_missing_is_named(real_rows):
    assert "no login anlan_nobody" in checks.excess_of_power("anlan_nobody")[0]


def test_the_key_of_the_source_fails_the_check(settings):
    assert checks.the_signing_key_is_ones_own(None) == []
    with override_settings(SECRET_KEY=settings.ANLAN_PUBLIC_KEY):
        assert checks.the_signing_key_is_ones_own(None)[0].id == "anlan.E004"
