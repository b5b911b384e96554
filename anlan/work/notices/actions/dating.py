"""A later or an earlier limit for many open lines at once: by a re-issue, by an amendment, or back again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from anlan.kernel.action import record, touched
from anlan.kernel.actor import Actor
from anlan.work.cases import deadlines
from anlan.work.notices.rules.machine import LADDER, OPEN

_MOVE = """
with moved as (
    select * from unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::smallint[], %s::timestamptz[])
    m(id, due, wake, climbed, lim))
update cases_case c set
    due_at = case when c.state = 'returned' then greatest(m.due, c.due_at) else m.due end,
    wake_at = case when c.state = 'returned' and c.due_at > m.due then c.wake_at else m.wake end,
    climbed = case when c.state = 'returned' and c.due_at > m.due then c.climbed else m.climbed end,
    limit_first = coalesce(c.limit_first, c.limit_at, c.due_at), limit_at = coalesce(m.lim, c.limit_at), version = c.version + 1
from moved m where c.id = m.id and c.closed_at is null and c.state = any(%s) returning c.id, c.unit_id, c.unit_path
"""


def move_due(
    verb: str, dues: Mapping[int, datetime], *, by: Actor, at: datetime, limits: Mapping[int, datetime] | None = None,
    payload: dict[str, Any] | None = None,
) -> list[tuple[int, int, str]]:  # fmt: skip
    """Set the date of open lines that are the unit's turn. -> (case, unit, path) of those that were moved.

    dues    case id -> the new promise to people · limits: case id -> the new limit of the whole, where that moves too
    A line sent back keeps the longer of its time to mend and the new date. One ledger entry a line.
    """
    if not dues:
        return []
    rungs = deadlines.sorted_ladder(LADDER)
    alarms = {}
    for due in set(dues.values()):
        climbed = deadlines.skip_reminders_past(due, rungs, at)
        alarms[due] = (deadlines.next_look(due, rungs, climbed), climbed)
    ids = sorted(dues)
    columns: list[Any] = [ids, [dues[i] for i in ids], [alarms[dues[i]][0] for i in ids], [alarms[dues[i]][1] for i in ids]]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [*columns, [(limits or {}).get(i) for i in ids], list(OPEN)])
        moved = cursor.fetchall()
    for case_id, unit_id, path in sorted(moved):
        record(verb, unit_id=unit_id, by=by, at=at, case_id=case_id, payload={**(payload or {}), "due": dues[case_id].isoformat()})
        touched("cases", path)
    return sorted(moved)
