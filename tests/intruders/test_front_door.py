"""The front door: forged forms, borrowed sessions, planted addresses, too much of everything."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from itertools import cycle

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image

from anlan.kernel import clock
from anlan.kernel.actor import SYSTEM
from anlan.registers.people import actions as people
from anlan.registers.people.models import Person
from tests.cast import START
from tests.green_rows import MARK, TAG, connected_as
from tests.routes import trials

pytestmark = pytest.mark.xdist_group("intruders")
PASSWORD = "Qing-He-2026"
EVIL = [
    "//evil.example/", "/\\evil.example/", "\\\\evil.example", "https://evil.example/", "http:evil.example", "javascript:alert(1)",
    "data:text/html,x", "/\t/evil.example", "\t//evil.example", "///evil.example", "/ok\r\nSet-Cookie: a=b", "https:///evil.example",
]  # fmt: skip


@pytest.fixture(scope="module")
def newcomer(green):
    """An account with a password, at Green."""
    with connected_as("worker"):
        person = people.enrol(
            green.cast.units["green"], username="xin", name="新来", password=PASSWORD, mobile="19900009999", must_change=False,
            by=SYSTEM, at=START,
        )  # fmt: skip
        people.give(person, green.cast.posts["su"], reach="own", by=SYSTEM, at=START - timedelta(days=30))
        people.enrol(green.cast.units["green"], username="gone", name="走了", password=PASSWORD, must_change=False, by=SYSTEM, at=START)
        first = people.first_password()
        people.enrol(green.cast.units["green"], username="fresh", name="刚来", password=first, by=SYSTEM, at=START)
        Person.objects.filter(username="gone").update(is_active=False)
    return person


def one_each(green):
    """One address of every route."""
    return list({trial.route: trial for trial in reversed(trials(green)[0])}.values())


def sign_in(client, name, password=PASSWORD, **more):
    return client.post("/account/login/", {"login": name, "password": password, **more})


# ── forged forms ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_form_is_taken_without_the_pages_own_token(green, signed_in):
    client = signed_in("chen", enforce_csrf_checks=True)
    for trial in one_each(green):
        answer = client.post(trial.url, {}, HTTP_ORIGIN="http://testserver")
        assert answer.status_code in (403, 404, 405), (trial.url, answer.status_code)
        if answer.status_code == 404:
            assert client.get(trial.url).status_code == 404, trial.url


def test_the_sentence_for_an_old_page_says_what_to_do(green, signed_in):
    answer = signed_in("chen", enforce_csrf_checks=True).post("/post/", {})
    assert answer.status_code == 403 and "刷新再试" in answer.content.decode()


def test_signing_somebody_in_from_another_site_is_refused(newcomer):
    assert sign_in(Client(enforce_csrf_checks=True), "xin").status_code == 403


# ── sessions ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_planted_session_is_not_the_one_that_signs_in(newcomer):
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.cookies[name] = "plantedplantedplantedplanted0123"
    assert sign_in(client, "xin").status_code == 302
    assert client.cookies[name].value != "plantedplantedplantedplanted0123"
    stranger = Client()
    stranger.cookies[name] = "plantedplantedplantedplanted0123"
    assert stranger.get("/inbox/").status_code == 302


def test_a_session_that_was_left_is_dead(newcomer):
    client, name = Client(), settings.SESSION_COOKIE_NAME
    sign_in(client, "xin")
    kept = client.cookies[name].value
    client.post("/account/logout/")
    thief = Client()
    thief.cookies[name] = kept
    assert thief.get("/inbox/").status_code == 302


def test_a_changed_password_ends_the_other_sessions(newcomer):
    here, there = Client(), Client()
    sign_in(here, "xin")
    sign_in(there, "xin")
    fresh = {"oldpassword": PASSWORD, "password1": "Xin-Mima-77", "password2": "Xin-Mima-77"}
    assert here.post("/account/password/", fresh).status_code == 302
    assert here.get("/inbox/").status_code == 200
    assert there.get("/inbox/").status_code == 302
    here.post("/account/password/", {"oldpassword": "Xin-Mima-77", "password1": PASSWORD, "password2": PASSWORD})


def test_cookies_are_kept_from_scripts_and_other_sites(newcomer):
    client = Client()
    client.get("/account/login/")
    sign_in(client, "xin")
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"] and client.cookies[name]["samesite"] == "Lax", name
    assert settings.SESSION_COOKIE_SECURE == settings.CSRF_COOKIE_SECURE == settings.ANLAN_HTTPS
    with override_settings(SESSION_COOKIE_SECURE=True):
        other = Client()
        sign_in(other, "xin")
        assert other.cookies[settings.SESSION_COOKIE_NAME]["secure"]


def test_an_account_without_a_password_hears_why_it_cannot_change_it(green, signed_in):
    answer = signed_in("chen").get("/account/password/", follow=True)
    assert answer.status_code == 409 and "还没有密码" in answer.content.decode()


# ── does an account exist? ─────────────────────────────────────────────────────────────────────────────────────────────


def _told(answer, name):
    return re.sub(r'(csrfmiddlewaretoken|csrf-token)"[^>]*>|' + re.escape(name), "", answer.content.decode())


def test_signing_in_does_not_tell_whether_there_is_such_an_account(newcomer, monkeypatch):
    """Same sentence, and the same number of slow digests, for a wrong password, nobody, who left, who never came, who has no password."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    slow: list[str] = []
    for method in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, method)
        monkeypatch.setattr(Argon2PasswordHasher, method, lambda *a, _real=real, _m=method, **k: slow.append(_m) or _real(*a, **k))
    told, work = set(), {}
    for name in ("xin", "nobody-here", "gone", "fresh", "chen", "19900009999", "19900000000"):
        slow.clear()
        answer = sign_in(Client(), name, "Wrong-Pass-1")
        told.add((answer.status_code, _told(answer, name)))
        work[name] = len(slow)
    assert len(told) == 1
    assert set(work.values()) == {1}, work


