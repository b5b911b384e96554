"""Handing in: what is missing or doubtful is said first and kept on the page; then one step of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.work.cases import actions as cases
from anlan.work.returns.actions.table import Table, hold, put, refresh, sync_doubts
from anlan.work.returns.models import OPEN, Doubt
from anlan.work.returns.rules import OWN, is_empty, missing_keys


@dataclass(frozen=True)
class Problem:
    """What stands between a return and its being handed in: a cell that is empty, or a doubt without an answer."""

    row_id: int
    key: str
    kind: str  # missing, or the kind of the doubt
    doubt_id: int = 0


def problems_of(table: Table) -> list[Problem]:
    """Everything that is still missing or unanswered."""
    found = []
    rows = table.rows()
    if not rows and not table.sheet.nothing:
        found.append(Problem(0, "", "missing"))
    if not table.sheet.nothing:
        found += [Problem(row.pk, key, "missing") for row in rows for key in missing_keys(table.fields, row.values)]
    doubts = Doubt.objects.filter(case_id=table.case_id, state__in=("open", "asked")).order_by("row_id", "id")
    return found + [Problem(d.row_id, d.key, d.kind, d.pk) for d in doubts]


@quiet
@action
def hand_in(case_id: int, *, by: Actor, at: datetime, nothing: bool = False) -> list[Problem]:
    """Hand the return in, or answer what was asked. -> [] when it went in, else what has to be done first (kept with the return).

    nothing  a zero return in one tap: every number 0, no row where there are several; what jumps from last time is questioned
    """
    table = hold(case_id, by)
    if table.round.state != OPEN:
        raise Refused("E-return-ended", _("这张表已经收口，不能再报"))
    if nothing and not table.handed:
        _nothing(table, at)
    _look_for_twins(table, at)
    if problems := problems_of(table):
        refresh(table)
        return problems
    state = table.sheet.state
    verb = "answer" if state == "questioned" else "submit" if table.standing == OWN else "enter"
    cases.advance(case_id, verb, by=by, at=at, given={"nothing": True} if table.sheet.nothing else {})
    return []


def _nothing(table: Table, at: datetime) -> None:
    """A zero return: refused where something else than 0 was typed already."""
    rows = table.rows()
    own = [f for f in table.fields if f.asked and f.key not in table.sheet.known]
    if any(not is_empty(v) and v not in (0, "0", False) for row in rows for f in own if (v := row.values.get(f.key)) is not None):
        raise Refused("E-return-not-nothing", _("已经填了数，清掉再报零"))
    if table.round.many_rows:
        for row in rows:
            row.delete()
    for row in [] if table.round.many_rows else rows:
        put(table, row, {f.key: 0 if f.kind == "integer" else "0" for f in own if f.is_number})
        sync_doubts(table, row, at)
    table.sheet.nothing, table.sheet.began_at = True, table.sheet.began_at or at
    refresh(table)


def _look_for_twins(table: Table, at: datetime) -> None:
    """Is a row the same as another unit's whole row? The database says yes or no, never whose it is or what stands there."""
    rows = [row for row in table.rows() if row.told]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute("select told from returns_twins(%s, %s, %s) told", [table.round.pk, table.case_id, [r.told for r in rows]])
        twins = {told for (told,) in cursor.fetchall()}
    for row in rows:
        sync_doubts(table, row, at, copied=row.told in twins)


def stepped(case_id: int, verb: str, target: str, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """What a step of the case means for the return; called by the kind with the case locked."""
    table = hold(case_id, by, writing=False) if not by.is_system else None
    if table is None:
        return
    sheet = table.sheet
    sheet.state = target
    if target == "handed" and verb in ("submit", "enter", "answer"):
        sheet.handed_at, sheet.handed_by_id = at, by.person_id
        sheet.first_at, sheet.from_above = sheet.first_at or at, verb == "enter" or sheet.from_above
        sheet.began_at = sheet.began_at or at
    if verb == "question" and not given.get("doubts"):
        Doubt.objects.update_or_create(
            case_id=case_id, row_id=0, key="", kind="asked",
            defaults={"unit_path": sheet.unit_path, "round_id": sheet.round_id, "state": "asked",
                      "question": str(given.get("note", ""))[:300],
                      "raised_at": at, "asked_at": at, "asked_by_id": by.person_id, "why": "", "kept_at": None},
        )  # fmt: skip
    refresh(table)
    touched("returns", sheet.unit_path)


def check_whole(case_id: int, by: Actor) -> None:
    """Before a step that hands in, by whatever door: refused while something is missing or unanswered."""
    table = hold(case_id, by)
    if table.round.state != OPEN:
        raise Refused("E-return-ended", _("这张表已经收口，不能再报"))
    problems = problems_of(table)
    if not problems:
        return
    missing = sum(p.kind == "missing" for p in problems)
    if missing:
        raise Refused("E-return-missing", _("还有 %(n)s 格没填，打开表看一下") % {"n": missing})
    raise Refused("E-return-doubts", _("有 %(n)s 处看着不对，改一下，或写一句为什么") % {"n": len(problems)})
