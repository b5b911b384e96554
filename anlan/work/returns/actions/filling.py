"""Filling in, cell by cell. Before handing in a cell is the unit's draft; afterwards every change is an entry: old, new, who, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.sheets import Bad
from anlan.work.returns.actions.table import Table, correct, hold, put, refresh, sync_doubts
from anlan.work.returns.models import Doubt, Row
from anlan.work.returns.queries.rounds import rows_of
from anlan.work.returns.rules import computed, is_empty
from anlan.work.returns.sheets import read_cell

MOST_ROWS = 500


def read_cells(table: Table, given: Mapping[str, str]) -> dict[str, Any]:
    """Typed texts as kept values; every cell that cannot be taken is named."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for key, text in given.items():
        try:
            values[key] = read_cell(table.field(key), text)
        except Bad as bad:
            wrong[key] = str(bad)
    if wrong:
        raise Refused("E-return-cell", next(iter(wrong.values())), fields=wrong)
    return values


@quiet
@action
def set_cells(case_id: int, row_id: int, given: Mapping[str, str], *, by: Actor, at: datetime, why: str = "") -> Row:
    """Put typed texts into cells of one row. Nothing is kept of a form in which one cell cannot be taken."""
    table = hold(case_id, by)
    values = read_cells(table, given)
    row = Row.objects.select_for_update().get(pk=row_id, case_id=case_id, removed_at=None)
    old = put(table, row, values)
    if not old:
        return row
    began = table.sheet.began_at is None
    table.sheet.began_at = table.sheet.began_at or at
    if any(not is_empty(v) and v != 0 for v in values.values()):
        table.sheet.nothing = False
    if table.handed:
        changed = correct(table, row, old, why, by, at)
        record("return.correct", unit_id=table.sheet.unit_id, by=by, at=at, case_id=case_id, payload={"changed": changed, "why": why[:300]})
    sync_doubts(table, row, at, why=why if table.handed else "", by=by)
    refresh(table, rows=None if table.round.many_rows else [row])
    if table.handed or began:
        touched("returns", table.path)
    return row


@quiet
@action
def add_row(case_id: int, *, by: Actor, at: datetime, why: str = "", values: Mapping[str, Any] | None = None) -> Row:
    """One more row, with what is known already in it."""
    table = hold(case_id, by)
    if not table.round.many_rows:
        raise Refused("E-return-one-row", _("这张表一个单位一行"))
    if Row.objects.filter(case_id=case_id, removed_at=None).count() >= MOST_ROWS:
        raise Refused("E-return-rows", _("最多 %(n)s 行") % {"n": MOST_ROWS})
    row = _new_row(table, dict(values or {}))
    if table.handed:
        changed = correct(table, row, {"": None}, why, by, at)
        record("return.correct", unit_id=table.sheet.unit_id, by=by, at=at, case_id=case_id, payload={"changed": changed, "why": why[:300]})
    table.sheet.began_at, table.sheet.nothing = table.sheet.began_at or at, False
    refresh(table)
    touched("returns", table.path)
    return row


def _new_row(table: Table, values: Mapping[str, Any], *, over: bool = False) -> Row:
    """A row at the end; what is known goes in, over the values given or (`over`) below them."""
    last = Row.objects.filter(case_id=table.case_id).aggregate(n=Max("order"))["n"] or 0
    both = {**table.sheet.known, **values} if over else {**values, **table.sheet.known}
    filled = computed(table.fields, both)
    return Row.objects.create(case_id=table.case_id, unit_path=table.path, round_id=table.round.pk, order=last + 1, values=filled)


