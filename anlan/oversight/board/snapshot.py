"""The engine's job that counts: set-based, stamped with its time, writing only the rows that changed.

Everything that changes a case leaves a ledger entry, and time alone changes only what passes its limit or midnight. So when
no chain grew, no limit passed and the day is the same, nothing is counted again and only the stamp moves on.

Each table is put right by one MERGE: the counts of units with cases, summed up for every unit above them, rows that are gone
set to zero. A row that did not change is not written.
"""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from anlan.kernel import clock, registry, settings_store
from anlan.oversight.board import counting
from anlan.oversight.board.rules import DAYS_KEPT, DAYS_SHOWN

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
        grown = _ledger_length()
        new_day = last.get("day") != str(today)
        written = 0
        if whole or new_day or last.get("ledger") != grown or _limits_passed(last, at):
            written = count(at, today, new_day=whole or new_day)
        stamp = {
            "at": at.isoformat(), "day": str(today), "ledger": grown, "written": clock.wall().timestamp(),
            "seconds": round(time.monotonic() - begun, 4),
        }  # fmt: skip
        settings_store.write(STAMP, stamp)
        if written:
            _announce()
    return written


def count(at: datetime, today: date, *, new_day: bool) -> int:
    """Count everything that may differ at `at`; with a new day also the days gone by. -> rows written."""
    midnight = counting.midnight(today)
    values: dict[str, Any] = {
        "at": at, "tomorrow": midnight + timedelta(days=1), "midnight": midnight, "yesterday": today - timedelta(days=1),
        "ends": [f"{kind} {state}" for kind in registry.KINDS for state in registry.kind(kind).machine.ends],
        "first": midnight - timedelta(days=DAYS_SHOWN if new_day else 0), "first_day": today - timedelta(days=DAYS_SHOWN if new_day else 0),
    }  # fmt: skip
    written = sum(_run(sql, values) for sql in (counting.STANDING, counting.DOMAINS, counting.DAYS, counting.HEARD))
    written += _run(counting.SEALED, values) + _run(counting.UNSEALED, values)
    if new_day:
        _run(counting.DAY_END, values)
        _run("delete from board_day where day < %(oldest)s", {"oldest": today - timedelta(days=DAYS_KEPT)})
    return written


def _run(sql: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _ledger_length() -> int:
    """Entries in all chains; read before counting, so that what commits meanwhile is counted the next time."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(seq), 0) from ledger_head")
        return int(cursor.fetchone()[0])


def _limits_passed(last: dict[str, Any], at: datetime) -> bool:
    """Whether a limit has passed since the last look (or the clock went back)."""
    if "at" not in last:
        return True
    before = datetime.fromisoformat(last["at"])
    if at < before:
        return True
    with connection.cursor() as cursor:
        cursor.execute("select exists (select 1 from cases_case where closed_at is null and due_at >= %s and due_at < %s)", [before, at])
        return bool(cursor.fetchone()[0])


def _announce() -> None:
    """Tell open boards after commit that there are new figures."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('anlan_live', 'board ' || unit_path) from org_unit where parent_id is null and kind = 'city'")
