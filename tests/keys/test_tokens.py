"""Tokens: a program acts as the person, within the token's scopes and no further; one that is spent opens nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.registers.keys import actions, rules
from anlan.registers.keys.models import Token
from anlan.registers.people.models import Person
from anlan.shell import api as _mounted  # noqa: F401  the areas stand once the API is mounted
from anlan.work.cases import actions as cases
from tests import errand
from tests.cast import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    with clock.travel(START):
        yield START


def token(cast, name, *scopes, days=30):
    with acting(getattr(cast, name)):
        return actions.make_token(name="教务系统", scopes=scopes, days=days, by=getattr(cast, name), at=START)


def come(text, method="GET", url="/api/me", body=None, **more):
    client = Client(enforce_csrf_checks=True)
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return client.generic(method, url, headers={"authorization": f"Bearer {text}"}, **data, **more)


def operations():
    schema = Client().get("/api/openapi.json").json()
    for path, found in schema["paths"].items():
        for method, operation in found.items():
            yield method.upper(), re.sub(r"{[^}]*}", "1", path), operation["tags"][0]


def test_a_program_acts_as_the_person_and_the_ledger_says_by_which_token(cast, now):
    errand.register()
    with acting(cast.chen):
        case = cases.open_case("errand", cast.units["green"], title="擦黑板", by=cast.chen, at=START)
    row, text = token(cast, "chen", "cases:act")
    assert rules.PATTERN.fullmatch(text) and text not in json.dumps(list(Token.objects.values()), default=str)
    done = come(text, "POST", f"/api/cases/{case.pk}/steps/finish", {"given": {"note": "擦了"}})  # no CSRF token is asked for
    assert done.status_code == 200, done.content
    trail = come(text, url=f"/api/cases/{case.pk}/trail").json()
    assert trail[0]["payload"]["via"] == f"token {row.pk}" and trail[0]["who"] == "Chen"
    row.refresh_from_db()
    assert row.used_on == clock.local(START).date()


def test_nothing_is_opened_beyond_the_persons_own_scope(cast, now):
    errand.register()
    with acting(cast.chen):
        case = cases.open_case("errand", cast.units["green"], title="擦黑板", by=cast.chen, at=START)
    _row, text = token(cast, "feng", "cases:act")
    assert come(text, url=f"/api/cases/{case.pk}").status_code == 404


def test_every_path_is_refused_to_a_token_that_is_too_narrow_expired_revoked_or_none(cast, now):
    seen = set()
    narrow = {area: token(cast, "lin", *(f"{other}:act" for other in rules.AREAS if other != area))[1] for area in rules.AREAS}
    reader = token(cast, "lin", *(f"{area}:read" for area in rules.AREAS))[1]
    (old, expired), (gone, revoked) = token(cast, "lin", "cases:act"), token(cast, "lin", "cases:act")
    Token.objects.filter(pk=old.pk).update(ends_at=clock.wall() - timedelta(seconds=1))
    with acting(cast.lin):
        actions.revoke_token(gone, by=cast.lin, at=START)
    for method, url, area in operations():
        tried = [(expired, 401, "E-token-expired"), (revoked, 401, "E-token-revoked"), ("anlan_1_nonsense", 401, "E-token")]
        if url != "/api/me":
            tried.append((narrow[area], 403, "E-token-narrow"))
            tried += [(reader, 403, "E-token-narrow")] if method != "GET" else []
        for text, status, code in tried:
            answer = come(text, method, url, {})
            assert (answer.status_code, answer.json()["code"]) == (status, code), (method, url, answer.content)
        seen.add(area)
    assert seen == set(rules.AREAS) and len(seen) >= 6


def test_a_token_stops_with_its_person(cast, now, settings):
    chen = cast.people["chen"]
    text = token(cast, "chen", "cases:read")[1]
    assert come(text).status_code == 200
    Person.objects.filter(pk=chen.pk).update(must_change_password=True)
    assert come(text).json()["code"] == "E-password-due"
    Person.objects.filter(pk=chen.pk).update(must_change_password=False)
    for _n in range(5):
        Client().post("/account/login/", {"login": "chen", "password": "wrong"})
    assert come(text).json()["code"] == "E-token-locked"
    Person.objects.filter(pk=chen.pk).update(is_active=False)
    assert come(text).json()["code"] == "E-token-left"


def test_a_session_beside_a_wrong_token_does_not_help(signed_in):
    client = signed_in("chen")
    assert client.get("/api/me").status_code == 200
    assert client.get("/api/me", headers={"authorization": "Bearer anlan_1_nonsense"}).status_code == 401
    assert client.get("/inbox/", headers={"authorization": "Bearer anlan_1_nonsense"}).status_code == 200  # pages know no tokens


def test_a_token_that_asks_too_often_waits(cast, now, monkeypatch):
    monkeypatch.setattr(rules, "TOKEN_RATE", (3, 60))
    text = token(cast, "chen", "cases:read")[1]
    assert [come(text).status_code for _n in range(4)] == [200, 200, 200, 429]
    assert come(text)["Retry-After"].isdecimal()


def test_the_page_makes_a_token_shows_it_once_and_takes_it_back(signed_in):
    client = signed_in("chen")
    made = client.post("/me/keys/new/", {"name": "看板", "days": "90", "scopes": ["cases:read", "hazards:act"]})
    text = rules.PATTERN.search(made.content.decode())[0]
    page = client.get("/me/keys/").content.decode()
    assert "看板" in page and text not in page and f"…{text[-4:]}" in page
    assert come(text, url="/api/inbox").status_code == 200
    row = Token.objects.get()
    assert signed_in("feng").post(f"/me/keys/{row.pk}/revoke/").status_code == 404
    client.post(f"/me/keys/{row.pk}/revoke/")
    assert come(text).json()["code"] == "E-token-revoked"
    assert client.post("/me/keys/new/", {"name": "看板", "days": "90"}).status_code == 422