@quiet
@action
def remove_row(case_id: int, row_id: int, *, by: Actor, at: datetime, why: str = "") -> None:
    """Take a row out: of a draft it is gone, of what was handed in it stays, with the day and the reason."""
    table = hold(case_id, by)
    row = Row.objects.select_for_update().get(pk=row_id, case_id=case_id, removed_at=None)
    if not table.round.many_rows:
        raise Refused("E-return-one-row", _("这张表一个单位一行"))
    Doubt.objects.filter(case_id=case_id, row_id=row_id).update(state="gone")
    if table.handed:
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        changed = correct(table, row, {"": row.values}, why, by, at)
        record("return.correct", unit_id=table.sheet.unit_id, by=by, at=at, case_id=case_id, payload={"changed": changed, "why": why[:300]})
    else:
        row.delete()
    refresh(table)
    touched("returns", table.path)


@quiet
@action
def take_last(case_id: int, *, by: Actor, at: datetime) -> int:
    """Put last time's values where nothing stands yet (or last time's rows where there are none). -> how many cells or rows."""
    table = hold(case_id, by)
    before = rows_of(table.sheet.last_case_id)
    if table.handed or not before:
        raise Refused("E-return-last", _("没有上次的数可以带"))
    asked = {f.key for f in table.fields if f.asked}
    rows, taken = table.rows(), 0
    if table.round.many_rows:
        if rows:
            raise Refused("E-return-last-rows", _("已经填了几行，先删掉再带上次的"))
        for values in before[:MOST_ROWS]:
            sync_doubts(table, _new_row(table, {k: v for k, v in values.items() if k in asked}), at)
            taken += 1
    elif rows:
        fresh = {k: v for k, v in before[0].items() if k in asked and not is_empty(v) and is_empty(rows[0].values.get(k))}
        put(table, rows[0], fresh)
        sync_doubts(table, rows[0], at)
        taken = len(fresh)
    table.sheet.began_at = table.sheet.began_at or at
    refresh(table)
    touched("returns", table.path)
    return taken


@quiet
@action
def replace_rows(case_id: int, rows: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> int:
    """What a filled-in sheet of the unit said takes the place of what was typed; not handed in yet, and never over what was. -> rows."""
    table = hold(case_id, by)
    if table.handed:
        raise Refused("E-return-handed", _("已经报上了，要改就一格一格更正"))
    if len(rows) > MOST_ROWS or (not table.round.many_rows and len(rows) > 1):
        raise Refused("E-return-rows", _("最多 %(n)s 行") % {"n": MOST_ROWS if table.round.many_rows else 1})
    Row.objects.filter(case_id=case_id).delete()
    Doubt.objects.filter(case_id=case_id).delete()
    for values in rows:
        row = _new_row(table, values, over=True)
        put(table, row, {})
        sync_doubts(table, row, at)
    table.sheet.began_at, table.sheet.nothing = table.sheet.began_at or at, False
    refresh(table)
    touched("returns", table.path)
    return len(rows)


@quiet
@action
def keep(case_id: int, doubt_id: int, *, why: str, by: Actor, at: datetime) -> Doubt:
    """Let a questioned value stand, with the reason. One that was asked from above is thereby answered."""
    table = hold(case_id, by)
    doubt = Doubt.objects.select_for_update().get(pk=doubt_id, case_id=case_id)
    if doubt.state in ("kept", "answered") and doubt.why == why.strip():
        return doubt
    if doubt.state not in ("open", "asked", "kept"):
        raise Refused("E-return-doubt", _("这一处已经不用答了，刷新看一下"))
    if len(why.strip()) < 2:
        raise Refused("E-return-why", _("写一句为什么是这个数"), fields={"why": _("写一句为什么是这个数")})
    doubt.state, doubt.why = "answered" if doubt.state == "asked" else "kept", why.strip()[:300]
    doubt.kept_by_id, doubt.kept_at = by.person_id, at
    doubt.save()
    payload = {"key": doubt.key, "kind": doubt.kind, "value": doubt.value, "why": doubt.why}
    record("return.keep", unit_id=table.sheet.unit_id, by=by, at=at, case_id=case_id, payload=payload)
    refresh(table)
    touched("returns", table.path)
    return doubt
