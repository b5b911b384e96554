"""Drawing samples, by the clockwork: when all lines of a clause in a district are in, or at the deadline; a failed one widens.

The order of drawing hangs on a seed fixed at dispatch (its digest stands in the ledger since then) and published with the first draw,
so that anybody can compute the draw again and nobody could know it before.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from anlan.kernel import action
from anlan.kernel.actor import SYSTEM
from anlan.kernel.machine import Limit
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org import queries as org
from anlan.work.cases import actions as cases
from anlan.work.cases import deadlines
from anlan.work.cases.models import Case
from anlan.work.cases.standing import turn_of
from anlan.work.notices.actions.moving import move_many
from anlan.work.notices.models import Obligation, Sample, Seed, Task
from anlan.work.notices.rules import MACHINE, draw_order, first_count, widened_count
from anlan.work.notices.rules.machine import OPEN, VERIFY

log = logging.getLogger("anlan.notices")
GROUPS_AT_ONCE = 60  # in one run; the next follows a minute later
JUDGED = ("verified", "outside", "not_applicable", "withdrawn")
READY = """
with waiting as (
    select distinct obligation_id, group_path from notices_task where rule = 'sample' and submitted_at is not null
    union select obligation_id, unit_path from notices_sample s where result = 'failed' and not exists (
        select 1 from notices_sample n where n.obligation_id = s.obligation_id and n.unit_path = s.unit_path and n.round > s.round))
select w.obligation_id, w.group_path from waiting w
left join lateral (
    select s.round, s.result, s.drawn from notices_sample s
    where s.obligation_id = w.obligation_id and s.unit_path = w.group_path order by s.round desc limit 1) last on true
where (last.round is null and exists (
        select 1 from notices_task t where t.obligation_id = w.obligation_id and t.group_path = w.group_path
        having max(t.limit_at) <= %(at)s or not bool_or(t.state = any(%(unanswered)s))))
   or last.result = 'failed'
   or (last.result = '' and not exists (
        select 1 from notices_task t where t.case_id = any(last.drawn) and t.state <> all(%(judged)s)))
   or (last.round is not null and exists (
        select 1 from notices_task t where t.obligation_id = w.obligation_id and t.group_path = w.group_path
        and t.submitted_at is not null and not t.drawn and not exists (
            select 1 from notices_sample p where p.obligation_id = w.obligation_id and p.unit_path = w.group_path
            and t.case_id = any(p.population))))
