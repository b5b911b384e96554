"""Once a day the worker takes away what is kept for a while only, under its own login, and leaves the rest."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from anlan.kernel import clock, engine, registry
from anlan.kernel.models import Nonce, Progress
from anlan.shell import pruning
from tests.cast import START

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BACKEND = "anlan.registers.people.sign_in.NumberOrName"


def test_it_is_a_job_of_the_clockwork_and_runs_under_the_workers_login():
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone()[0] == "anlan_worker"
    Nonce.objects.create(nonce=uuid4(), at=START - 91 * DAY)
    tick = engine.tick(START)
    assert tick.done["shell.prune"] == 1 and not tick.trouble
    Nonce.objects.create(nonce=uuid4(), at=START - 91 * DAY)
    assert "shell.prune" not in engine.tick(START + DAY / 2).done  # once a day
    assert engine.tick(START + DAY).done["shell.prune"] == 1
    assert registry.JOBS["shell.prune"].every == DAY


def test_forms_and_progress_are_kept_for_a_quarter():
    now = clock.wall()
    for days in (91, 89, 0):
        Nonce.objects.create(nonce=uuid4(), at=START - days * DAY)
        Progress.objects.create(id=uuid4(), person_id=1, what="send", updated=now - days * DAY)
    assert pruning.prune(START) == 2
    assert Nonce.objects.count() == Progress.objects.count() == 2


def test_a_session_goes_when_it_has_ended_and_with_it_the_device_on_ones_page(cast):
    clients = {}
    for name in ("chen", "lu", "zhao"):
        clients[name] = Client()
        clients[name].force_login(cast.people[name], backend=BACKEND)
        assert clients[name].get("/inbox/").status_code == 200
    assert UserSession.objects.count() == 3
    Session.objects.filter(pk=clients["chen"].session.session_key).update(expire_date=clock.wall() - timedelta(minutes=1))
    Session.objects.filter(pk=clients["lu"].session.session_key).delete()
    UserSession.objects.exclude(user=cast.people["lu"]).update(last_seen_at=clock.wall() - 2 * DAY)
    assert pruning.prune(START) == 2  # Chen's session and device; Lu's device was seen a moment ago
    assert set(UserSession.objects.values_list("user__username", flat=True)) == {"lu", "zhao"}
    assert clients["zhao"].get("/inbox/").status_code == 200


def job(status, days):
    pk = app.configure_task("notices.send", allow_unknown=True).defer(notice_id=0, person_id=0)
    with connection.cursor() as cursor:
        if status != "todo":
            cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [pk])
        if status not in ("todo", "doing"):
            cursor.execute("update procrastinate_jobs set status = %s::procrastinate_job_status where id = %s", [status, pk])
        cursor.execute("update procrastinate_events set at = %s where job_id = %s", [clock.wall() - days * DAY, pk])
    return pk


def test_jobs_that_are_done_go_after_a_month_and_those_that_wait_stay():
    gone = [job(status, 31) for status in ("succeeded", "failed")]
    kept = [job("succeeded", 29), job("todo", 400), job("doing", 400)]
    late = job("succeeded", 31)  # begun long ago, ended yesterday
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_events set at = %s where job_id = %s and type = 'succeeded'", [clock.wall() - DAY, late])
    assert pruning.prune(START) == len(gone)
    assert set(ProcrastinateJob.objects.values_list("id", flat=True)) == {*kept, late}
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_events where job_id = any(%s)", [gone])
        assert cursor.fetchone()[0] == 0


def sign_ins(days):
    for model, more in ((AccessAttempt, {"failures_since_start": 1}), (AccessLog, {}), (AccessFailureLog, {})):
        row = model.objects.create(username=f"x{days}", user_agent="a", http_accept="", path_info="/", **more)
        model.objects.filter(pk=row.pk).update(attempt_time=clock.wall() - days * DAY)


@pytest.mark.parametrize(("setting", "kept"), [(365, {0, 183, 364}), (30, {0, 183}), (4000, {0, 183, 364, 366})])
def test_the_log_of_sign_ins_is_kept_for_a_year_and_never_less_than_six_months(settings, setting, kept):
    settings.ANLAN_LOG_DAYS = setting
    for days in (0, 183, 364, 366):
        sign_ins(days)
    pruning.prune(START)
    for model in (AccessAttempt, AccessLog, AccessFailureLog):
        assert {int(name[1:]) for name in model.objects.values_list("username", flat=True)} == kept


def test_many_rows_go_in_batches(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(pruning, "BATCH", 10)
    monkeypatch.setattr(pruning, "passing", lambda: [pruning.Passing("kernel_nonce", "at < %s", pruning.FORMS, domain=True)])
    Nonce.objects.bulk_create(Nonce(nonce=uuid4(), at=START - 100 * DAY) for _ in range(25))
    with django_assert_num_queries(3):
        assert pruning.prune(START) == 25
    assert not Nonce.objects.exists()


def test_how_long_sign_ins_are_kept_stands_among_the_rules_with_its_law():
    row = next(iter(registry.RULES["shell/pruning.py"]()))
    assert "365" in row.value and "网络安全法" in row.source and row.standing == "V-LAW"
