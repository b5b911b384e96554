"""The sweep of deadlines: claim what is due, do a batch at once, and on failure one by one, so that a bad row stands alone.

`due_at` is the promise to people; `wake_at` is the next moment the engine must look. No open case can fall asleep (a check of
the table says so), told ones cost nothing, and missed rungs are all recorded while each person is told once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from anlan.kernel import action, registry, settings_store
from anlan.kernel.actor import SYSTEM, lineage
from anlan.kernel.machine import Rung
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.work.cases import deadlines, telling
from anlan.work.cases.models import Case

log = logging.getLogger("anlan.sweep")
BATCH = 1000
MOST = 40000  # in one tick; the rest is taken by the next
UNSEEN = timedelta(minutes=15)


@dataclass(frozen=True)
class Climb:
    """A case, its ladder, the rungs that are due, and those of them that are told."""

    case: Case
    ladder: list[Rung]
    due: list[tuple[int, Rung]]
    spoken: list[tuple[int, Rung]]


@dataclass
class Units:
    """Whom rungs reach, remembered over the batches of one sweep and asked for a batch at a time."""

    at: datetime
    supervisors: dict[tuple[str, str], Unit | None] = field(default_factory=dict)
    turns: dict[int, Unit] = field(default_factory=dict)
    tops: dict[str, Unit] = field(default_factory=dict)
    answering: dict[people.Line, int | None] = field(default_factory=dict)  # who is named in the responsibility chain
    together: dict[int, Mapping[str, str]] = field(default_factory=dict)  # case -> with what its message is read together

    def foresee(self, steps: Sequence[Climb]) -> None:
        """Ask for everything that the rungs of these cases need."""
        levels = [(step.case, rung.level) for step in steps for _index, rung in step.spoken]
        pairs = {(case.unit_path, case.domain) for case, level in levels if level == "supervisor"}
        self.supervisors |= org.supervisors_of(pairs - set(self.supervisors), self.at)
        turns = {case.turn_unit_id for case, level in levels if level == "turn" and case.turn_unit_id}
        self.turns |= org.named(turns - set(self.turns))
        for top in {lineage(case.unit_path)[-1] for case, level in levels if level == "above"} - set(self.tops):
            self.tops[top] = org.by_path(top)
        lines = {line for step in steps for _index, rung in step.spoken if (line := _line(step.case, rung))} - set(self.answering)
        found = people.answerers(lines, self.at) if lines else {}
        self.answering |= {line: found.get(line) for line in lines}
        self.together = {}
        for kind, ids in _by_kind(steps).items():
            if ask := registry.kind(kind).together:
                self.together |= ask(ids)


def _line(case: Case, rung: Rung) -> people.Line | None:
    """Where in the responsibility chain this rung looks. What is sealed is only for its readers."""
    layer = telling.layer_of(rung)
    return (case.unit_path, case.domain, layer) if layer and not case.sealed else None


def _by_kind(steps: Sequence[Climb]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for step in steps:
        if step.spoken:
            found.setdefault(step.case.kind, []).append(step.case.pk)
    return found


def sweep(at: datetime) -> int:
    """Climb the ladders of everything due at `at`. -> how many cases."""
    done = 0
    units = Units(at)
    while done < MOST:
        with transaction.atomic():
            rows = claim(at, BATCH)
            if not rows:
                break
            try:
                with transaction.atomic(), action.collecting():
                    climb(rows, at, units)
                    action.flush_if_outermost()
            except Exception:  # the fence: the loop outlives any single row
                log.exception("a batch of the sweep failed; row by row now")
                _one_by_one(rows, at, units)
        done += len(rows)
    return done


def claim(at: datetime, limit: int) -> list[Case]:
    """The next cases to look at, locked, those that another worker holds left out."""
    return list(
        Case.objects.filter(wake_at__lte=at)
        .order_by("wake_at")
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("unit")
        .defer("unit__outline", "unit__traits")[:limit]
    )


def climb(rows: Sequence[Case], at: datetime, units: Units) -> None:
    """Tell the rungs that are due of each case, record them, and set the next look; three statements for all rows."""
    steps = [_climb_of(case, at) for case in rows]
    units.foresee(steps)
    moved: list[dict[str, object]] = []
    for step in steps:
        climbed = step.case.climbed + len(step.due)
        wake = deadlines.next_look(step.case.due_at, step.ladder, climbed)
        moved.append({"id": step.case.pk, "climbed": climbed, "wake": wake.isoformat()})
        if step.due:
            _record(step, at)
    tell([told for step in steps for told in _tellings(step, units)], at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_case c set climbed = v.climbed, wake_at = v.wake, was_late = c.was_late or c.due_at <= %s "
            "from jsonb_to_recordset(%s::jsonb) as v(id bigint, climbed smallint, wake timestamptz) where c.id = v.id",
            [at, json.dumps(moved)],
        )


def _climb_of(case: Case, at: datetime) -> Climb:
    ladder = deadlines.sorted_ladder([Rung.load(r) for r in case.rules.get("ladder", [])])
    due = [(i, r) for i, r in enumerate(ladder) if i >= case.climbed and case.due_at + r.late <= at]
    # what was missed is recorded, but a reminder after the limit would only confuse
    return Climb(case, ladder, due, [(i, r) for i, r in due if r.late >= timedelta(0)] or due[-1:])


def _record(step: Climb, at: datetime) -> None:
    verb = "case.remind" if step.due[-1][1].late < timedelta(0) else "case.climb"
    rungs = [{"role": r.role, "level": r.level, "late": r.late.total_seconds()} for _, r in step.due]
    action.record(verb, unit_id=step.case.unit_id, by=SYSTEM, at=at, case_id=step.case.pk, payload={"rungs": rungs})
    action.touched("cases", step.case.unit_path)


def _tellings(step: Climb, units: Units) -> Iterator[Telling]:
    case = step.case
    for index, rung in step.spoken:
        unit_id, path, role, person = _target(case, rung, units)
        late = rung.late
        kind = "case.reminder" if late < timedelta(0) else "case.due" if not late else "case.late"
        person = person or _answering(case, rung, units)
        facts = {
            "title": "" if case.sealed else case.title,
            "unit": str(case.unit),
            "number": case.number,
            **units.together.get(case.pk, {}),
        }
        yield Telling(
            unit_id=unit_id, unit_path=path, kind=kind, role=role, person_id=person, case_id=case.pk, due_at=case.due_at,
            rung=index, facts=facts,
        )  # fmt: skip


def _answering(case: Case, rung: Rung, units: Units) -> int | None:
    """Who is named for it in the responsibility chain; nobody climbs to whoever is late."""
    line = _line(case, rung)
    person = units.answering.get(line) if line else None
    return person if person not in (case.owner_id, case.turn_person_id) else None


def _target(case: Case, rung: Rung, units: Units) -> tuple[int, str, str, int | None]:
    """(unit id, path, role, person) that a rung reaches."""
    if rung.level == "owner":
        return case.unit_id, case.unit_path, rung.role or "safety", case.turn_person_id or case.owner_id
    if rung.level == "turn":
        if case.turn_person_id or not case.turn_unit_id:
            return case.unit_id, case.unit_path, rung.role, case.turn_person_id
        turn = units.turns[case.turn_unit_id]
        return turn.pk, turn.unit_path, case.turn_role, None
    unit: Unit | None = None
    if rung.level == "supervisor":
        unit = units.supervisors[case.unit_path, case.domain]
    elif rung.level == "above":
        unit = units.tops[lineage(case.unit_path)[-1]]
    return (unit.pk, unit.unit_path, rung.role, None) if unit else (case.unit_id, case.unit_path, rung.role, None)


def _one_by_one(rows: Sequence[Case], at: datetime, units: Units) -> None:
    for case in rows:
        try:
            with transaction.atomic(), action.collecting():
                climb([case], at, units)
                action.flush_if_outermost()
        except Exception as error:
            log.exception("case %s set aside for an hour", case.pk)
            Case.objects.filter(pk=case.pk).update(wake_at=at + timedelta(hours=1), trouble=repr(error)[:500])


def asleep(at: datetime) -> tuple[int, datetime | None]:
    """Self-audit: (how many, since when) stand unseen for a quarter of an hour. Anything but zero is an alarm."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*), min(wake_at) from cases_case where wake_at < %s", [at - UNSEEN])
        count, since = cursor.fetchone()
    return int(count), since


def audit(at: datetime) -> int:
    """Keep the self-audit's result where the health page and the board read it."""
    count, since = asleep(at)
    state = {"asleep": count, "since": since.isoformat() if since else None, "at": at.isoformat(), "jobs": len(registry.JOBS)}
    settings_store.write("engine.audit", state)
    if count:
        log.error("%s cases stand unseen since %s", count, since)
    return count
