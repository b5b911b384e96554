"""A NUL in what is sent gives a clear 400, wherever it stands; nothing is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.kernel import clock
from anlan.registers.org.models import Unit
from tests.cast import START, Cast
from tests.conftest import BACKEND


@pytest.fixture
def client(cast: Cast, settings: Any) -> Any:
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    client = Client()
    client.force_login(cast.people["zhao"], backend=BACKEND)
    with clock.travel(START):
        yield client


@pytest.mark.parametrize(
    "url", ["/units/?q=%00", "/units/?%00=1", "/units/%00/", "/search/?q=a%00b", "/people/?q=%00", "/api/search?q=%00"]
)
def test_a_nul_in_an_address_is_refused(client: Client, url: str) -> None:
    assert client.get(url).status_code == 400


def test_a_nul_in_a_form_is_refused_with_a_sentence_and_nothing_is_written(client: Client, cast: Cast) -> None:
    url = f"/units/new/?parent={cast.units['east'].pk}&kind=school"
    for sent in ({"name": "a\0b", "nature": "public"}, {"name": "ab", "nature": "public", "x\0": "1"}):
        answer = client.post(url, sent)
        assert answer.status_code == 400 and "E-400" in answer.content.decode()
        file = SimpleUploadedFile("x.xlsx", b"\0\0")
        assert client.post("/units/import/", {**sent, "file": file}).status_code == 400
    assert not Unit.objects.filter(name__startswith="a").exists()


def test_a_file_may_hold_what_it_likes(client: Client) -> None:
    answer = client.post("/units/import/", {"file": SimpleUploadedFile("x.xlsx", b"PK\0\0\0")})
    assert answer.status_code in (400, 409, 422) and "E-400" not in answer.content.decode()


@pytest.mark.parametrize("body", ['{"text": "a\\u0000b"}', '{"text": "\\\\\\u0000"}', '{"text": "a\0b"}'])
def test_a_nul_in_json_is_refused_as_json(client: Client, body: str) -> None:
    answer = client.post("/api/cases/1/notes", body, content_type="application/json")
    assert answer.status_code == 400 and json.loads(answer.content)["code"] == "E-400"


def test_a_backslash_before_u0000_is_plain_text(client: Client) -> None:
    answer = client.post("/api/cases/1/notes", '{"text": "\\\\u0000"}', content_type="application/json")
    assert answer.status_code == 404


def test_before_signing_in_it_is_refused_as_well(cast: Cast) -> None:
    assert Client().post("/account/login/", {"login": "a\0", "password": "b"}).status_code == 400