def test_five_tries_lock_a_name_whether_or_not_it_is_an_account(newcomer):
    for name in ("gone", "nobody-at-all"):
        answers = [sign_in(Client(), name, "Wrong-Pass-1").status_code for _ in range(6)]
        assert answers[0] == 200 and answers[-1] == 429, (name, answers)


# ── planted addresses ──────────────────────────────────────────────────────────────────────────────────────────────────


def _stays(answer):
    for header in ("Location", "HX-Redirect"):
        target = answer.headers.get(header, "/")
        assert re.match(r"/(?![/\\])", target) and "\n" not in target, (header, target)


@pytest.mark.parametrize("evil", EVIL)
def test_no_form_leads_to_another_site(green, signed_in, newcomer, evil):
    client = signed_in("chen")
    pk = green.pk("errand")
    _stays(client.post("/post/", {"next": evil}))
    _stays(client.post("/language/", {"next": evil, "language": "zh-hans"}))
    _stays(client.post(f"/cases/{pk}/urge/", {"next": evil}))
    _stays(client.post(f"/cases/{pk}/note/", {"next": evil, "text": "x"}))
    fresh = Client()
    _stays(sign_in(fresh, "xin", next=evil))
    _stays(fresh.get("/account/login/", {"next": evil}))
    _stays(fresh.post("/account/logout/", {"next": evil}))
    _stays(Client().get("/inbox/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=evil.strip().splitlines()[0]))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1@evil.example", "testserver\tevil.example", "[::1", "", "a" * 300])
def test_a_strange_host_is_refused(newcomer, host):
    answer = Client(raise_request_exception=False).get("/account/login/", HTTP_HOST=host)
    assert answer.status_code == 400


