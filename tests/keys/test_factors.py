"""Second factors: set up, asked for at signing in, lost and taken away; a real passkey is tried in tests/browser."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.outbox.models import Message
from anlan.registers.keys import actions
from anlan.registers.people import actions as people
from tests.cast import LONG_AGO, START

pytestmark = pytest.mark.django_db
PASSWORD = "Qing-He-2026"


def code(secret, *, later=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


@pytest.fixture
def xin(cast):
    person = people.enrol(cast.units["green"], username="xin", name="新来", password=PASSWORD, must_change=False, by=SYSTEM, at=LONG_AGO)
    people.give(person, cast.posts["liang"], by=SYSTEM, at=LONG_AGO)
    cast.people["xin"] = person
    return person


def signed_in():
    client = Client()
    client.post("/account/login/", {"login": "xin", "password": PASSWORD})
    return client


def with_totp(client):
    """The client's person sets up an authenticator. -> its secret, the recovery codes."""
    assert client.get("/account/factors/totp/add/").url.startswith("/account/reauthenticate/")  # it is asked once more who it is
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/factors/totp/add/")
    secret = re.search(r'<code class="pw">(\w+)</code>', page.content.decode())[1]
    assert client.post("/account/factors/totp/add/", {"code": "000000"}).status_code == 200
    done = client.post("/account/factors/totp/add/", {"code": code(secret, later=-1)})
    assert done.status_code == 302 and done.url == "/account/factors/codes/", done.content.decode()
    codes = re.findall(r"<code>(\d{8})</code>", client.get(done.url).content.decode())
    assert len(codes) == 10 and not re.search(r"<code>\d{8}", client.get(done.url).content.decode())  # shown once
    return secret, codes


def test_an_authenticator_is_set_up_asked_for_and_a_code_opens_once(xin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        secret, codes = with_totp(signed_in())
    kept = Authenticator.objects.get(type="totp")
    assert secret not in str(kept.data)  # enciphered
    assert Message.objects.filter(kind="keys.changed", person_id=xin.pk).exists()  # and the person is told
    right = code(secret)
    for text, comes_in in ((right, True), (right, False), (codes[0], True), (codes[0], False)):
        client = signed_in()
        assert client.get("/inbox/").status_code == 302  # the password alone does not do
        assert client.get("/account/login/factor/").status_code == 200
        client.post("/account/login/factor/", {"code": text})
        assert (client.get("/inbox/").status_code == 200) is comes_in, text


def test_codes_are_tried_five_times_and_no_more(xin):
    secret, _codes = with_totp(signed_in())
    client = signed_in()
    for _n in range(5):
        client.post("/account/login/factor/", {"code": "000000"})
    answer = client.post("/account/login/factor/", {"code": code(secret)})
    assert "试得太勤" in answer.content.decode() and client.get("/inbox/").status_code == 302


def test_who_keeps_the_account_takes_lost_factors_away_and_the_person_is_told(xin, cast, signed_in_as):
    with_totp(signed_in())
    assert signed_in_as("feng").post(f"/people/{xin.pk}/factors/").status_code == 404  # another school's
    assert signed_in_as("su").post(f"/people/{xin.pk}/factors/").status_code == 404  # keeps nobody
    assert Authenticator.objects.filter(user=xin).count() == 2
    assert "收回登录方式" in signed_in_as("chen").get(f"/people/{xin.pk}/").content.decode()
    assert signed_in_as("chen").post(f"/people/{xin.pk}/factors/").status_code == 302
    assert not Authenticator.objects.filter(user=xin).exists()
    told = Message.objects.filter(kind="keys.changed", person_id=xin.pk).order_by("-id").first()
    assert told.facts["by"] == "Chen"
    client = signed_in()
    assert client.get("/inbox/").status_code == 200


def test_nobody_elses_factors_exist_while_somebody_acts(xin, cast):
    with_totp(signed_in())
    with acting(cast.chen):
        assert not Authenticator.objects.exists()
    with acting(cast.xin):
        assert Authenticator.objects.count() == 2
    for who, of in ((cast.feng, "xin"), (cast.xin, "xin"), (cast.chen, "zhao")):
        with pytest.raises((InternalError, ProgrammingError)), acting(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select keys_drop_factors(%s)", [cast.people[of].pk])


def test_a_role_of_which_a_second_factor_is_asked_sets_one_up_first(xin, settings):
    settings.ANLAN_SECOND_FACTOR_ROLES = ["logistics"]
    client = signed_in()
    assert client.get("/inbox/").url == "/me/keys/"
    assert client.get("/api/me").json()["code"] == "E-factor-due"
    page = client.get("/me/keys/").content.decode()
    assert "你的岗位要有第二种登录方式" in page
    with_totp(client)
    assert client.get("/inbox/").status_code == 200


def test_while_a_password_is_due_no_factor_can_be_added(xin):
    client = signed_in()
    type(xin).objects.filter(pk=xin.pk).update(must_change_password=True)
    assert client.get("/account/factors/totp/add/").url == "/account/password/"


@pytest.fixture
def signed_in_as(cast):
    def sign_in(name):
        client = Client()
        client.force_login(cast.people[name], backend="anlan.registers.people.sign_in.NumberOrName")
        return client

    from anlan.kernel import clock

    with clock.travel(START):
        yield sign_in


def test_the_software_resets_nobody(cast):
    with pytest.raises(Exception, match="E-person-self"):
        actions.reset_factors(cast.people["chen"], by=cast.chen, at=START)
