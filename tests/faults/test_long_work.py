"""The thread of long work breaks off, or a job waits for ever: /healthz says so, and says when it is well again."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from anlan.kernel import clock, long_work, settings_store
from anlan.kernel.long_work import LongWork
from tests.launch.running import wait_for

pytestmark = pytest.mark.django_db


def queue():
    return Client().get("/healthz").json()["parts"]["queue"]


@pytest.fixture
def thread(monkeypatch):
    """The thread, with a worker that does as it is told: `does["next"]` raises, returns or waits."""
    does = {"next": lambda: None, "times": 0}

    def serve():
        does["times"] += 1
        does["next"]()

    monkeypatch.setattr(long_work, "serve", serve)
    monkeypatch.setattr(long_work, "REST_SECONDS", 0.01)
    monkeypatch.setattr(long_work, "STEADY_SECONDS", 0.3)
    stopping = threading.Event()
    work = LongWork(stopping)
    work.does = does
    yield work
    stopping.set()
    if work.thread.ident:
        work.thread.join(10)


def fails():
    raise RuntimeError("no right to the table of jobs")


def test_a_thread_that_breaks_off_again_and_again_is_named_and_goes_on_trying(thread):
    thread.does["next"] = fails
    thread.start()
    wait_for("several attempts", lambda: thread.does["times"] > 5)
    thread.tell()
    assert queue() == "fails: RuntimeError('no right to the table of jobs')"
    assert Client().get("/healthz").status_code == 503


def test_a_worker_that_ends_without_a_word_is_named_and_started_again_after_a_rest(thread):
    thread.start()
    wait_for("several attempts", lambda: thread.does["times"] > 3)
    thread.tell()
    assert queue() == "fails: ended by itself"


def test_when_it_runs_again_for_a_while_all_is_well(thread):
    thread.does["next"] = fails
    thread.start()
    wait_for("a failure", lambda: thread.failed)
    thread.tell()
    assert queue() != "ok"
    thread.does["next"] = lambda: thread.stopping.wait(30)
    wait_for("it to run steadily", lambda: thread.trouble() == "")
    thread.tell()
    assert queue() == "ok"


def test_how_it_fares_is_written_when_it_changes_only(thread, monkeypatch):
    written = []
    monkeypatch.setattr(settings_store, "write", lambda key, value: written.append(value))
    thread.does["next"] = lambda: thread.stopping.wait(30)
    thread.start()
    for _ in range(5):
        thread.tell()
    assert written == [{"trouble": ""}]


def test_a_thread_that_is_gone_is_no_good_sign(thread):
    assert thread.trouble() == "not running"


def waits(since, **more):
    """A job that was put into the queue at `since`."""
    pk = app.configure_task("notices.send", allow_unknown=True, **more).defer(notice_id=0, person_id=0)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_events set at = %s where job_id = %s", [since, pk])
    return pk


def test_a_job_that_nobody_takes_is_named_with_its_age():
    now = clock.wall()
    waits(now - timedelta(minutes=3))
    assert queue() == "ok"
    old = waits(now - timedelta(minutes=40, seconds=5))
    assert queue() == "the oldest job waits for 40 min"
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [old])
    assert queue() == "ok"


def test_a_job_for_later_waits_for_nobody_before_its_time():
    now = clock.wall()
    waits(now - timedelta(days=2), schedule_at=now + timedelta(hours=1))
    assert queue() == "ok"
    waits(now - timedelta(days=2), schedule_at=now - timedelta(minutes=20, seconds=5))
    assert queue() == "the oldest job waits for 20 min"