def test_a_forwarded_host_is_not_believed(newcomer):
    answer = Client().get("/account/login/", HTTP_X_FORWARDED_HOST="evil.example", HTTP_X_FORWARDED_PROTO="https")
    assert answer.status_code == 200 and b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "path",
    ["/static/../secrets.json", "/static/%2e%2e/%2e%2e/secrets.json", "/static/..%2f..%2fsecrets.json", "/evidence/../secrets.json",
     "/evidence/1/..%2foriginal", "/evidence/1/%2e%2e", "/evidence/-1/original", "/evidence/1e9/original", "//evil.example/%2e%2e",
     "/evidence/99999999999999999999999/original", "/cases/99999999999999999999999/", "/cases/0/", "/calendar/readings/..%2f..%2fx/"],
)  # fmt: skip
def test_a_path_leads_nowhere_else(green, signed_in, path):
    answer = signed_in("chen").get(path)
    assert answer.status_code in (301, 302, 404), answer.status_code
    assert b"secret_key" not in (answer.content if not answer.streaming else b"")
    if answer.status_code in (301, 302):
        assert not answer.headers["Location"].startswith("//")


# ── too much, or nonsense ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_that_is_too_large_is_refused_before_it_is_read(green, signed_in, newcomer):
    class Bottomless(io.RawIOBase):
        def read(self, size=-1):
            raise AssertionError("the body was read")

    huge = {
        "CONTENT_LENGTH": str(settings.ANLAN_MOST_BYTES + 1),
        "wsgi.input": Bottomless(),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    for client in (signed_in("chen"), Client()):
        answer = client.post("/account/login/", **huge)
        assert answer.status_code == 413 and "太大" in answer.content.decode()
    answer = Client().post("/account/login/", **huge | {"CONTENT_LENGTH": str(2 * 1024 * 1024)})
    assert answer.status_code == 413  # who is not signed in sends two words
    assert signed_in("chen").post("/account/login/", **huge | {"CONTENT_LENGTH": "x"}).status_code == 400
    api = signed_in("chen").post("/api/cases/1/notes", **huge)
    assert api.status_code == 413 and api.json()["code"] == "E-413"


def test_thousands_of_fields_or_files_and_more_photos_than_a_report_takes_are_refused(green, signed_in):
    client, url = signed_in("chen"), "/hazards/report/"
    assert client.post(url, {f"f{n}": "1" for n in range(6000)}).status_code == 400
    files = {f"photo{n}": SimpleUploadedFile(f"{n}.jpg", b"x", "image/jpeg") for n in range(1300)}
    assert client.post(url, files).status_code == 400
    assert client.post(url, dict(list(files.items())[:20])).status_code == 422
    assert client.post(url, {"description": "x" * 13_000_000}).status_code in (400, 413)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"{", b"[]", b"null", b'{"text": "a\\u0000b"}', b'{"text": 1e999}', b"[" * 100_000, b'{"text": "\\ud800"}']
)
def test_nonsense_to_the_api_is_answered_in_order(green, signed_in, body):
    client = signed_in("chen")
    for path in ("notes", "time", "assign", "steps/finish"):
        answer = client.generic("POST", f"/api/cases/{green.pk('errand')}/{path}", body, content_type="application/json")
        assert answer.status_code in (400, 409, 422), (path, answer.status_code, answer.content[:200])


