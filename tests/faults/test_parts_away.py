"""A part behind the pages is away: every answer says so in a sentence, /healthz names it, nothing is half done."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import subprocess
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings

from anlan.kernel import clock, engine, long_work, settings_store
from anlan.kernel.evidence import store
from tests.cast import START
from tests.green_rows import DAY, connected_as
from tests.hazards.steps import photo
from tests.real_rows import owner_connection

pytestmark = pytest.mark.xdist_group("faults")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def no_database():
    """Nothing listens where the database was."""
    before = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = str(free_port())
    clock.forget_offset()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["PORT"] = before


def told(answer):
    """What the page says in its middle."""
    return answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]


@pytest.mark.parametrize("url", ["/", "/inbox/", "/cases/1/", "/board/", "/me/", "/account/login/", "/search/?q=门", "/places/"])
def test_without_the_database_a_page_says_so_and_when_to_come_back(green, signed_in, url):
    client = signed_in("chen")
    with no_database():
        answer = client.get(url)
        assert answer.status_code == 503 and answer["Retry-After"] == "10", url
        page = told(answer)
        assert "现在连不上" in page and "E-503" in page and "Traceback" not in page
        assert "你填的都还在" not in page  # nothing was typed
    assert client.get(url).status_code in (200, 302, 404)


def test_without_the_database_a_form_hears_that_nothing_was_half_done(green, signed_in):
    client = signed_in("chen")
    with no_database():
        answer = client.post(f"/cases/{green.pk('errand')}/note/", {"text": "x"})
        assert answer.status_code == 503 and "没有存进一半" in answer.content.decode()
        part = client.post(f"/cases/{green.pk('errand')}/note/", {"text": "x"}, HTTP_HX_REQUEST="true")
        assert part.status_code == 503 and part["HX-Retarget"] == "#refusal" and "<html" not in part.content.decode()
        api = client.post(f"/api/cases/{green.pk('errand')}/notes", {"text": "x"}, content_type="application/json")
        assert api.status_code == 503 and api.json()["code"] == "E-503"


def test_a_mistake_of_ours_says_what_became_of_the_form(green, signed_in, monkeypatch):
    from anlan.work.cases import actions, inbox

    def fails(*args, **kwargs):
        raise ZeroDivisionError

    client, pk = signed_in("chen"), green.pk("errand")
    monkeypatch.setattr(actions, "note", fails)
    monkeypatch.setattr(inbox, "context", fails)
    page = client.get("/inbox/")
    assert page.status_code == 500 and "这一页没打开，刷新再试" in told(page) and "没存上" not in told(page)
    form = client.post(f"/cases/{pk}/note/", {"text": "x"})
    assert form.status_code == 500 and "没存上，你填的都还在" in told(form)
    english = client.get("/inbox/", HTTP_ACCEPT_LANGUAGE="en")
    assert english.status_code == 500 and not any("\u4e00" <= c <= "\u9fff" for c in told(english))


# ── /healthz ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def health():
    answer = Client(raise_request_exception=False).get("/healthz")
    return answer.status_code, answer.json()["parts"]


@pytest.fixture
def well(green):
    """As it is when everything is up."""
    with connected_as("worker"):
        settings_store.write("worker.seen", clock.wall().isoformat())
        settings_store.write(engine.PAUSED, "")
        settings_store.write("engine.audit", {})
        settings_store.write(long_work.STATE, {"trouble": ""})


def test_health_is_fine_when_all_is_up(well):
    assert health() == (200, {"database": "ok", "evidence": "ok", "worker": "ok", "engine": "ok", "queue": "ok", "messages": "ok"})


def test_health_names_the_database(well):
    with no_database():
        status, parts = health()
    assert status == 503 and parts["database"].startswith("down")


@pytest.mark.parametrize(
    ("key", "value", "part", "word"),
    [
        ("worker.seen", (START - timedelta(days=99)).isoformat(), "worker", "silent"),
        (engine.PAUSED, "clock went back", "engine", "paused"),
        ("engine.audit", {"asleep": 7}, "engine", "7"),
        (long_work.STATE, {"trouble": "RuntimeError('no such task')"}, "queue", "no such task"),
    ],
)
def test_health_names_the_worker_the_engine_and_the_long_work(well, key, value, part, word):
    with connected_as("worker"):
        settings_store.write(key, value)
    status, parts = health()
    assert status == 503 and word in parts[part]


def test_health_names_the_live_stream_and_the_evidence_store(well, tmp_path):
    with override_settings(ANLAN_LIVE_PORT=free_port()):
        status, parts = health()
        assert (status, parts["live"]) == (503, "down")
    (tmp_path / "file").write_text("")
    with override_settings(ANLAN_EVIDENCE_DIR=tmp_path / "file" / "evidence"):
        status, parts = health()
        assert status == 503 and parts["evidence"] != "ok"


# ── the clock ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-3)])
def test_a_clock_that_jumps_pauses_the_engine_and_nothing_else(well, green, signed_in, jump):
    with connected_as("worker"):
        engine.confirm(START + 2 * DAY)
        assert engine.tick(START + 2 * DAY).paused == ""
        told = count("outbox_message")
        tick = engine.tick(START + 2 * DAY + jump)
        assert "clock" in tick.paused and not tick.done and count("outbox_message") == told
        assert engine.tick(START + 2 * DAY + timedelta(minutes=1)).paused  # until somebody looked
    status, parts = health()
    assert status == 503 and parts["engine"].startswith("paused: clock")
    client = signed_in("chen")
    with clock.travel(START + 2 * DAY + jump):
        assert client.get("/inbox/").status_code == 200
        assert client.post(f"/cases/{green.pk('errand')}/note/", {"text": "钟不对也能写"}).status_code == 302
    with connected_as("worker"):
        engine.confirm(START + 2 * DAY)
        assert engine.tick(START + 2 * DAY + timedelta(minutes=2)).paused == ""


# ── the disk ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def count(table):
    with owner_connection() as owner:
        return owner.execute(f"select count(*) from {table}").fetchone()[0]


@pytest.fixture
def own_store(tmp_path):
    """An evidence store that holds nothing yet."""
    with override_settings(ANLAN_EVIDENCE_DIR=tmp_path / "evidence"):
        yield tmp_path


def report(client):
    name, data = photo()
    form = {
        "category": "fire",
        "description": "楼梯口堆了课桌和纸箱",
        "where": "后门",
        "photos": SimpleUploadedFile(name, data, "image/jpeg"),
    }
    return client.post("/hazards/report/", form)


def test_a_full_disk_is_said_and_the_report_is_neither_kept_nor_lost(green, signed_in, own_store, monkeypatch):
    before = count("cases_case"), count("evidence_file"), count("ledger_entry")

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    answer = report(signed_in("chen"))
    page = answer.content.decode()
    assert answer.status_code == 507 and "磁盘满了" in page and "楼梯口堆了课桌和纸箱" in page
    assert (count("cases_case"), count("evidence_file"), count("ledger_entry")) == before
    assert not [p for p in own_store.rglob("*") if p.is_file()]
    monkeypatch.undo()
    assert report(signed_in("chen")).status_code == 302


def test_a_disk_that_is_really_full_is_said(green, signed_in, own_store):
    small = own_store / "evidence"
    small.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True).returncode:
        pytest.skip("only root can mount a small file system, and not everywhere")
    try:
        with contextlib.suppress(OSError), open(small / "filler", "wb", buffering=0) as filler:
            while True:
                filler.write(b"x" * 4096)
        before = count("cases_case")
        answer = report(signed_in("chen"))
        assert answer.status_code == 507 and "磁盘满了" in answer.content.decode() and count("cases_case") == before
        (small / "filler").unlink()
        assert report(signed_in("chen")).status_code == 302
    finally:
        subprocess.run(["umount", small], check=True)
