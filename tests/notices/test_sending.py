"""From the reviewed notice to dossiers: counts, owners, one effect, nothing half done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from anlan.kernel import registry
from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.ledger.queries import broken
from anlan.kernel.outbox.models import Message
from anlan.work.cases.models import Case, Party
from anlan.work.cases.standing import turn_of
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Dossier, Notice, Task
from tests.cast import LONG_AGO, START
from tests.notices.paper import DUE, dossier_of, imported, line, reviewed, sent


def test_every_unit_gets_one_dossier_and_the_lines_sum_up(cast):
    notice = sent(cast)
    rows = list(notice.obligations.exclude(state="dropped"))
    assert len(rows) == 4
    assert notice.units == Dossier.objects.filter(notice=notice).count() == 4
    assert notice.lines == Task.objects.filter(notice=notice).count() == Case.objects.filter(kind="task").count() == 16
    assert sum(d.lines for d in Dossier.objects.filter(notice=notice)) == 16
    assert Message.objects.filter(kind="notices.dossier").count() == 4
    assert broken() == []


def test_lines_are_sums_of_addressees_also_when_they_differ(cast):
    notice = imported(cast)
    with acting(cast.lin):
        rows = list(notice.obligations.order_by("order"))
        meant = (
            {"kinds": ["school"], "traits": ["boarding"]},
            {"kinds": ["district"]},
            {"kinds": ["school"], "without": [cast.units["hill"].pk]},
            {"kinds": [], "units": [cast.units["tiny"].pk]},
        )
        for row, to in zip(rows, meant, strict=True):
            actions.edit(row, by=cast.lin, at=START, addressees=to, due_at=DUE)
            actions.confirm(row, by=cast.lin, at=START)
        found = queries.preview(notice, at=START)
        assert [r["units"] for r in found.rows] == [1, 2, 3, 1]
        assert (found.tasks, found.units) == (7, 5)
        actions.dispatch_now(notice, by=cast.lin, at=START)
    assert Task.objects.filter(notice=notice).count() == 7


def test_a_line_is_laid_on_its_post_and_its_turn_is_what_the_case_itself_would_say(cast):
    notice = sent(cast, post_role="logistics")
    step = registry.kind("task").machine.turn("sent")
    for case in Case.objects.filter(kind="task"):
        turn = turn_of(case, step, START)
        assert {k: getattr(case, k) for k in turn} == turn
    assert line(notice, cast, "green").owner_id == cast.people["liang"].pk
    assert line(notice, cast, "hill").owner_id == cast.people["feng"].pk  # no logistics there: the safety officer
    assert line(notice, cast, "tiny").owner_id == cast.people["tiny"].pk  # nobody but the head


def test_a_unit_without_anybody_steps_up_to_its_supervisor_as_a_single_case_would(cast):
    from anlan.kernel.actor import SYSTEM
    from anlan.registers.people.actions import end_grant

    end_grant(cast.grants["xie"], ends=(START - timedelta(days=2)).date(), by=SYSTEM, at=START)
    notice = sent(cast)
    case = line(notice, cast, "river")
    assert (case.owner_id, case.turn_unit_id, case.turn_role, case.stepped_up) == (None, cast.units["west"].pk, "safety", True)
    turn = turn_of(case, registry.kind("task").machine.turn("sent"), START)
    assert {k: getattr(case, k) for k in turn} == turn


def test_a_supervisor_of_the_domain_takes_the_place_of_the_parent(cast):
    from anlan.kernel.actor import SYSTEM
    from anlan.registers.org import actions as org
    from anlan.registers.people.actions import end_grant

    end_grant(cast.grants["xie"], ends=(START - timedelta(days=2)).date(), by=SYSTEM, at=START)
    east, since = cast.units["east"], LONG_AGO.date()
    org.supervise(cast.units["river"], domain="gate", supervisor=east, starts=since, basis="", by=SYSTEM, at=LONG_AGO)
    notice = sent(cast, domain="gate")
    case = line(notice, cast, "river")
    turn = turn_of(case, registry.kind("task").machine.turn("sent"), START)
    assert {k: getattr(case, k) for k in turn} == turn
    assert case.turn_unit_id == cast.units["east"].pk


def test_a_line_for_a_department_is_laid_on_who_works_there(cast):
    from anlan.kernel.actor import SYSTEM
    from anlan.registers.people import actions as people

    post = people.open_post(cast.units["office"], role="staff", title="总务处干事", by=SYSTEM, at=LONG_AGO)
    people.give(cast.people["liang"], post, reach="own", by=SYSTEM, at=LONG_AGO, starts=LONG_AGO.date())
    notice = sent(cast, to={"kinds": ["school"], "departments": ["总务处"]}, post_role="safety")
    assert line(notice, cast, "green").owner_id == cast.people["liang"].pk
    assert line(notice, cast, "hill").owner_id == cast.people["feng"].pk  # no such department there


def first_post(case):
    return Task.objects.get(pk=case.pk).obligation.post_role


def test_who_took_a_domain_last_time_gets_it_again(cast):
    first = sent(cast)
    case = line(first, cast, "green")
    with acting(cast.chen):
        actions.assign_lines([case.pk], to_person=cast.people["su"].pk, by=cast.chen, at=START)
    text = "各区教育局，各学校：\n  一、各校12月26日前把值班名单报区教育局备案。\n"
    second = sent(cast, text=text, domain=case.domain, post_role=first_post(case))
    assert line(second, cast, "green").owner_id == cast.people["su"].pk
    assert line(second, cast, "hill").owner_id == line(first, cast, "hill").owner_id


def test_who_took_a_domain_last_time_does_not_stand_before_another_post(cast):
    case = line(sent(cast), cast, "green")
    with acting(cast.chen):
        actions.assign_lines([case.pk], to_person=cast.people["su"].pk, by=cast.chen, at=START)
    text = "各区教育局，各学校：\n  一、各校12月26日前把值班名单报区教育局备案。\n"
    assert first_post(case) != "logistics"
    for_logistics = sent(cast, text=text, domain=case.domain, post_role="logistics")
    assert line(for_logistics, cast, "green").owner_id == cast.people["liang"].pk


def test_sending_twice_has_one_effect(cast):
    notice = sent(cast)
    with acting(cast.lin):
        actions.dispatch_now(notice, by=cast.lin, at=START)
        assert actions.dispatch(notice, by=cast.lin, at=START) is None
    assert Task.objects.filter(notice=notice).count() == 16
    assert Message.objects.filter(kind="notices.dossier").count() == 4


def test_the_queue_gets_the_sending_once_and_the_worker_does_it(cast):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from anlan.kernel import clock
    from anlan.work.notices.tasks import send_notice

    notice = reviewed(cast, imported(cast))
    with acting(cast.lin):
        started = actions.dispatch(notice, by=cast.lin, at=START)
        again = actions.dispatch(notice, by=cast.lin, at=START)
        assert started.pk == again.pk
        with pytest.raises(Refused):
            actions.drop(notice.obligations.first(), by=cast.lin, at=START)
    assert ProcrastinateJob.objects.filter(task_name="notices.send").count() == 1
    job = ProcrastinateJob.objects.get(task_name="notices.send")
    assert set(job.args) == {"notice_id", "person_id"}
    Notice.objects.filter(pk=notice.pk).update(progress_id=None)  # a second connection cannot see this test's rows
    with clock.travel(START):
        send_notice(**job.args)
        send_notice(**job.args)
    notice.refresh_from_db()
    assert (notice.state, notice.lines) == ("published", 16)


def test_a_sending_that_breaks_off_leaves_nothing_and_opens_the_review_again(cast, monkeypatch):
    from anlan.work.notices.actions import dispatching

    notice = reviewed(cast, imported(cast))
    monkeypatch.setattr(dispatching, "_publish", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError), acting(cast.lin):
        actions.dispatch_now(notice, by=cast.lin, at=START)
    assert Case.objects.filter(kind="task").count() == Dossier.objects.count() == Party.objects.filter(part="owner").count() == 0


def test_a_line_not_confirmed_or_without_date_stops_the_sending(cast):
    notice = imported(cast)
    with acting(cast.lin):
        found = queries.preview(notice, at=START)
        assert found.stops and not found.can_go
        with pytest.raises(Refused) as refusal:
            actions.dispatch_now(notice, by=cast.lin, at=START)
    assert refusal.value.code == "E-notice-blocked"


def test_only_the_issuer_sends_and_a_school_cannot_import(cast):
    notice = reviewed(cast, imported(cast))
    with pytest.raises((NotYours, Notice.DoesNotExist)), acting(cast.zhao):
        actions.dispatch_now(notice, by=cast.zhao, at=START)
    with pytest.raises(NotYours), acting(cast.chen):
        imported(cast, by="chen", unit="green")


def test_a_draft_is_the_issuers_own_and_a_sent_notice_is_seen_below(cast):
    notice = imported(cast)
    for who in ("zhao", "chen"):
        with acting(cast.actor(who)):
            assert not Notice.objects.filter(pk=notice.pk).exists()
    sent_one = sent(cast, text="各区教育局，各学校：\n  一、各校12月26日前把值班名单报区教育局备案。\n")
    for who in ("zhao", "chen", "su"):
        with acting(cast.actor(who)):
            assert Notice.objects.filter(pk=sent_one.pk).exists()
            assert sent_one.obligations.exists()


def test_a_districts_notice_reaches_only_its_own_schools(cast):
    notice = sent(cast, by="zhao", unit="east")
    got = set(Dossier.objects.filter(notice=notice).values_list("unit_id", flat=True))
    assert got == {cast.units[u].pk for u in ("green", "hill", "tiny")}
    with acting(cast.wu):
        assert not Notice.objects.filter(pk=notice.pk).exists()
    with acting(cast.lin):
        assert Notice.objects.filter(pk=notice.pk).exists()


def test_withdrawing_closes_what_is_open_and_keeps_what_was_done(cast):
    notice = sent(cast, rule="doubt", proof="declared")
    with acting(cast.chen):
        actions.submit(line(notice, cast, "green"), by=cast.chen, at=START, note="已报")
    with acting(cast.lin):
        actions.withdraw_notice(notice, why="文号写错，重发", by=cast.lin, at=START + timedelta(hours=1))
    states = list(Case.objects.filter(kind="task").values_list("state", flat=True))
    assert (states.count("withdrawn"), states.count("declared")) == (15, 1)
    assert not Case.objects.filter(kind="task", closed_at__isnull=True).exists()
    assert Message.objects.filter(kind="notices.withdrawn", person_id=None).count() == 4
    assert broken() == []


def test_a_school_below_gets_the_limit_of_its_own_calendar_unless_the_officer_set_a_date(cast):
    notice = imported(cast)
    with acting(cast.lin):
        for row in notice.obligations.all():
            actions.edit(row, by=cast.lin, at=START, addressees={"kinds": ["school"]})
            actions.confirm(row, by=cast.lin, at=START)
        actions.dispatch_now(notice, by=cast.lin, at=START)
    case = line(notice, cast, "green")
    assert case.limit_at == case.limit_first == case.due_at
    assert f"{case.due_at.astimezone(START.tzinfo):%m-%d %H}" == "12-25 09"  # 17:00 in the city


def test_the_dossier_of_a_neighbour_is_not_seen(cast):
    notice = sent(cast)
    green = dossier_of(notice, cast, "green")
    with acting(cast.feng):
        assert not Dossier.objects.filter(pk=green.pk).exists()
        assert Dossier.objects.filter(notice=notice).count() == 1
        assert Task.objects.filter(notice=notice).count() == 4


def test_many_lines_are_withdrawn_through_the_queue(cast, monkeypatch):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from anlan.kernel import clock
    from anlan.work.notices.actions import withdrawing
    from anlan.work.notices.tasks import take_back

    monkeypatch.setattr(withdrawing, "AT_ONCE", 3)
    notice = sent(cast)
    with acting(cast.lin):
        with pytest.raises(Refused):
            actions.withdraw(notice, why=" ", by=cast.lin, at=START)
        started = actions.withdraw(notice, why="重发", by=cast.lin, at=START)
        assert actions.withdraw(notice, why="重发", by=cast.lin, at=START).pk == started.pk
    job = ProcrastinateJob.objects.get(task_name="notices.take_back")
    Notice.objects.filter(pk=notice.pk).update(progress_id=None)
    with clock.travel(START):
        take_back(**job.args)
        take_back(**job.args)
    notice.refresh_from_db()
    assert (notice.state, notice.withdrawn_why) == ("withdrawn", "重发")
    assert not Case.objects.filter(kind="task", closed_at__isnull=True).exists()


def test_a_sending_whose_worker_died_is_freed_and_one_that_waits_is_not(cast):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from anlan.kernel.clock import wall
    from anlan.kernel.models import Progress
    from anlan.work.notices.clockwork import free_stalled

    notice = reviewed(cast, imported(cast))
    with acting(cast.lin):
        actions.dispatch(notice, by=cast.lin, at=START)
    assert free_stalled(START) == 0
    Progress.objects.update(updated=wall() - timedelta(hours=1))
    assert free_stalled(START) == 0  # it still waits in the queue
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing'")
    assert ProcrastinateJob.objects.filter(status="doing").exists()
    assert free_stalled(START) == 1
    notice.refresh_from_db()
    assert notice.state == "review"
