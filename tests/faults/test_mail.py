"""The mail server is down, slow, talks nonsense or refuses: tried again, then given up with a reason; nothing else waits for it."""

from __future__ import annotations

import socket
from datetime import timedelta
from email import message_from_string
from email.header import decode_header, make_header

import pytest
from django.test import Client, override_settings
from django.utils import translation
from django.utils.translation import gettext_lazy

from anlan.kernel import engine, registry, settings_store
from anlan.kernel.outbox import morning, sending
from anlan.kernel.outbox.actions import Telling, tell
from anlan.kernel.outbox.models import Delivery
from tests.cast import START
from tests.faults.mail_server import mail_server

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MORNING = START.replace(hour=0)  # 8:00 in the city


@pytest.fixture
def urgent(cast):
    """Three mails wait: for Chen, Lu and Liang."""

    def put(title="一条疏散通道被锁", at=START):
        unit = cast.units["green"]
        for role in ("safety", "head", "logistics"):
            tell([Telling(unit_id=unit.pk, unit_path=unit.unit_path, kind="test", role=role, urgent=True, facts={"title": title})], at=at)
        sending.resolve(at)
        return Delivery.objects.filter(channel="mail").order_by("id")

    return put


@pytest.fixture
def server():
    with mail_server() as box, over(box.port):
        yield box


def over(port):
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_TIMEOUT=0.4
    )


def states(rows):
    return [row.state for row in rows.all()]


def subject(raw):
    return str(make_header(decode_header(message_from_string(raw)["Subject"])))


def test_mails_go_out_over_one_connection(urgent, server):
    rows = urgent()
    assert sending.send_mail(START) == 3
    assert states(rows) == ["sent"] * 3 and server.connections == 1 and len(server.got) == 3
    assert sending.send_mail(START + MINUTE) == 0


@pytest.mark.parametrize("mood", ["nonsense", "silent", "drops"])
def test_a_server_that_does_not_work_costs_one_attempt_a_round(urgent, server, mood):
    rows = urgent()
    server.mood = mood
    assert sending.send_mail(START) == 0
    assert server.connections == 1 and states(rows) == ["waiting"] * 3
    assert all(row.trouble and row.tries == 1 and row.next_try > START for row in rows.all())
    assert sending.send_mail(START + timedelta(seconds=20)) == 0 and server.connections == 1  # not before its time
    server.mood = "good"
    assert sending.send_mail(START + 2 * MINUTE) == 3 and len(server.got) == 3


def test_a_server_that_stays_away_is_given_up_with_the_reason(urgent):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    rows, at = urgent(), START
    with over(port):
        for _ in range(len(sending.RETRY) + 2):
            sending.send_mail(at)
            at += 7 * HOUR
    assert states(rows) == ["given_up"] * 3
    assert all("refused" in row.trouble.lower() and row.tries == len(sending.RETRY) + 1 for row in rows.all())


def test_one_refused_address_does_not_hold_up_the_others(urgent, server):
    rows = urgent()
    server.mood = "refuses"
    assert sending.send_mail(START) == 2
    assert sorted(states(rows)) == ["given_up", "sent", "sent"]
    assert "550" in rows.get(state="given_up").trouble


def test_a_busy_server_is_asked_again(urgent, server):
    rows = urgent()
    server.mood = "busy"
    assert sending.send_mail(START) == 0 and states(rows) == ["waiting"] * 3
    server.mood = "good"
    assert sending.send_mail(START + 2 * MINUTE) == 3


def test_words_and_addresses_that_no_mail_can_bear_hold_up_nothing(cast, urgent, server):
    from anlan.registers.people.models import Contact

    Contact.objects.filter(person=cast.people["chen"]).update(email="not an address\nBcc: all@example.com")
    rows = urgent(title="一条\r\nBcc: all@example.com\n疏散通道被锁")
    assert sending.send_mail(START) == 2
    assert sorted(states(rows)) == ["given_up", "sent", "sent"]
    for raw in server.got:
        mail = message_from_string(raw)
        assert mail["Bcc"] is None and "疏散通道被锁" in subject(raw)


