"""Tables that came by other ways: rows of many units at once, and a grid filled or pasted at a desk. All of it, or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.work.cases.many import close_many
from anlan.work.returns.actions.filling import set_cells
from anlan.work.returns.actions.table import Table, told_digest
from anlan.work.returns.models import OPEN, Doubt, Round, Row, Sheet
from anlan.work.returns.queries.rounds import last_values
from anlan.work.returns.rules import FROM_ABOVE, cell_doubts, fills, load, totals_of

BATCH = 1000
_TABLE = 'create temporary table returns_in (ord int, case_id bigint, unit_path text collate "C", told text, vals jsonb) on commit drop'
_ROWS = """
insert into returns_row (case_id, unit_path, round_id, "order", "values", told)
select case_id, unit_path, %s, ord, vals, told from returns_in order by case_id, ord
returning id, case_id, "order"
"""
_TWINS = """
select r.id, r.case_id from returns_row r join (
    select told from returns_row where round_id = %s and told <> '' and removed_at is null group by told having count(distinct case_id) > 1
) twin using (told) where r.round_id = %s and r.case_id = any(%s)
"""


@action
def take_rows(round_: Round, rows: Mapping[int, Sequence[Mapping[str, Any]]], *, by: Actor, at: datetime, files: int = 1) -> int:
    """Hand in checked rows (queries.incoming) for the units they belong to, as entered by an office. -> how many units.

    What is doubtful is marked for the office to ask back: there was nobody at hand who could have been asked on the spot.
    """
    row = Round.objects.get(pk=round_.pk)  # a district does not lock a round of the city; its units' returns it does
    if row.state != OPEN:
        raise Refused("E-return-ended", _("这张表已经收口，不能再报"))
    sheets = list(Sheet.objects.select_for_update(of=("self",)).filter(round=row, pk__in=rows, state="asked").select_related("unit"))
    if len(sheets) != len(rows):
        raise Refused("E-return-moved", _("有单位刚刚自己报了，再传一次看一下"))
    if not all(fills(by, s.unit_path) == FROM_ABOVE for s in sheets):
        raise NotYours("E-return-not-yours", _("代填由上级单位的人来办"))
    fields, last = load(row.fields), last_values(row)
    Row.objects.filter(case_id__in=[s.pk for s in sheets]).delete()
    Doubt.objects.filter(case_id__in=[s.pk for s in sheets]).delete()
    tables = {s.pk: Table(s, row, fields, FROM_ABOVE, last[s.unit_id][1] if s.unit_id in last else {}) for s in sheets}
    ids = _write_rows(row, tables, rows)
    doubts = _doubts(row, tables, rows, ids, at) + _twins(row, tables, at)
    Doubt.objects.bulk_create(doubts, batch_size=BATCH, ignore_conflicts=True)
    moved = close_many("return", "enter", [s.pk for s in sheets], by=by, at=at, payload={"round": row.pk, "files": files})
    if len(moved) != len(sheets):
        raise Refused("E-return-ended", _("这张表已经收口，不能再报"))
    counted: dict[int, int] = {}
    for doubt in doubts:
        counted[doubt.case_id] = counted.get(doubt.case_id, 0) + 1
    for sheet in sheets:
        sheet.state, sheet.from_above, sheet.handed_at, sheet.handed_by_id = "handed", True, at, by.person_id
        sheet.first_at = sheet.began_at = at
        sheet.rows, sheet.totals, sheet.doubts = len(rows[sheet.pk]), totals_of(fields, rows[sheet.pk]), counted.get(sheet.pk, 0)
    names = ["state", "from_above", "handed_at", "handed_by_id", "first_at", "began_at", "rows", "totals", "doubts"]
    Sheet.objects.bulk_update(sheets, names, batch_size=500)
    total = sum(len(r) for r in rows.values())
    record(
        "return.merge", unit_id=row.unit_id, by=by, at=at, payload={"round": row.pk, "files": files, "units": len(sheets), "rows": total}
    )
    touched("returns", row.unit_path)
    return len(sheets)


def _office(row: Round, by: Actor) -> int:
    """In whose trail it stands: the asking office's for its own people, else that of the office which answered for its units."""
    return row.unit_id if by.covers(row.unit_path) or by.post is None else by.post.unit_id


def _write_rows(row: Round, tables: Mapping[int, Table], rows: Mapping[int, Sequence[Mapping[str, Any]]]) -> dict[tuple[int, int], int]:
    """Copy into a table of the transaction, insert from there under the policies. -> (case, order) -> row id."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        with cursor.copy("copy returns_in (ord, case_id, unit_path, told, vals) from stdin") as copy:
            for case_id, table in tables.items():
                for order, values in enumerate(rows[case_id], start=1):
                    copy.write_row((order, case_id, table.path, told_digest(table, values), json.dumps(values, ensure_ascii=False)))
        cursor.execute(_ROWS, [row.pk])
        ids = {(case_id, order): pk for pk, case_id, order in cursor.fetchall()}
        cursor.execute("drop table returns_in")
    return ids


def _doubts(
    row: Round,
    tables: Mapping[int, Table],
    rows: Mapping[int, Sequence[Mapping[str, Any]]],
    ids: Mapping[tuple[int, int], int],
    at: datetime,
) -> list[Doubt]:
    found = []
    for case_id, table in tables.items():
        for order, values in enumerate(rows[case_id], start=1):
            for one in cell_doubts(table.fields, values, table.last, table.sheet.known):
                found.append(Doubt(
                    case_id=case_id, unit_path=table.path, round_id=row.pk, row_id=ids[case_id, order], key=one.key, kind=one.kind,
                    facts=dict(one.facts), value=values.get(one.key), state="kept", raised_at=at, kept_at=at,
                ))  # fmt: skip
    return found


def _twins(row: Round, tables: Mapping[int, Table], at: datetime) -> list[Doubt]:
    """Whole rows that are the same at two units, as far as the office sees both."""
    with connection.cursor() as cursor:
        cursor.execute(_TWINS, [row.pk, row.pk, list(tables)])
        return [
            Doubt(case_id=case_id, unit_path=tables[case_id].path, round_id=row.pk, row_id=row_id, key="", kind="copied", state="kept",
                  raised_at=at, kept_at=at)
            for row_id, case_id in cursor.fetchall()
        ]  # fmt: skip


@action
def set_grid(round_: Round, cells: Mapping[int, Mapping[str, str]], *, by: Actor, at: datetime) -> int:
    """Put typed or pasted texts into the rows of many units. A cell that cannot be taken is named, and then none is. -> cells."""
    rows = dict(Row.objects.filter(round_id=round_.pk, case_id__in=cells, removed_at=None).order_by("-order").values_list("case_id", "id"))
    wrong: dict[str, str] = {}
    for case_id, given in cells.items():
        try:
            if case_id not in rows:
                raise Refused("E-return-one-row", _("这张表不能在这里填"))
            set_cells(case_id, rows[case_id], given, by=by, at=at)
        except Refused as refused:
            wrong |= {f"{case_id}-{key}": str(words) for key, words in (refused.fields or {next(iter(given)): refused.sentence}).items()}
    if wrong:
        raise Refused("E-return-grid", _("有 %(n)s 格填得不对，这一次一格也没有存") % {"n": len(wrong)}, fields=wrong)
    count = sum(len(given) for given in cells.values())
    record("return.grid", unit_id=_office(round_, by), by=by, at=at, payload={"round": round_.pk, "units": len(cells), "cells": count})
    return count
