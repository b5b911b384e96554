"""The sweep of deadlines: claim what is due, do a batch at once, and on failure one by one, so that a bad row stands alone.

`due_at` is the promise to people; `wake_at` is the next moment the engine must look. No open case can fall asleep (a check of
the table says so), told ones cost nothing, and missed rungs are all recorded while each person is told once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from anlan.kernel import action, registry, settings_store
from anlan.kernel.actor import SYSTEM
from anlan.kernel.machine import Rung
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org import queries as org
from anlan.work.cases import deadlines
from anlan.work.cases.models import Case

log = logging.getLogger("anlan.sweep")
BATCH = 1000
MOST = 40000  # in one tick; the rest is taken by the next
UNSEEN = timedelta(minutes=15)


def sweep(at: datetime) -> int:
    """Climb the ladders of everything due at `at`. -> how many cases."""
    done = 0
    targets: dict[tuple[object, ...], tuple[int, str, str]] = {}
    while done < MOST:
        with transaction.atomic():
            rows = claim(at, BATCH)
            if not rows:
                break
            try:
                with transaction.atomic(), action.collecting():
                    climb(rows, at, targets)
                    action.flush_if_outermost()
            except Exception:  # the fence: the loop outlives any single row
                log.exception("a batch of the sweep failed; row by row now")
                _one_by_one(rows, at, targets)
        done += len(rows)
    return done


def claim(at: datetime, limit: int) -> list[Case]:
    """The next cases to look at, locked, those that another worker holds left out."""
    return list(
        Case.objects.filter(wake_at__lte=at)
        .order_by("wake_at")
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("unit")[:limit]
    )


def climb(rows: Sequence[Case], at: datetime, targets: dict[tuple[object, ...], tuple[int, str, str]]) -> None:
    """Tell the rungs that are due of each case, record them, and set the next look; three statements for all rows."""
    tellings: list[Telling] = []
    moved: list[tuple[int, int, datetime]] = []
    for case in rows:
        ladder = deadlines.sorted_ladder([Rung.load(r) for r in case.rules.get("ladder", [])])
        due = [(i, r) for i, r in enumerate(ladder) if i >= case.climbed and case.due_at + r.late <= at]
        # what was missed is recorded, but a reminder after the limit would only confuse
        spoken = [(i, r) for i, r in due if r.late >= timedelta(0)] or due[-1:]
        tellings += _tellings(case, spoken, at, targets)
        climbed = case.climbed + len(due)
        moved.append((case.pk, climbed, deadlines.next_look(case.due_at, ladder, climbed)))
        if due:
            reminder = due[-1][1].late < timedelta(0)
            action.record(
                "case.remind" if reminder else "case.climb", unit_id=case.unit_id, by=SYSTEM, at=at, case_id=case.pk,
                payload={"rungs": [{"role": r.role, "level": r.level, "late": r.late.total_seconds()} for _, r in due]},
            )  # fmt: skip
            action.touched("cases", case.unit_path)
    tell(tellings, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_case c set climbed = v.climbed, wake_at = v.wake, was_late = c.was_late or c.due_at <= %s "
            "from jsonb_to_recordset(%s::jsonb) as v(id bigint, climbed smallint, wake timestamptz) where c.id = v.id",
            [at, json.dumps([{"id": i, "climbed": c, "wake": w.isoformat()} for i, c, w in moved])],
        )


def _tellings(case: Case, rungs: Sequence[tuple[int, Rung]], at: datetime, targets: dict[tuple[object, ...], tuple[int, str, str]]) -> list[Telling]:  # fmt: skip
    told = []
    for index, rung in rungs:
        unit_id, path, role, person = _target(case, rung, at, targets)
        late = rung.late
        kind = "case.reminder" if late < timedelta(0) else "case.due" if not late else "case.late"
        told.append(
            Telling(
                unit_id=unit_id, unit_path=path, kind=kind, role=role, person_id=person, case_id=case.pk, due_at=case.due_at,
                rung=index, facts={"title": "" if case.sealed else case.title, "unit": str(case.unit), "number": case.number},
            )  # fmt: skip
        )
    return told


def _target(case: Case, rung: Rung, at: datetime, targets: dict[tuple[object, ...], tuple[int, str, str]]) -> tuple[int, str, str, int | None]:  # fmt: skip
    if rung.level == "owner":
        return case.unit_id, case.unit_path, rung.role or "safety", case.turn_person_id or case.owner_id
    if rung.level == "turn":
        if case.turn_person_id or not case.turn_unit_id:
            return case.unit_id, case.unit_path, rung.role, case.turn_person_id
        if ("turn", case.turn_unit_id) not in targets:
            found = org.unit(case.turn_unit_id)
            targets["turn", case.turn_unit_id] = (found.pk, found.unit_path, "")
        unit_id, path, _role = targets["turn", case.turn_unit_id]
        return unit_id, path, case.turn_role, None
    key = (case.unit_id, case.domain if rung.level == "supervisor" else "", rung.level, rung.role)
    if key not in targets:
        unit = None
        if rung.level == "supervisor":
            unit = org.supervisor_of(case.unit_path, case.domain, at)
        elif rung.level == "above":
            unit = org.ancestors(case.unit_path)[-1]
        targets[key] = (unit.pk, unit.unit_path, rung.role) if unit else (case.unit_id, case.unit_path, rung.role)
    return (*targets[key], None)


def _one_by_one(rows: Sequence[Case], at: datetime, targets: dict[tuple[object, ...], tuple[int, str, str]]) -> None:
    for case in rows:
        try:
            with transaction.atomic(), action.collecting():
                climb([case], at, targets)
                action.flush_if_outermost()
        except Exception as error:
            log.exception("case %s set aside for an hour", case.pk)
            Case.objects.filter(pk=case.pk).update(wake_at=at + timedelta(hours=1), trouble=repr(error)[:500])


def asleep(at: datetime) -> tuple[int, datetime | None]:
    """Self-audit: (how many, since when) stand unseen for a quarter of an hour. Anything but zero is an alarm."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*), min(wake_at) from cases_case where wake_at < %s", [at - UNSEEN])
        return cursor.fetchone()


def audit(at: datetime) -> int:
    """Keep the self-audit's result where the health page and the board read it."""
    count, since = asleep(at)
    state = {"asleep": count, "since": since.isoformat() if since else None, "at": at.isoformat(), "jobs": len(registry.JOBS)}
    settings_store.write("engine.audit", state)
    if count:
        log.error("%s cases stand unseen since %s", count, since)
    return count