def test_the_clockwork_goes_on_without_the_mail_server(urgent, server):
    urgent()
    server.mood = "silent"
    tick = engine.tick(START)
    assert not tick.trouble and tick.seconds["outbox.mail"] < 5
    assert {"cases.sweep", "outbox.resolve"} <= set(tick.done) or len(tick.done) > 3


def test_a_digest_that_broke_off_goes_on_where_it_stopped_and_nobody_gets_two(cast, server):
    unit = cast.units["green"]
    for role in ("safety", "head", "logistics"):
        tell([Telling(unit_id=unit.pk, unit_path=unit.unit_path, kind="test", role=role, facts={"title": "小事"})], at=MORNING - HOUR)
    sending.resolve(MORNING - HOUR)
    server.mood = "nonsense"
    assert morning.morning_digest(MORNING) == 0 and server.connections == 1
    assert morning.morning_digest(MORNING + MINUTE) == 0 and server.connections == 1  # it rests
    server.mood = "good"
    assert morning.morning_digest(MORNING + 6 * MINUTE) == 3
    assert morning.morning_digest(MORNING + 7 * MINUTE) == 0 and morning.morning_digest(MORNING + HOUR) == 0
    assert len(server.got) == 3
    assert settings_store.read(morning.STATE)["done"]


# ── in whose language ──────────────────────────────────────────────────────────────────────────────────────────────────


def reads_english(cast, name):
    person = cast.people[name]
    person.language = "en"
    person.save()


def by_address(server):
    return {message_from_string(raw)["To"]: message_from_string(raw) for raw in server.got}


@pytest.fixture
def worded(monkeypatch):
    """A message whose words are those of the catalogue."""
    monkeypatch.setitem(registry.MESSAGES, "test", lambda message: (gettext_lazy("还缺这一项"), "/inbox/"))


def test_an_urgent_mail_is_in_the_language_of_its_reader(cast, worded, urgent, server):
    reads_english(cast, "lu")
    urgent()
    assert sending.send_mail(START) == 3
    mails = by_address(server)
    for who, subject_line in (("lu", "[Anlan] This is still missing"), ("chen", "[安澜] 还缺这一项"), ("liang", "[安澜] 还缺这一项")):
        mail = mails[f"{who}@example.com"]
        assert str(make_header(decode_header(mail["Subject"]))) == subject_line
        assert subject_line.split("] ")[1] in mail.get_payload()


def test_the_morning_digest_is_in_the_language_of_its_reader(cast, worded, server):
    reads_english(cast, "lu")
    unit = cast.units["green"]
    for role in ("safety", "head"):
        tell([Telling(unit_id=unit.pk, unit_path=unit.unit_path, kind="test", role=role)], at=MORNING - HOUR)
    sending.resolve(MORNING - HOUR)
    with translation.override("en"):  # whatever the worker itself spoke last
        assert morning.morning_digest(MORNING) == 2
    mails = by_address(server)
    for who, subject_line, line in (
        ("lu", "[Anlan] 1 this morning", "This is still missing"),
        ("chen", "[安澜] 今早有 1 件", "还缺这一项"),
    ):
        mail = mails[f"{who}@example.com"]
        assert str(make_header(decode_header(mail["Subject"]))) == subject_line
        assert line in mail.get_payload()


def test_the_language_chosen_on_the_page_is_the_persons(cast):
    chen, client = cast.people["chen"], Client()
    client.force_login(chen, backend="anlan.registers.people.sign_in.NumberOrName")
    client.get("/me/")
    chen.refresh_from_db()
    assert chen.language == ""  # nothing was chosen
    for chosen in ("en", "zh-hans"):
        client.post("/language/", {"language": chosen, "next": "/me/"})
        client.get("/me/")
        chen.refresh_from_db()
        assert chen.language == chosen
    client.cookies["django_language"] = "tlh"
    client.get("/me/")
    chen.refresh_from_db()
    assert chen.language == "zh-hans"


def test_a_language_chosen_before_signing_in_counts_and_another_device_does_not_undo_it(cast):
    chen, old, new = cast.people["chen"], Client(), Client()
    for client, chosen in ((old, "zh-hans"), (new, "en")):
        client.cookies["django_language"] = chosen
        client.force_login(chen, backend="anlan.registers.people.sign_in.NumberOrName")
        client.get("/me/")
    old.get("/me/")
    chen.refresh_from_db()
    assert chen.language == "en"
