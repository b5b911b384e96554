"""The API: every path asks who you are, and gives the same as the pages."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.work.cases import actions
from tests import errand
from tests.cast import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema():
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_every_path_without_credentials_is_refused(schema):
    client, seen = Client(), 0
    for path, operations in schema["paths"].items():
        for method in operations:
            url = re.sub(r"{[^}]*}", "1", path)
            answer = client.generic(method.upper(), url, "{}", content_type="application/json")
            assert answer.status_code == 401, (method, path, answer.status_code)
            assert answer.json() == {"code": "E-sign-in", "sentence": "先登录", "fields": {}}
            seen += 1
    assert seen >= 12


def signed_in(cast, name):
    client = Client()
    client.force_login(cast.people[name], backend="anlan.registers.people.sign_in.NumberOrName")
    return client


def test_a_step_through_the_api_is_the_same_step(cast, monkeypatch):
    errand.register()
    monkeypatch.setattr("anlan.kernel.clock.now", lambda: START)
    with acting(cast.chen):
        case = actions.open_case("errand", cast.units["green"], title="擦黑板", by=cast.chen, at=START)
    client = signed_in(cast, "chen")
    shown = client.get(f"/api/cases/{case.pk}").json()
    assert [s["verb"] for s in shown["steps"]] == ["finish"]
    url = f"/api/cases/{case.pk}/steps/finish"
    refused = client.post(url, {"given": {}}, content_type="application/json")
    assert refused.status_code == 409 and refused.json()["code"] == "E-step-needs" and "note" in refused.json()["fields"]
    done = client.post(url, {"given": {"note": "擦了"}}, content_type="application/json")
    assert done.json()["state"] == "done"
    assert [t["verb"] for t in client.get(f"/api/cases/{case.pk}/trail").json()] == ["finish", "case.open"]


def test_a_neighbour_gets_404_for_a_case_that_is_not_theirs(cast, monkeypatch):
    errand.register()
    monkeypatch.setattr("anlan.kernel.clock.now", lambda: START)
    with acting(cast.chen):
        case = actions.open_case("errand", cast.units["green"], title="擦黑板", by=cast.chen, at=START)
    client = signed_in(cast, "feng")
    assert client.get(f"/api/cases/{case.pk}").status_code == 404
    assert client.post(f"/api/cases/{case.pk}/notes", {"text": "x"}, content_type="application/json").status_code == 404


def test_writing_asks_for_the_csrf_token(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.people["chen"], backend="anlan.registers.people.sign_in.NumberOrName")
    assert client.post("/api/cases/1/notes", {"text": "x"}, content_type="application/json").status_code == 403


def is_a_refusal(answer, status, code):
    """JSON with a code and a sentence, never a page or the way to one."""
    assert answer.status_code == status and answer["Content-Type"].startswith("application/json") and "Location" not in answer
    body = answer.json()
    assert body["code"] == code and body["sentence"] and body["fields"] == {}


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_after_a_long_time_away_the_api_says_401_and_nothing_is_done(cast, monkeypatch, headers):
    client = signed_in(cast, "chen")
    assert client.get("/api/me").status_code == 200
    later = clock.wall() + timedelta(hours=3)
    monkeypatch.setattr(clock, "wall", lambda: later)
    is_a_refusal(client.post("/api/cases/1/notes", {"text": "x"}, content_type="application/json", **headers), 401, "E-idle")
    is_a_refusal(client.get("/api/me"), 401, "E-sign-in")  # the session is gone
    assert client.get("/inbox/").status_code == 302


@pytest.mark.parametrize("due", ["first", "aged"])
def test_while_a_password_is_due_the_api_says_403_and_pages_lead_to_changing_it(cast, due):
    chen = cast.people["chen"]
    chen.set_password("Qing-He-2026")
    chen.must_change_password, chen.password_changed_at = due == "first", clock.wall() - timedelta(days=4000 if due == "aged" else 0)
    chen.save()
    client = signed_in(cast, "chen")
    is_a_refusal(client.get("/api/me"), 403, "E-password-due")
    is_a_refusal(client.post("/api/cases/1/notes", {"text": "x"}, content_type="application/json"), 403, "E-password-due")
    assert "改密码" in client.get("/api/me").json()["sentence"]
    assert client.get("/inbox/").url == "/account/password/"


def test_the_api_refuses_in_the_language_of_the_client(cast):
    chen = cast.people["chen"]
    chen.must_change_password = True
    chen.save()
    answer = signed_in(cast, "chen").get("/api/me", headers={"accept-language": "en"}).json()
    assert answer["sentence"] == "Change your password first" and answer["advice"].startswith("Sign in on the pages")
