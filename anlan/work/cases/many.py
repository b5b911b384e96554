"""Many cases at once, set by set: the same thing opened at a thousand units, and the software's own closing of what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection

from anlan.kernel import registry
from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.registers.org.models import Unit
from anlan.work.cases import deadlines
from anlan.work.cases.actions import next_numbers
from anlan.work.cases.models import Case, Party
from anlan.work.cases.placing import Placing

BATCH = 500


@action
def open_many(
    kind: str, units: Sequence[Unit], *, title: str, due_at: datetime, root: str, nonce: UUID, by: Actor, at: datetime,
    domain: str = "other", role: str = "safety", payload: dict[str, Any] | None = None, owners: Mapping[int, int] | None = None,
) -> dict[int, Case]:  # fmt: skip
    """Open one case of `kind` at each unit, laid on the holder of `role` there, or on the person that `owners` names for the unit.
    -> unit id -> case.

    Whoever is to be told, the caller tells: one message a unit. The same `nonce` again is refused by the database.
    """
    what = registry.kind(kind)
    machine = what.machine
    turn = machine.turn(machine.start)
    assert turn is not None
    rules = what.stamp(root, domain, "", at) if what.stamp else machine.stamp()
    ladder = deadlines.sorted_ladder(machine.ladder)
    climbed = deadlines.skip_reminders_past(due_at, ladder, at)
    wake = deadlines.next_look(due_at, ladder, climbed)
    placing = Placing(units, root, at, step=turn)
    rows = []
    for unit, number in zip(units, next_numbers(what.prefix, at, len(units)), strict=True):
        owner = owners[unit.pk] if owners else placing.owner(unit, domain, role).person_id
        whose = placing.turn(unit, domain, owner)
        rows.append(Case(
            number=number, nonce=uuid5(nonce, str(unit.pk)), kind=kind, unit=unit, unit_path=unit.unit_path, domain=domain, title=title,
            state=machine.start, opened_at=at, opened_by_id=by.person_id, owner_id=owner, turn_unit_id=whose.unit_id, turn_role=whose.role,
            turn_person_id=whose.person_id, stepped_up=whose.stepped_up, since=at, due_at=due_at, limit_at=due_at, limit_first=due_at,
            wake_at=wake, climbed=climbed, rules=rules,
        ))  # fmt: skip
    Case.objects.bulk_create(rows, batch_size=BATCH)
    Party.objects.bulk_create(
        [Party(case=c, unit_path=c.unit_path, person_id=c.owner_id, part="owner", at=at) for c in rows if c.owner_id], batch_size=BATCH
    )
    for case in rows:
        record(
            "case.open", unit_id=case.unit_id, by=by, at=at, case_id=case.pk, now=case.state, payload={"title": title, **(payload or {})}
        )
        touched("cases", case.unit_path)
    return {case.unit_id: case for case in rows}


_CLOSE = """
with chosen as (select id, state as was from cases_case where id = any(%s) and kind = %s and state = any(%s) order by id for update)
update cases_case c set state = %s, outcome = %s, since = %s, closed_at = %s, wake_at = null, turn_unit_id = null, turn_role = '',
    turn_person_id = null, stepped_up = false, version = c.version + 1, was_late = c.was_late or c.due_at < %s
from chosen where c.id = chosen.id returning c.id, c.unit_id, c.unit_path, chosen.was
"""


@quiet
@action
def close_many(
    kind: str, verb: str, case_ids: Iterable[int], *, by: Actor, at: datetime, payload: dict[str, Any] | None = None
) -> list[int]:
    """Take the closing step `verb` on those of the cases that stand in a source of it. -> their ids.

    For the software's own steps, and for what an office does for many units at once: whether it may, the caller has made sure of.
    """
    machine = registry.kind(kind).machine
    step = next(s for s in machine.steps if s.verb == verb)
    if step.target not in machine.closed or step.needs or step.apart:
        raise ValueError(f"{verb} is taken case by case")
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [list(case_ids), kind, list(step.sources), step.target, step.target, at, at, at])
        moved = cursor.fetchall()
    if not step.hidden:
        doers = [Party(case_id=pk, unit_path=path, person_id=by.person_id, part=verb, at=at) for pk, _unit, path, _was in moved]
        Party.objects.bulk_create(doers, batch_size=BATCH, ignore_conflicts=True)
    for case_id, unit_id, path, was in sorted(moved):
        record(verb, unit_id=unit_id, by=by, at=at, case_id=case_id, was=was, now=step.target, payload=payload)
        touched("cases", path)
    return sorted(row[0] for row in moved)
