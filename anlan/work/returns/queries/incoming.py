"""Filled-in sheets of many units: which row is whose, what it says, and every bad cell by file, row and column. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.sheets import Rows, Unreadable, read_rows
from anlan.kernel.text import narrow
from anlan.registers.org.models import Unit
from anlan.work.returns.models import Round, Row, Sheet
from anlan.work.returns.rules import Field, computed, is_empty, load, missing_keys
from anlan.work.returns.sheets import UNIT_CODE, UNIT_NAME, as_kept, columns_of

MOST_WRONG = 5000


@dataclass
class Incoming:
    """What came in: rows by case, every bad cell as a sentence, and what may surprise."""

    rows: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    left_off: int = 0
    warnings: list[str] = field(default_factory=list)
    files: int = 0
    blank: int = 0  # rows of units in which nothing was filled in
    same: int = 0  # units that had handed in the same already

    @property
    def ok(self) -> bool:
        return not self.wrong and bool(self.rows)

    def refuse(self, sentence: str) -> None:
        """Name one bad cell; beyond MOST_WRONG they are counted."""
        if len(self.wrong) < MOST_WRONG:
            self.wrong.append(sentence)
        else:
            self.left_off += 1


@dataclass
class _Whose:
    """Units of the round by what people call them."""

    by_code: dict[str, Sheet]
    by_name: dict[str, list[Sheet]]

    @classmethod
    def of(cls, round_: Round) -> _Whose:
        codes: dict[str, Sheet] = {}
        names: dict[str, list[Sheet]] = {}
        for sheet in Sheet.objects.filter(round=round_).select_related("unit").order_by("unit_path"):
            unit: Unit = sheet.unit
            if unit.code:
                codes[_same(unit.code)] = sheet
            for name in {_same(unit.name), _same(unit.short)} - {""}:
                names.setdefault(name, []).append(sheet)
        return cls(codes, names)

    def find(self, code: str, name: str) -> tuple[Sheet | None, str, str]:
        """(sheet, column that is wrong, sentence)."""
        if code and (found := self.by_code.get(_same(code))):
            if name and found not in self.by_name.get(_same(name), [found]):
                return None, UNIT_NAME, _("代码是%(unit)s的，名称写的是“%(name)s”") % {"unit": found.unit, "name": name}
            return found, "", ""
        if code:
            return None, UNIT_CODE, _("“%(code)s”不是这次要报的单位") % {"code": code}
        if not name:
            return None, UNIT_NAME, _("没写是哪个单位")
        named = self.by_name.get(_same(name), [])
        if len(named) > 1:
            return None, UNIT_NAME, _("有 %(n)s 个单位叫“%(name)s”，写上单位代码") % {"n": len(named), "name": name}
        return (named[0], "", "") if named else (None, UNIT_NAME, _("“%(name)s”不是这次要报的单位") % {"name": name})

    def of_file(self, file_name: str) -> Sheet | None:
        """The unit that a file is named for; None when none or several fit."""
        plain = _same(file_name)
        fitting = [(len(name), sheet) for name, sheets in self.by_name.items() if name in plain for sheet in sheets]
        longest = max((length for length, _sheet in fitting), default=0)
        found = {sheet.pk: sheet for length, sheet in fitting if length == longest}
        return next(iter(found.values())) if len(found) == 1 else None


def _same(text: str) -> str:
    return narrow(text).casefold().replace(" ", "")


def read_files(round_: Round, files: Iterable[tuple[str, bytes]], *, only: Sheet | None = None) -> Incoming:
    """Read every file to its end; what cannot be taken is named, and then nothing is to be taken. `only`: every row is this unit's."""
    found, fields, whose = Incoming(), load(round_.fields), _Whose.of(round_)
    columns = columns_of(fields)
    came: dict[int, str] = {}
    for name, data in files:
        found.files += 1
        try:
            rows = read_rows(data, columns)
        except Unreadable as unreadable:
            found.refuse(_("%(file)s：%(sentence)s") % {"file": name, "sentence": unreadable.sentence})
            continue
        whole = {c: rows.found.get(c) for c in (UNIT_CODE, UNIT_NAME)}
        alone = only or (whose.of_file(name) if not any(whole.values()) else None)
        if not any(whole.values()) and alone is None:
            found.refuse(_("%(file)s：表里没有单位这一列，文件名里也看不出是哪个单位") % {"file": name})
            continue
        _read_file(name, rows, _Read(round_, fields, whose, alone, came, found))
        found.warnings += [_("%(file)s：%(sentence)s") % {"file": name, "sentence": words} for words in rows.warnings]
    _already_in(round_, found)
    return found


