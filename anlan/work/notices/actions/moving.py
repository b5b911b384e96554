"""One step for many lines at once: receipt of a dossier, withdrawal of a notice, a sample that passed.

Only for steps that need no judgement of the single line: harmless ones, and the software's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from anlan.kernel.action import record, touched
from anlan.kernel.actor import Actor
from anlan.work.notices.rules import MACHINE
from anlan.work.notices.rules.machine import OPEN

_MOVE = """
with chosen as (
    select c.id, c.state as was from cases_case c join notices_task t on t.case_id = c.id
    where {where} and c.kind = 'task' and c.state = any(%s) order by c.id for update of c)
update cases_case c set state = %s, since = %s, version = c.version + 1,
    was_late = case when chosen.was = any(%s) then c.was_late or c.due_at < %s else coalesce((c.rules->>'late')::boolean, false) end{more}
from chosen where c.id = chosen.id returning c.id, c.unit_id, c.unit_path, chosen.was
"""
_CLOSE = ", closed_at = %s, outcome = %s, wake_at = null, turn_unit_id = null, turn_role = '', turn_person_id = null, stepped_up = false"


def move_many(
    verb: str, where: str, params: Sequence[Any], *, by: Actor, at: datetime, payload: dict[str, Any] | None = None,
    say: Callable[[int, int], None] = lambda done, of: None,
) -> int:  # fmt: skip
    """Take the step `verb` on every line that `where` (SQL over c = case, t = task) chooses and that stands in a source of it.

    Turn and limit stay as they are unless the step closes. One ledger entry a line; whoever is to be told, the caller tells.
    say(done, of): how far it has come
    """
    step = next(s for s in MACHINE.steps if s.verb == verb)
    if not (step.harmless or step.hidden):
        raise ValueError(f"{verb} is taken line by line")
    closing = step.target in MACHINE.closed
    values: list[Any] = [*params, list(step.sources), step.target, at, list(OPEN), at]
    if closing:
        values += [at, step.target]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE.format(where=where, more=_CLOSE if closing else ""), values)
        moved = cursor.fetchall()
        if verb == "receive" and moved:
            cursor.execute("update notices_task set received_at = %s where case_id = any(%s)", [at, [m[0] for m in moved]])
        elif closing and moved:
            cursor.execute(
                "update notices_task set submitted_at = null where submitted_at is not null and case_id = any(%s)", [[m[0] for m in moved]]
            )
    for done, (case_id, unit_id, path, was) in enumerate(sorted(moved), start=1):
        say(done, len(moved))
        record(verb, unit_id=unit_id, by=by, at=at, case_id=case_id, was=was, now=step.target, payload=payload)
        touched("cases", path)
    return len(moved)
