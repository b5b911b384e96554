"""The engine's job that counts: set-based, stamped with its time, writing only the rows that changed.

Everything that changes a case leaves an entry in its unit's chain, and time alone changes only what passes its limit or midnight. So
only units whose chain grew or whose limits passed are counted again, level by level, each with all above it: a unit has what its own
cases and the counts of its parts say. With a new day, a clock that went back or a tree that changed, all are; when nothing of this
happened, only the stamp moves on.

Each level of each table is put right by one MERGE; rows that are gone are set to zero. A row that did not change is not written.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from anlan.kernel import clock, registry, settings_store
from anlan.kernel.actor import lineage
from anlan.oversight.board import counting
from anlan.oversight.board.rules import DAYS_KEPT, DAYS_SHOWN
from anlan.registers.org.models import Unit

STAMP = "board.snapshot"
REST_SECONDS = 2.0  # a rehearsal that ticks a thousand times a second does not count a thousand times


def job(at: datetime) -> int:
    """The engine's job: refresh, unless the last one is only a moment old on the same day. -> rows written."""
    last = settings_store.read(STAMP) or {}
    rested = clock.wall().timestamp() - float(last.get("written", 0)) >= REST_SECONDS
    if not rested and last.get("day") == str(clock.local(at).date()):
        return 0
    return refresh(at)


def refresh(at: datetime, *, whole: bool = False) -> int:
    """Bring the snapshot up to `at` in one transaction. -> rows written. `whole` counts again whatever has changed or not."""
    begun = time.monotonic()
    with transaction.atomic():
        last = settings_store.read(STAMP) or {}
        today = clock.local(at).date()
        new_day = whole or last.get("day") != str(today)
        before = datetime.fromisoformat(last["at"]) if "at" in last else at
        changed = set(_column(counting.GROWN))
        tree = _column(counting.TREE)[0] if changed or "tree" not in last else last["tree"]
        written = 0
        if new_day or tree != last.get("tree") or at < before:
            written = count(at, today, Unit.objects.values_list("pk", flat=True), new_day=new_day)
        elif changed := changed | set(_column(counting.PASSED, [before, at])):
            written = count(at, today, changed, new_day=False)
        stamp = {
            "at": at.isoformat(), "day": str(today), "tree": tree, "written": clock.wall().timestamp(),
            "seconds": round(time.monotonic() - begun, 4),
        }  # fmt: skip
        settings_store.write(STAMP, stamp)
        if written:
            _announce()
    return written


def count(at: datetime, today: date, units: Iterable[int], *, new_day: bool) -> int:
    """Count the units and all above them at `at`; with a new day also the days gone by. -> rows written."""
    midnight = clock.midnight(today)
    values: dict[str, Any] = {
        "at": at, "tomorrow": midnight + timedelta(days=1), "midnight": midnight, "yesterday": today - timedelta(days=1),
        "ends": [f"{kind} {state}" for kind in registry.KINDS for state in registry.kind(kind).machine.ends],
        "first": midnight - timedelta(days=DAYS_SHOWN if new_day else 0), "first_day": today - timedelta(days=DAYS_SHOWN if new_day else 0),
    }  # fmt: skip
    written = sum(_run(sql, values | {"units": level}) for level in _levels(units) for sql in counting.LEVELS)
    written += _run(counting.HEARD, values) + _run(counting.SEALED, values) + _run(counting.UNSEALED, values)
    if new_day:
        _run(counting.DAY_END, values)
        _run("delete from board_day where day < %(oldest)s", {"oldest": today - timedelta(days=DAYS_KEPT)})
    return written


def _levels(units: Iterable[int]) -> list[list[int]]:
    """The units and all above them, by how deep they stand, the deepest first."""
    paths = Unit.objects.filter(pk__in=list(units)).values_list("unit_path", flat=True)
    wanted = {above for path in paths for above in lineage(path)}
    by_depth: dict[int, list[int]] = defaultdict(list)
    for pk, path in Unit.objects.filter(unit_path__in=wanted).values_list("pk", "unit_path"):
        by_depth[path.count(".")].append(pk)
    return [by_depth[depth] for depth in sorted(by_depth, reverse=True)]


def _column(sql: str, values: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _run(sql: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _announce() -> None:
    """Tell open boards after commit that there are new figures."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('anlan_live', 'board ' || unit_path) from org_unit where parent_id is null and kind = 'city'")
