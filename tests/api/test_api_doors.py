"""The API: every path asks who you are, and gives the same as the pages."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

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
