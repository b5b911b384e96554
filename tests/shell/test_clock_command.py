"""A machine that was off for a day stands still until somebody looked at its clock: one command says so, and one lets it go on."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from anlan.kernel import clock, engine, registry, settings_store
from anlan.kernel.ledger import queries as ledger
from tests.cast import START

pytestmark = pytest.mark.django_db
HOLIDAY = timedelta(days=9)
RUN = "script/anlan clock --confirm"


@pytest.fixture
def after_the_holiday(cast):
    """The engine last looked before the holiday; now it is over."""
    assert engine.tick(START).paused == ""
    with clock.travel(START + HOLIDAY):
        yield cast


def said(*arguments):
    out = io.StringIO()
    call_command("clock", *arguments, stdout=out)
    return out.getvalue()


def test_the_log_and_health_say_exactly_what_to_run(after_the_holiday, caplog):
    with caplog.at_level(logging.ERROR, "anlan.engine"):
        assert "jumped ahead" in engine.tick(START + HOLIDAY).paused
        engine.tick(START + HOLIDAY + timedelta(minutes=1))
    lines = [r.getMessage() for r in caplog.records if "paused" in r.getMessage()]
    assert len(lines) == 1 and RUN in lines[0] and "jumped ahead" in lines[0]
    assert RUN in Client().get("/healthz").json()["parts"]["engine"]


def test_the_command_shows_both_clocks_the_last_look_and_why_the_engine_stands(after_the_holiday):
    told = said()  # also before the engine itself has noticed
    for words in (
        f"{clock.local(START + HOLIDAY):%Y-%m-%d %H:%M}",
        f"{clock.local(clock.wall()):%Y-%m-%d}",
        f"last tick    {clock.local(START):%Y-%m-%d %H:%M}",
        "jumped ahead",
        RUN,
    ):
        assert words in told
    assert settings_store.read(engine.PAUSED, "") == ""  # looking changes nothing


def test_confirmed_the_engine_goes_on_and_the_citys_record_says_who_vouched(after_the_holiday):
    engine.tick(START + HOLIDAY)
    assert "goes on" in said("--confirm")
    assert engine.tick(START + HOLIDAY + timedelta(minutes=1)).paused == ""
    assert "paused       no" in said()
    entries = ledger.unit_trail(after_the_holiday.units["city"].pk, ["clock.confirm"])
    assert len(entries) == 1 and entries[0].at == START + HOLIDAY
    assert entries[0].payload["who"] and "jumped ahead" in entries[0].payload["paused"]
    assert entries[0].payload["last"] == START.isoformat()
    assert not ledger.broken() and "clock.confirm" in registry.VERBS


def test_a_clock_may_be_confirmed_before_the_engine_looked(after_the_holiday):
    assert "goes on" in said("--confirm")
    assert engine.tick(START + HOLIDAY + timedelta(minutes=1)).paused == ""


def test_where_nothing_is_paused_nothing_is_confirmed(cast):
    engine.tick(START)
    with clock.travel(START + timedelta(hours=1)):
        assert "nothing to confirm" in said("--confirm")
    assert not ledger.unit_trail(cast.units["city"].pk, ["clock.confirm"])
    assert settings_store.read(engine.LAST) == START.isoformat()


def test_without_a_city_the_clock_is_confirmed_all_the_same(db, caplog):
    engine.tick(START)
    with clock.travel(START + HOLIDAY), caplog.at_level(logging.WARNING, "anlan.engine"):
        assert "goes on" in said("--confirm")
        assert engine.tick(START + HOLIDAY).paused == ""
    assert "clock confirmed by" in caplog.text


def test_a_worker_that_starts_paused_says_again_how_to_go_on(after_the_holiday, caplog, monkeypatch):
    monkeypatch.setattr("signal.signal", lambda number, handler: None)  # Ctrl-C stays the tests' own
    engine.tick(START + HOLIDAY)
    with caplog.at_level(logging.ERROR, "anlan.worker"):
        call_command("worker", "--once")
    assert RUN in caplog.text