order by 1, 2 limit %(most)s
"""


def draw_due(at: datetime) -> int:
    """Draw where a draw is due, widen where one failed, close where one passed. -> how many groups moved."""
    return sum(_fenced(_group, at, *key) for key in _groups(at)[:GROUPS_AT_ONCE])


def judge(obligation: Obligation, group_path: str, *, at: datetime) -> int:
    """The same for one clause in one district (for tests and the rehearsal)."""
    return _fenced(_group, at, obligation.pk, group_path)


def _groups(at: datetime) -> list[tuple[int, str]]:
    """(clause, district) in which something is to be done now: a first draw, a failed or a decided round, a late line."""
    with connection.cursor() as cursor:
        cursor.execute(READY, {"at": at, "judged": list(JUDGED), "unanswered": [*OPEN, "asked_na"], "most": GROUPS_AT_ONCE})
        return [(clause, path) for clause, path in cursor.fetchall()]


def _fenced(work: Any, at: datetime, obligation_id: int, path: str) -> int:
    """One group, one transaction; a broken one is reported and stands alone."""
    try:
        with transaction.atomic(), action.collecting():
            done = work(at, obligation_id, path)
            action.flush_if_outermost()
        return int(done)
    except Exception:
        log.exception("sample of clause %s in %s", obligation_id, path)
        return 0


def _group(at: datetime, obligation_id: int, path: str) -> int:
    clause = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation_id)  # one draw at a time for a clause
    rounds = list(Sample.objects.filter(obligation=clause, unit_path=path).order_by("round"))
    if not rounds:
        return _first_round(clause, path, at)
    known = {pk for r in rounds for pk in r.population}
    late = Task.objects.filter(obligation=clause, group_path=path, drawn=False, submitted_at__isnull=False).exclude(pk__in=known)
    late_ids = list(late.values_list("pk", flat=True))
    if late_ids:  # came in after the draw: looked at each, or being late would be a way round it
        _put_before_supervisor(late_ids, clause, path, at, rounds[-1].round, why="late")
    last = rounds[-1]
    if last.result == "failed":
        return _widen(clause, path, rounds, at) + len(late_ids)
    if last.result == "":
        return _pass_if_right(clause, path, last, known, at) + len(late_ids)
    return len(late_ids)


def _waiting(clause: Obligation, path: str) -> list[Case]:
    """Lines handed in and not drawn."""
    return list(Case.objects.filter(task__obligation=clause, task__group_path=path, task__drawn=False, state="submitted").order_by("pk"))


def _first_round(clause: Obligation, path: str, at: datetime) -> int:
    lines = Case.objects.filter(task__obligation=clause, task__group_path=path)
    last = lines.aggregate(m=Max("limit_at"))["m"]
    unanswered = lines.filter(state__in=[*OPEN, "asked_na"]).exists()
    if unanswered and (last is None or at < last):
        return 0
    rows = _waiting(clause, path)
    return _draw(clause, path, rows, first_count(len(rows), clause.percent), 1, at) if rows else 0


def _widen(clause: Obligation, path: str, rounds: Sequence[Sample], at: datetime) -> int:
    """A failed round: what had passed with it is open again, and twice as many are drawn in all."""
    for case in Case.objects.filter(task__obligation=clause, task__group_path=path, state="sampled").order_by("pk"):
        cases.advance(case.pk, "reopen_sample", by=SYSTEM, at=at)
    rows = _waiting(clause, path)
    drawn = sum(len(r.drawn) for r in rounds)
    more = widened_count(drawn, drawn + len(rows)) - drawn
    return _draw(clause, path, rows, more, rounds[-1].round + 1, at) if more > 0 else 0


def _draw(clause: Obligation, path: str, rows: Sequence[Case], count: int, turn: int, at: datetime) -> int:
    seed = Seed.objects.values_list("value", flat=True).get(pk=clause.notice_id)
    by_number = {c.number: c for c in rows}
    chosen = [by_number[n] for n in draw_order(seed, clause.pk, path, by_number)[:count]]
    Sample.objects.create(
        notice_id=clause.notice_id, obligation=clause, unit_path=path, round=turn, seed=seed, population=[c.pk for c in rows],
        drawn=[c.pk for c in chosen], at=at,
    )  # fmt: skip
    _put_before_supervisor([c.pk for c in chosen], clause, path, at, turn)
    action.record(
        "sample.draw", unit_id=org.by_path(path).pk, by=SYSTEM, at=at,
        payload={"obligation": clause.pk, "round": turn, "seed": seed, "of": len(rows), "drawn": [c.number for c in chosen]},
    )  # fmt: skip
    return len(chosen)


def _put_before_supervisor(ids: Sequence[int], clause: Obligation, path: str, at: datetime, turn: int, why: str = "drawn") -> None:
    """Drawn lines become the supervising level's turn, with its own limit; one message for all of them."""
    step = MACHINE.turn("submitted")
    told: dict[int, int] = {}
    for case in Case.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).select_related("unit").order_by("pk"):
        for column, value in turn_of(case, step, at).items():
            setattr(case, column, value)
        limit = case.rules.get("limits", {}).get("submit")
        case.due_at = deadlines.moment_after(Limit.load(limit) if limit else VERIFY, at, case.unit_path)
        ladder = cases.ladder_of(case)
        case.climbed = deadlines.skip_reminders_past(case.due_at, ladder, at)
        case.wake_at = deadlines.next_look(case.due_at, ladder, case.climbed)
        case.version += 1
        case.save()
        action.record("sample.drawn", unit_id=case.unit_id, by=SYSTEM, at=at, case_id=case.pk, payload={"round": turn, "why": why})
        action.touched("cases", case.unit_path)
        if case.turn_unit_id:
            told[case.turn_unit_id] = told.get(case.turn_unit_id, 0) + 1
    Task.objects.filter(pk__in=list(ids)).update(drawn=True)
    facts = {"title": clause.title, "round": turn, "notice": clause.notice_id, "path": path}
    units = org.named(told)
    tell(
        [Telling(unit_id=pk, unit_path=units[pk].unit_path, kind="notices.drawn", role="safety", due_at=at,
                 facts={**facts, "n": n}) for pk, n in told.items()],
        at=at,
    )  # fmt: skip


def _pass_if_right(clause: Obligation, path: str, last: Sample, known: set[int], at: datetime) -> int:
    """When every drawn line of the round held, those not drawn are done with it."""
    states = dict(Case.objects.filter(pk__in=last.drawn).values_list("pk", "state"))
    if any(states.get(pk) not in JUDGED for pk in last.drawn):
        return 0
    unjudged = Task.objects.filter(obligation=clause, group_path=path, drawn=True, submitted_at__isnull=False, pk__in=known)
    if unjudged.exists():
        return 0
    last.result, last.judged_at = "passed", at
    last.save(update_fields=["result", "judged_at"])
    where = "t.obligation_id = %s and t.group_path = %s and not t.drawn"
    moved = move_many("pass_sample", where, [clause.pk, path], by=SYSTEM, at=at, payload={"round": last.round})
    payload = {"obligation": clause.pk, "round": last.round, "lines": moved}
    action.record("sample.pass", unit_id=org.by_path(path).pk, by=SYSTEM, at=at, payload=payload)
    return moved
