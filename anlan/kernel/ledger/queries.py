"""Reads of the ledger: the trail of a case, and whether a chain is whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class TrailEntry:
    """One line of a trail. `payload` is {} when it held nothing or was erased."""

    unit_id: int
    seq: int
    at: datetime
    written: datetime
    actor: int
    verb: str
    was: str | None
    now: str | None
    payload: dict[str, Any]


@dataclass(frozen=True)
class Broken:
    """A place where a chain does not hold: unit, sequence number, what is wrong there."""

    unit_id: int
    seq: int
    what: str


def trail(case_id: int, limit: int = 200) -> list[TrailEntry]:
    """Entries of one case, newest first, as far as the current scope shows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.unit_id, e.seq, e.at, e.written, e.actor, e.verb, e.was, e.now, p.body "
            "from ledger_entry e left join ledger_payload p using (unit_id, seq) "
            "where e.case_id = %s order by e.at desc, e.seq desc limit %s",
            [case_id, limit],
        )
        return [_entry(row) for row in cursor.fetchall()]


def unit_trail(unit_id: int, verbs: Sequence[str], limit: int = 50) -> list[TrailEntry]:
    """What happened to a unit itself (no case) by one of `verbs`, newest first, as far as the current scope shows it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.unit_id, e.seq, e.at, e.written, e.actor, e.verb, e.was, e.now, p.body "
            "from ledger_entry e left join ledger_payload p using (unit_id, seq) "
            "where e.unit_id = %s and e.case_id is null and e.verb = any(%s) order by e.seq desc limit %s",
            [unit_id, list(verbs), limit],
        )
        return [_entry(row) for row in cursor.fetchall()]


def _entry(row: tuple[Any, ...]) -> TrailEntry:
    unit_id, seq, at, written, actor, verb, was, now, body = row
    return TrailEntry(unit_id, seq, at, written, actor, verb, was, now, json.loads(body) if body else {})


@dataclass(frozen=True)
class CaseRecord:
    """What the check of one case found: how many entries it has, and the places where they do not hold."""

    entries: int
    broken: list[Broken]

    @property
    def whole(self) -> bool:
        return not self.broken


def case_record(case_id: int) -> CaseRecord:
    """Check the entries of one case: digests, payloads, no number missing since its first one, first step and last state.

    The cheap check for a page; the whole chains, and what was kept of them, are checked by `anlan verify`.
    """
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger_entry where case_id = %s", [case_id])
        entries = int(cursor.fetchone()[0])
        cursor.execute("select unit_id, seq, what from ledger_case_broken(%s) order by 1, 2", [case_id])
        return CaseRecord(entries, [Broken(*row) for row in cursor.fetchall()])


def broken(unit_id: int | None = None) -> list[Broken]:
    """Every place where a chain does not hold; empty when all is whole. Needs the worker's or owner's login."""
    with connection.cursor() as cursor:
        cursor.execute("select unit_id, seq, what from ledger_broken(%s) order by 1, 2", [unit_id])
        return [Broken(*row) for row in cursor.fetchall()]


def totals() -> tuple[int, int]:
    """(chains, entries) in the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*), coalesce(sum(seq), 0) from ledger_head")
        chains, entries = cursor.fetchone()
    return int(chains), int(entries)
