"""Verification by sample: drawn by the software from a seed fixed before, passed, failed and widened."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.ledger.queries import broken
from anlan.kernel.outbox.models import Message
from anlan.registers.org import actions as org
from anlan.registers.people import actions as people
from anlan.work.cases.models import Case
from anlan.work.cases.queries import waiting
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Sample, Seed, Task
from anlan.work.notices.rules import draw_order
from tests.cast import LONG_AGO, START
from tests.conftest import BACKEND
from tests.notices.paper import DUE, looked, sent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ONE_LINE = "各区教育局，各学校：\n  一、各校12月28日前检查校门一键报警装置，登记在册。\n"
SCHOOLS = 7


@pytest.fixture
def big(cast: Any) -> Any:
    """Ten schools in the east district, each with a safety officer."""
    for n in range(SCHOOLS):
        unit = org.open_unit(cast.units["east"], kind="school", name=f"第{n + 1}小学", stage="primary", by=SYSTEM, at=LONG_AGO)
        post = people.open_post(unit, role="safety", title="安全主任", by=SYSTEM, at=LONG_AGO)
        person = people.enrol(unit, username=f"s{n}", name=f"安{n}", by=SYSTEM, at=LONG_AGO)
        people.give(person, post, by=SYSTEM, at=LONG_AGO, starts=LONG_AGO.date())
        cast.units[f"s{n}"], cast.people[f"s{n}"] = unit, person
    return cast


def hand_in(cast: Any, notice: Any, *, but: tuple[str, ...] = (), only: tuple[str, ...] = (), at: Any = START) -> None:
    officers = {"green": "chen", "hill": "feng", "tiny": "tiny"} | {f"s{n}": f"s{n}" for n in range(SCHOOLS)}
    for unit, who in officers.items():
        if unit in but or (only and unit not in only):
            continue
        case = Case.objects.get(task__notice=notice, unit=cast.units[unit])
        with acting(cast.actor(who)):
            actions.submit(case.pk, by=cast.actor(who), at=at, note="查过，记在台账")


def drawn(notice: Any) -> list[Case]:
    return list(Case.objects.filter(task__notice=notice, task__drawn=True).order_by("pk"))


def confirm(cast: Any, case: Case, at: Any) -> None:
    looked(cast, case, "zhao", at)
    with acting(cast.zhao):
        actions.verify_line(case.pk, by=cast.zhao, at=at)


def test_a_sample_is_drawn_when_all_are_in_and_passes_the_rest(big):
    notice = sent(big, text=ONE_LINE, rule="sample", percent=20)
    hand_in(big, notice, but=("hill",))
    assert actions.draw_due(START + HOUR) == 0  # one is missing and the deadline is not there
    with acting(big.zhao):
        assert waiting(big.zhao) == []  # what waits for the draw is nobody's turn
    hand_in(big, notice, only=("hill",))
    assert actions.draw_due(START + HOUR) == 2  # a fifth of ten
    assert actions.draw_due(START + HOUR) == 0
    with acting(big.zhao):
        assert sorted(c.pk for c in waiting(big.zhao)) == [c.pk for c in drawn(notice)]
    assert Message.objects.filter(kind="notices.drawn").count() == 1
    for case in drawn(notice):
        confirm(big, case, START + 2 * HOUR)
    assert actions.draw_due(START + 3 * HOUR) == 8
    states = list(Case.objects.filter(task__notice=notice, unit_path__startswith="1.01.").values_list("state", flat=True))
    assert (states.count("verified"), states.count("sampled")) == (2, 8)
    assert broken() == []


def test_anybody_can_compute_the_draw_again_from_the_seed_bound_at_dispatch(big):
    from django.db import connection

    notice = sent(big, text=ONE_LINE, rule="sample", percent=20)
    hand_in(big, notice)
    actions.draw_due(START + HOUR)
    sample = Sample.objects.get(notice=notice)
    numbers = list(Case.objects.filter(pk__in=sample.population).values_list("number", flat=True))
    again = draw_order(sample.seed, sample.obligation_id, sample.unit_path, numbers)[: len(sample.drawn)]
    assert again == [Case.objects.get(pk=pk).number for pk in sample.drawn]
    with connection.cursor() as cursor:
        entries = "ledger_entry e join ledger_payload p using (unit_id, seq)"
        cursor.execute(f"select p.body::jsonb->>'seed_digest' from {entries} where verb = 'notice.publish'")
        assert cursor.fetchone()[0] == sha256(sample.seed.encode()).hexdigest()
    with acting(big.chen):
        assert not Seed.objects.exists()
        assert not Sample.objects.exists()


def test_a_failed_sample_doubles_and_opens_again_what_had_passed(big):
    notice = sent(big, text=ONE_LINE, rule="sample", percent=20)
    hand_in(big, notice)
    actions.draw_due(START + HOUR)
    first = drawn(notice)
    confirm(big, first[0], START + 2 * HOUR)
    with acting(big.zhao):
        actions.return_line(first[1].pk, note="没登记", by=big.zhao, at=START + 2 * HOUR)
    assert actions.draw_due(START + 3 * HOUR) == 2
    assert [s.result for s in Sample.objects.filter(notice=notice).order_by("round")] == ["failed", ""]
    second = [c for c in drawn(notice) if c.state == "submitted"]
    for case in second:
        confirm(big, case, START + 4 * HOUR)
    assert actions.draw_due(START + 5 * HOUR) == 6
    with acting(big.zhao):  # later a passed one turns out wrong
        wrong = Case.objects.filter(task__notice=notice, state="sampled").first()
        actions.doubt(wrong.pk, note="现场没有装置", by=big.zhao, at=START + 6 * HOUR)
    actions.draw_due(START + 7 * HOUR)
    assert not Case.objects.filter(task__notice=notice, state="sampled").exists()
    assert Case.objects.filter(task__notice=notice, task__drawn=True).count() == 2 + 2 + 1 + 4
    assert broken() == []


def test_at_the_deadline_it_draws_without_those_who_are_late_and_looks_at_each_of_them(big):
    notice = sent(big, text=ONE_LINE, rule="sample", percent=20)
    hand_in(big, notice, but=("hill", "green"))
    assert actions.draw_due(DUE - HOUR) == 0
    assert actions.draw_due(DUE) == 2
    before = {c.pk for c in drawn(notice)}
    hand_in(big, notice, only=("hill",), at=DUE + HOUR)
    assert actions.draw_due(DUE + 2 * HOUR) == 1
    assert {c.unit_id for c in drawn(notice) if c.pk not in before} == {big.units["hill"].pk}
    for case in drawn(notice):
        if case.pk in before:
            confirm(big, case, DUE + 3 * HOUR)
    assert actions.draw_due(DUE + 4 * HOUR) == 6  # the late one does not hold up the others
    assert Case.objects.get(task__notice=notice, unit=big.units["hill"]).state == "submitted"


def test_a_line_drawn_once_is_looked_at_also_when_it_comes_again(big):
    notice = sent(big, text=ONE_LINE, rule="sample", percent=5)
    hand_in(big, notice)
    actions.draw_due(START + HOUR)
    case = drawn(notice)[0]
    with acting(big.zhao):
        actions.return_line(case.pk, note="没登记", by=big.zhao, at=START + 2 * HOUR)
    owner = next(k for k, p in big.people.items() if p.pk == case.owner_id)
    with acting(big.actor(owner)):
        actions.submit(case.pk, by=big.actor(owner), at=START + 3 * HOUR, note="补登记了")
    case.refresh_from_db()
    assert case.turn_unit_id == big.units["east"].pk
    assert Task.objects.get(pk=case.pk).drawn


def test_groups_that_must_wait_do_not_keep_others_from_their_draw(big, monkeypatch):
    from anlan.work.notices.actions import sampling

    monkeypatch.setattr(sampling, "GROUPS_AT_ONCE", 1)
    waits = sent(big, text=ONE_LINE, rule="sample", percent=20)
    hand_in(big, waits, but=("hill",))
    ready = sent(big, text="各区教育局，各学校：\n  一、各校12月28日前核对值班电话，登记在册。\n", rule="sample", percent=20)
    hand_in(big, ready)
    assert actions.draw_due(START + HOUR) == 2
    assert (len(drawn(waits)), len(drawn(ready))) == (0, 2)


def test_a_late_line_that_is_returned_does_not_fail_the_round(big):
    notice = sent(big, text=ONE_LINE, rule="sample", percent=20)
    hand_in(big, notice, but=("hill",))
    assert actions.draw_due(DUE) == 2
    hand_in(big, notice, only=("hill",), at=DUE + HOUR)
    assert actions.draw_due(DUE + 2 * HOUR) == 1
    late = Case.objects.get(task__notice=notice, unit=big.units["hill"])
    with acting(big.zhao):
        actions.return_line(late.pk, note="没登记", by=big.zhao, at=DUE + 3 * HOUR)
    assert Sample.objects.get(notice=notice).result == ""
    for case in drawn(notice):
        if case.pk != late.pk:
            confirm(big, case, DUE + 4 * HOUR)
    assert actions.draw_due(DUE + 5 * HOUR) == 7
    assert Sample.objects.get(notice=notice).result == "passed"


def test_the_draw_is_shown_with_all_that_it_takes_to_compute_it_again(big, settings):
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    notice = sent(big, text=ONE_LINE, rule="sample", percent=20)
    hand_in(big, notice)
    actions.draw_due(START + HOUR)
    with acting(big.zhao):
        (found,) = queries.samples_of(notice.pk)
        again = draw_order(found.seed, found.obligation_id, found.path, found.population)[: len(found.drawn)]
        assert (found.round, len(found.population), found.result) == (1, 10, "") and again == found.drawn
        client, clause = Client(), found.obligation_id
    with acting(big.chen):
        assert queries.samples_of(notice.pk) == []
    client.force_login(big.people["zhao"], backend=BACKEND)
    with clock.travel(START + 2 * HOUR):
        page = client.get(f"/notices/{notice.pk}/matrix/clause/{clause}/").content.decode()
        assert found.seed in page and "第 1 轮，10 件里抽 2 件" in page and all(number in page for number in found.population)
        drawer = client.get(f"/notices/{notice.pk}/matrix/cell/{drawn(notice)[0].pk}/").content.decode()
        assert "抽签第 1 轮，10 件抽 2 件" in drawer
        assert client.get(f"/api/notices/{notice.pk}/samples").json()[0]["drawn"] == found.drawn
