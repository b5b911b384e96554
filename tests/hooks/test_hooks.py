"""Webhooks: told in the same transaction, signed, tried again, never to an inner network, never of anything sealed. A real server hears."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.models import Message
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.hooks import actions, outside, rules, sending
from anlan.work.hooks.models import Delivery, Hook
from tests import errand
from tests.cast import START

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Ear:
    """What another system heard, and how it behaves: a status, "slow" or "drops"."""

    mood: object = 200
    heard: list = field(default_factory=list)
    url: str = ""


@contextlib.contextmanager
def listening():
    ear = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            text = self.rfile.read(int(self.headers["content-length"]))
            ear.heard.append((self.path, dict(self.headers), text))
            if ear.mood == "slow":
                time.sleep(0.8)
            if ear.mood in ("slow", "drops"):
                return
            self.send_response(ear.mood)
            if ear.mood == 302:
                self.send_header("location", ear.url.replace("/in", "/elsewhere"))
            self.end_headers()
            self.wfile.write(b"thanks" if ear.mood == 200 else b"<b>no</b>")

        do_GET = do_POST

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ear.url = f"http://127.0.0.1:{server.server_address[1]}/in"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        with override_settings(ANLAN_HOOKS_INNER=True):
            yield ear
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def ear(monkeypatch):
    errand.register()
    monkeypatch.setattr(outside, "ANSWER_SECONDS", 0.3)
    with listening() as found:
        yield found


def hook(cast, ear, *, unit="east", by="zhao", url="", events=rules.EVENTS):
    with acting(cast.actor(by)):
        return actions.open_hook(cast.units[unit], name="区应急平台", url=url or ear.url, events=events, by=cast.actor(by), at=START)


def opened(cast, who="chen", unit="green", title="擦黑板"):
    with acting(cast.actor(who)):
        return cases.open_case("errand", cast.units[unit], title=title, by=cast.actor(who), at=START)


def signed_by(secret, head, text):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    base = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + text
    return "v1," + base64.b64encode(hmac.new(key, base, hashlib.sha256).digest()).decode() in head["webhook-signature"].split(" ")


def test_what_happens_below_the_unit_is_told_signed_and_names_no_person(cast, ear):
    row, secret = hook(cast, ear)
    assert secret not in Hook.objects.get().secret
    case = opened(cast)
    opened(cast, "xie", "river")  # another district's
    with acting(cast.chen):
        cases.advance(case, "finish", by=cast.chen, at=START + MINUTE, given={"note": "擦了，陈静怡"})
    with acting(cast.lu):
        cases.advance(case, "confirm", by=cast.lu, at=START + 2 * MINUTE)
    assert sending.send(START + 2 * MINUTE) == 3 and sending.send(START + 2 * MINUTE) == 0
    (_, first, text), (_, second, step), (_, _third, last) = ear.heard
    said = json.loads(text)
    assert said["type"] == "case.opened" and said["data"]["number"] == case.number and said["data"]["unit_name"] == "青禾中学"
    assert json.loads(step)["type"] == "case.stepped"
    assert json.loads(last)["type"] == "case.closed" and json.loads(last)["data"]["verb"] == "confirm"
    assert signed_by(secret, first, text) and signed_by(secret, second, step) and not signed_by(secret, first, text + b" ")
    assert "陈静怡" not in step.decode() and "擦黑板" not in text.decode() and first["webhook-id"] != second["webhook-id"]
    assert [d.answer for d in Delivery.objects.filter(hook=row)] == ["thanks"] * 3


def test_nothing_sealed_and_nothing_rolled_back_is_told(cast, ear):
    hook(cast, ear)
    case = opened(cast)
    Case.objects.filter(pk=case.pk).update(sealed=True, readers=[cast.people["chen"].pk])
    with acting(cast.chen):
        cases.advance(case, "finish", by=cast.chen, at=START + MINUTE, given={"note": "擦了"})
    with contextlib.suppress(ZeroDivisionError), acting(cast.chen):
        cases.open_case("errand", cast.units["green"], title="没有的事", by=cast.chen, at=START)
        raise ZeroDivisionError
    assert Delivery.objects.count() == 1
    assert sending.send(START) == 0 and not ear.heard  # sealed since


@pytest.mark.parametrize("mood", [500, 302, "slow", "drops"])
def test_a_system_that_does_not_take_it_is_asked_again_later_under_the_same_id(cast, ear, mood):
    _row, secret = hook(cast, ear)
    for n in range(3):
        opened(cast, title=f"第 {n} 件")
    ear.mood = mood
    assert sending.send(START) == 0
    assert len(ear.heard) == 1 and ear.heard[0][0] == "/in"  # the others would meet the same; a redirect is not followed
    waits = Delivery.objects.get(tries=1)
    assert waits.state == "waiting" and waits.next_try == START + MINUTE and (waits.status or waits.answer)
    assert sending.send(START + MINUTE / 2) == 0 and len(ear.heard) == 1
    ear.mood = 200
    assert sending.send(START + 2 * MINUTE) == 3
    again = [head for _path, head, text in ear.heard[1:] if head["webhook-id"] == str(waits.pk) and signed_by(secret, head, text)]
    assert len(again) == 1


def test_after_days_without_an_answer_the_hook_rests_and_its_keepers_are_told(cast, ear):
    row, _secret = hook(cast, ear, unit="city", by="lin")
    opened(cast)
    ear.mood = 500
    at = START
    for _n in range(9):
        sending.send(at)
        at = max(at, Hook.objects.get().rest_until or at)
    (given_up,) = Delivery.objects.all()
    assert given_up.state == "given_up" and given_up.tries == 8
    opened(cast)
    sending.send(START + 4 * DAY)
    row.refresh_from_db()
    assert not row.live and row.paused_why == "failing" and Message.objects.get(kind="hooks.paused").role == "admin"
    ear.mood = 200
    with acting(cast.lin):
        actions.pause(row, live=True, by=cast.lin, at=START + 5 * DAY)
        actions.send_again(given_up, by=cast.lin, at=START + 5 * DAY)
    assert sending.send(START + 5 * DAY) == 2


def test_an_address_of_an_inner_network_is_not_spoken_to(cast, ear):
    hook(cast, ear)
    opened(cast)
    with override_settings(ANLAN_HOOKS_INNER=False):
        assert sending.send(START) == 0 and not ear.heard
    assert "inner network" in Delivery.objects.get().answer
    inner = "10.1.2.3 192.168.1.1 169.254.169.254 127.0.0.1 ::1 fe80::1%eth0 ::ffff:10.0.0.1 100.64.0.1 0.0.0.0"
    assert all(map(outside.is_private, inner.split()))
    assert not outside.is_private("223.5.5.5")
    with acting(cast.zhao):
        for url in ("http://example.com/x", "https://user:pw@example.com/", "ftp://example.com", "https://", "javascript:alert(1)", "//x"):
            with pytest.raises(Refused, match="E-hook-url"):
                actions.open_hook(cast.units["east"], name="x", url=url, events=rules.EVENTS, by=cast.zhao, at=START)


def test_for_a_day_both_secrets_sign_then_the_new_one_alone(cast, ear):
    row, old = hook(cast, ear)
    with acting(cast.zhao):
        new = actions.change_secret(row, by=cast.zhao, at=START)
    for at, both in ((START, True), (START + 2 * DAY, False)):
        opened(cast)
        sending.send(at)
        _path, head, text = ear.heard[-1]
        assert signed_by(new, head, text) and signed_by(old, head, text) is both


def test_hooks_are_kept_by_who_keeps_the_accounts_there(cast, ear, signed_in):
    row, _secret = hook(cast, ear, unit="green", by="chen")
    with acting(cast.feng):
        assert not Hook.objects.exists()
    with acting(cast.su), pytest.raises(NotYours):
        actions.open_hook(cast.units["green"], name="x", url=ear.url, events=rules.EVENTS, by=cast.su, at=START)
    assert signed_in("feng").get(f"/hooks/{row.pk}/").status_code == 404
    assert signed_in("feng").get(f"/units/{cast.units['green'].pk}/hooks/").status_code == 403
    client = signed_in("chen")
    assert "推送" in client.get(f"/units/{cast.units['green'].pk}/").content.decode()
    form = {"name": "教务", "url": "https://example.com/in", "events": ["case.closed"]}
    made = client.post(f"/units/{cast.units['green'].pk}/hooks/new/", form)
    assert "whsec_" in made.content.decode()
    client.post(f"/hooks/{row.pk}/try/")
    assert sending.send(START) == 1 and json.loads(ear.heard[-1][2])["type"] == "trial"
    page = client.get(f"/hooks/{row.pk}/").content.decode()
    assert "送到了" in page and "thanks" in page and "whsec_" not in page
    client.post(f"/hooks/deliveries/{Delivery.objects.get().pk}/again/")
    assert sending.send(START) == 1
    client.post(f"/hooks/{row.pk}/end/")
    assert client.get(f"/hooks/{row.pk}/").status_code == 404
