"""How long a form was worked at goes into one sum of the unit, the source and the week; nothing else of it is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from anlan.kernel.action import action, quiet
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.work.asks.rules import monday

_ADD = """
insert into asks_spent as had (unit_id, unit_path, source, week, seconds, times) values (%s, %s, %s, %s, %s, %s)
on conflict (unit_id, source, week) do update set seconds = had.seconds + excluded.seconds, times = had.times + excluded.times
"""


@quiet
@action
def spend(source: str, unit_id: int, unit_path: str, *, seconds: int, times: int = 0, by: Actor, at: datetime) -> None:
    """Add `seconds` (and `times` handed in) to the unit's week; people of a department add to their department's.

    What an office enters for a unit is not the unit's time.
    """
    mine = next((g for g in by.grants if unit_path in (g.path, g.home)), None)
    if mine is None or (seconds <= 0 and not times):
        return
    if mine.path != unit_path:
        unit_id, unit_path = mine.unit_id, mine.path
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [unit_id, unit_path, source, monday(local(at).date()), max(0, seconds), int(times)])