@dataclass
class _Read:
    """What reading one file needs."""

    round: Round
    fields: list[Field]
    whose: _Whose
    only: Sheet | None
    came: dict[int, str]
    found: Incoming


def _read_file(name: str, rows: Rows, at: _Read) -> None:
    asked = [f for f in at.fields if f.asked]
    bad = {error.row for error in rows.errors}
    for index, row in enumerate(rows.rows):
        told = {f.key: as_kept(f, row[f.key]) for f in at.fields if row.get(f.key) is not None}
        sheet, column, sentence = at.only, "", ""
        if at.only is None or row.get(UNIT_CODE) or row.get(UNIT_NAME):
            sheet, column, sentence = at.whose.find(row.get(UNIT_CODE) or "", row.get(UNIT_NAME) or "")
        if at.only is not None and (sheet is None or sheet.pk != at.only.pk):
            sheet, column, sentence = None, UNIT_NAME, _("这一行是别的单位的")
        if sheet is None:
            rows.refuse(index, column, sentence)
            continue
        if rows.row_numbers[index] not in bad and not any(f.key in told and f.key not in sheet.known for f in asked):
            at.found.blank += 1
            continue
        _take_row(name, rows, index, told, sheet, at)
    for error in rows.in_order():
        at.found.refuse(_("%(file)s：%(sentence)s") % {"file": name, "sentence": error})
    at.found.left_off += rows.errors_left_off


def _take_row(name: str, rows: Rows, index: int, told: dict[str, Any], sheet: Sheet, at: _Read) -> None:
    values = computed(at.fields, {**sheet.known, **{k: v for k, v in told.items() if not is_empty(v)}})
    for field_ in at.fields:
        if field_.sum_of and field_.key in told and told[field_.key] != values[field_.key]:
            rows.refuse(index, field_.key, _("加起来应当是 %(sum)s") % {"sum": values[field_.key]})
    wrong = {(e.row, e.title) for e in rows.errors}
    for key in missing_keys(at.fields, values):
        if (rows.row_numbers[index], rows.titles.get(key, key)) not in wrong:
            rows.refuse(index, key, _("这一格要填"))
    if not at.round.many_rows and sheet.pk in at.came:
        rows.refuse(index, UNIT_NAME, _("%(unit)s出现了两次，另一次在 %(file)s") % {"unit": sheet.unit, "file": at.came[sheet.pk]})
        return
    if at.round.many_rows and at.came.get(sheet.pk, name) != name:
        rows.refuse(index, UNIT_NAME, _("%(unit)s出现在两个文件里，另一个是 %(file)s") % {"unit": sheet.unit, "file": at.came[sheet.pk]})
        return
    at.came[sheet.pk] = name
    at.found.rows.setdefault(sheet.pk, []).append(values)


def _already_in(round_: Round, found: Incoming) -> None:
    """Units that handed in already: the same is passed over, something else is named, never written over."""
    handed = {s.pk: s for s in Sheet.objects.filter(round=round_, first_at__isnull=False, pk__in=found.rows).select_related("unit")}
    if not handed:
        return
    there: dict[int, list[dict[str, Any]]] = {}
    for case_id, values in Row.objects.filter(case_id__in=handed, removed_at=None).order_by("order", "id").values_list("case_id", "values"):
        there.setdefault(case_id, []).append(values)
    for case_id, sheet in handed.items():
        if _plain(found.rows[case_id]) == _plain(there.get(case_id, [])):
            found.same += 1
        else:
            found.refuse(_("%(unit)s已经报过，和这次的不一样。要改就在它的表里更正") % {"unit": sheet.unit})
        del found.rows[case_id]


def _plain(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if not is_empty(v)} for row in rows]
