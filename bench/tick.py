"""The sweep of deadlines: many long overdue and told, ten thousand due at once; then ticks in which nothing is due."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from anlan.kernel import engine
from bench import Figure, city, kinds, percentile

MOST_SECONDS, EMPTY_MS = 20.0, 20.0
DUE_PART = 0.01
EMPTY_RUNS = 40

# cases in good time get a limit that passes at %(then)s: their first rung at or after the limit comes due
TOGETHER = """
with rung as (select * from jsonb_to_recordset(%(rungs)s::jsonb) as r(kind text, told smallint, after smallint, late double precision))
update cases_case c set due_at = %(then)s - late * interval '1 second', wake_at = %(then)s, climbed = told
from rung where rung.kind = c.kind and c.id in (
    select id from cases_case where closed_at is null and due_at > %(then)s order by id limit %(count)s)
returning c.id, after
"""


def run(scale: float) -> Iterator[Figure]:
    """One tick with everything due, then empty ones, in a copy of the data."""
    count = max(20, int(city.CASES * DUE_PART * scale))
    with city.copy(scale, "worker", "tick"):
        engine.tick(city.AT)  # what only a first tick does
        then = city.AT + timedelta(minutes=1)
        due = _due_together(then, count)
        told = _long_overdue(then)
        begun = time.perf_counter()
        result = engine.tick(then)
        whole = time.perf_counter() - begun
        if result.trouble or result.paused:
            raise AssertionError(f"the tick had trouble: {result.trouble} {result.paused}")
        _check(due, then)
        most = ", ".join(f"{job} {took:.2f}" for job, took in sorted(result.seconds.items(), key=lambda row: -row[1])[:4])
        note = f"{len(due)} due at once beside {told} long overdue, each climbed once; every job of the tick, seconds: {most}"
        yield Figure("tick", "a tick with all of them due", round(whole, 2), "s", MOST_SECONDS, note)
        times = list(_empty(then))
    yield Figure("tick", "an empty tick", round(percentile(times, 0.5), 1), "ms", EMPTY_MS, f"median of {len(times)}, every job, 2 s apart")
    yield Figure("tick", "an empty tick, p95", round(percentile(times, 0.95), 1), "ms", None, "")


def _due_together(then: datetime, count: int) -> dict[int, int]:
    """Case -> how many rungs it must have climbed afterwards (two may come due together)."""
    rungs = []
    for kind in kinds.kinds():
        ladder = sorted(kind.machine.ladder, key=lambda r: r.late)
        index = next(n for n, rung in enumerate(ladder) if rung.late >= timedelta(0))
        late = ladder[index].late
        after = sum(rung.late <= late for rung in ladder)
        rungs.append({"kind": kind.key, "told": index, "after": after, "late": late.total_seconds()})
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, {"rungs": json.dumps(rungs), "then": then, "count": count})
        return dict(cursor.fetchall())


def _long_overdue(then: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from cases_case where closed_at is null and due_at < %s and wake_at > '9000-01-01'", [then])
        return int(cursor.fetchone()[0])


def _check(due: dict[int, int], then: datetime) -> None:
    """Each climbed its rungs once, with one entry in the ledger and its messages, and sleeps on."""
    with connection.cursor() as cursor:
        cursor.execute("select id, climbed from cases_case where id = any(%s)", [list(due)])
        wrong = [pk for pk, climbed in cursor.fetchall() if climbed != due[pk]]
        cursor.execute("select count(*), count(distinct case_id) from ledger_entry where verb = 'case.climb' and at = %s", [then])
        entries = cursor.fetchone()
        cursor.execute("select count(distinct case_id) from outbox_message where at = %s and case_id = any(%s)", [then, list(due)])
        messages = cursor.fetchone()[0]
        cursor.execute("select count(*) from cases_case where id = any(%s) and wake_at <= %s", [list(due), then])
        awake = cursor.fetchone()[0]
    if wrong or entries[0] != entries[1] or entries[0] < len(due) or messages != len(due) or awake:
        raise AssertionError(f"not each exactly once: {len(wrong)} wrong, {entries} entries, {messages} messages, {awake} awake")


def _empty(then: datetime) -> Iterator[float]:
    """Milliseconds of ticks two seconds apart, as the worker makes them."""
    for n in range(1, EMPTY_RUNS + 1):
        begun = time.perf_counter()
        engine.tick(then + timedelta(seconds=2 * n))
        yield (time.perf_counter() - begun) * 1000
