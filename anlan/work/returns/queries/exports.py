"""A round as Excel: every row with stable codes; the sheet to fill in at a desk; one unit's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.kernel.sheets import Column, write_rows
from anlan.registers.org.models import Unit
from anlan.work.returns.models import Round, Row, Sheet
from anlan.work.returns.rules import HANDED, load
from anlan.work.returns.sheets import DISTRICT, UNIT_CODE, UNIT_NAME, columns_of, sheet_row
from anlan.work.returns.wording import state_words

ROWS_AT_ONCE = 2000


def _units(round_: Round) -> dict[int, tuple[Sheet, dict[str, Any]]]:
    sheets = list(Sheet.objects.filter(round=round_).select_related("unit").defer("unit__outline").order_by("unit_path"))
    districts = {
        u.unit_path: str(u) for u in Unit.objects.filter(unit_path__in={s.group_path for s in sheets}).only("unit_path", "name", "short")
    }
    return {s.pk: (s, {UNIT_CODE: s.unit.code, UNIT_NAME: s.unit.name, DISTRICT: districts.get(s.group_path, "")}) for s in sheets}


def whole_sheet(round_: Round, *, at: datetime) -> bytes:
    """Everything that was handed in, and a line for each unit that has not; text is never a formula (kernel.sheets)."""
    fields = load(round_.fields)
    units = _units(round_)
    extra = [Column(DISTRICT, _("区")), Column("state", _("状态")), Column("handed_at", _("报上时间"), "datetime")]
    base = columns_of(fields)
    columns = [base[0], base[1], *extra, *base[2:]]

    def rows() -> Iterator[dict[str, Any]]:
        there = set()
        for case_id, values in _rows(round_):
            sheet, unit = units[case_id]
            if sheet.state in HANDED:
                there.add(case_id)
                yield {**sheet_row(fields, unit, values), "state": state_words(sheet.state), "handed_at": sheet.handed_at}
        for case_id, (sheet, unit) in units.items():
            if case_id not in there:
                words = _("零报告") if sheet.nothing and sheet.state in HANDED else state_words(sheet.state)
                yield {**unit, "state": words, "handed_at": sheet.handed_at}

    note = _("截至 %(at)s，%(n)s 个单位") % {"at": f"{local(at):%Y-%m-%d %H:%M}", "n": len(units)}
    return write_rows(columns, rows(), round_.title, note=note)


def _rows(round_: Round) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = Row.objects.filter(round_id=round_.pk, removed_at=None).order_by("unit_path", "case_id", "order", "id")
    yield from rows.values_list("case_id", "values").iterator(chunk_size=ROWS_AT_ONCE)


def sheet_to_fill(round_: Round, *, only: Sheet | None = None) -> bytes:
    """Units that have not handed in, with what is known filled in: to be filled in at a desk or sent around, and read back."""
    fields = [f for f in load(round_.fields) if f.asked]
    units = _units(round_)
    wanted = [only.pk] if only else [pk for pk, (s, _u) in units.items() if s.state == "asked"]
    values: dict[int, list[dict[str, Any]]] = {}
    for case_id, row in Row.objects.filter(case_id__in=wanted, removed_at=None).order_by("order", "id").values_list("case_id", "values"):
        values.setdefault(case_id, []).append(row)
    rows = [
        sheet_row(fields, units[pk][1], row) for pk in wanted if pk in units for row in values.get(pk) or [units[pk][0].known]
    ]  # fmt: skip
    note = (
        _("填好传回来。单位代码和表头别改；一行一条，能多行的照样加行。")
        if round_.many_rows
        else _("填好传回来。单位代码和表头别改，一个单位一行。")
    )
    return write_rows(columns_of(fields), rows, round_.title, note=note)