@pytest.mark.parametrize(
    "text", ["a\x00b", "\ud800", "\u202e123", "%00", "'; drop table cases_case; --", "{{7*7}}{% debug %}", "${7*7}", "\\", "‏"]
)
def test_strange_characters_break_no_page(green, signed_in, text):
    client, pk = signed_in("chen"), green.pk("errand")
    safe = text.encode("utf-8", "surrogatepass").decode("latin-1")
    for url in ("/search/?q=", "/cases/?path=", "/places/?unit=", "/inbox/?after=", "/people/?q=", "/units/?q=", "/calendar/try/?phrase="):
        assert client.get(url + safe).status_code < 500, url
    for url, name in (
        (f"/cases/{pk}/note/", "text"),
        (f"/cases/{pk}/urge/", "note"),
        (f"/cases/{pk}/step/finish/", "note"),
        ("/account/login/", "login"),
    ):
        answer = client.post(
            url, f"{name}=".encode() + text.encode("utf-8", "surrogatepass"), content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code < 500, (url, answer.status_code)
    assert b"49" not in client.get(f"/search/?q={safe}").content.split(b"<main")[-1] or "7*7" not in text


def test_other_methods_break_nothing(green, signed_in):
    client, methods = signed_in("feng"), cycle(["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
    for trial in one_each(green):
        for _ in range(2):
            method = next(methods)
            answer = client.generic(method, trial.url, b"", content_type="application/json")
            assert answer.status_code < 500 or trial.route == "healthz", (method, trial.url, answer.status_code)
            assert MARK not in (answer.content.decode("utf-8", "replace") if not answer.streaming else ""), trial.url


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"


def _jpeg():
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [("x.svg", SVG, "image/svg+xml"), ("x.jpg", SVG, "image/jpeg"), ("x.html", PAGE, "text/html"), ("x.png", PAGE, "image/png"),
     ("x.jpg", b"GIF89a" + PAGE, "image/jpeg"), ("x.jpg", b"", "image/jpeg"), ("x.exe", b"MZ" + b"\x00" * 99, "application/x-msdownload"),
     ("../../x.jpg", b"\xff\xd8\xff", "image/jpeg"), ("x.pdf", b"%PDF-1.4 <script>", "text/html")],
)  # fmt: skip
def test_a_file_that_is_no_picture_is_not_taken_as_one(green, signed_in, name, data, kind):
    client = signed_in("chen")
    form = {"category": "fire", "description": "楼梯口堆了课桌", "where": "门口", "photos": SimpleUploadedFile(name, data, kind)}
    answer = client.post("/hazards/report/", form)
    assert answer.status_code in (400, 409, 413, 422), answer.status_code
    assert "alert(1)" not in answer.content.decode()


def test_what_was_taken_is_never_shown_as_a_page(green, signed_in):
    client = signed_in("chen")
    paper = client.get(f"/evidence/{green.pk('paper')}/original")
    assert paper["Content-Disposition"].startswith("attachment") and paper["X-Content-Type-Options"] == "nosniff"
    assert paper["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert TAG not in paper["Content-Disposition"] and "\n" not in paper["Content-Disposition"]
    picture = client.get(f"/evidence/{green.pk('photo')}/full")
    assert picture["Content-Type"] == "image/jpeg" and picture["X-Content-Type-Options"] == "nosniff"
    tag = {"HTTP_IF_NONE_MATCH": picture["ETag"]}
    assert client.get(f"/evidence/{green.pk('photo')}/full", **tag).status_code == 304
    assert signed_in("feng").get(f"/evidence/{green.pk('photo')}/full", **tag).status_code == 404


def test_who_lost_every_post_sees_nothing_any_more(green, signed_in):
    from anlan.registers.people.models import Grant

    with connected_as("worker"):
        Grant.objects.filter(person=green.cast.people["tiny"]).update(ends=START.date() - timedelta(days=1))
    client = signed_in("tiny")
    try:
        for url in (
            "/",
            "/inbox/",
            "/cases/",
            "/places/",
            "/board/",
            "/units/",
            "/people/",
            "/me/",
            "/notices/",
            "/hazards/",
            "/chain/",
            "/api/me",
        ):
            answer = client.get(url)
            assert answer.status_code in (200, 302, 403, 404), url
            assert MARK not in answer.content.decode(), url
        assert client.get("/me/").status_code == 200
    finally:
        with connected_as("worker"):
            Grant.objects.filter(person=green.cast.people["tiny"]).update(ends=None)
    assert clock.now()
