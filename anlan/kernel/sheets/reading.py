"""Rows from the sheet that somebody filled in: find the header, read every cell, name every bad one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.evidence.office import Unreadable
from anlan.kernel.sheets.cells import Bad, choice_labels, convert, shown
from anlan.kernel.sheets.columns import CODES_MARK, CODES_SHEET, CellError, Column, Rows, header_key, letter
from anlan.kernel.sheets.workbook import TEXT, Book, Cell, Row, Sheet
from anlan.kernel.text import trimmed

HEADER_WITHIN = 30  # rows from the top in which the header is looked for
_REFERENCE = re.compile(r"='?(?P<sheet>.*?)'?!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)\Z")


@dataclass
class _Header:
    """A header found: where it ends, and which column is which."""

    sheet: Sheet
    row: int = 0
    last: int = 0
    found: dict[str, int] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)

    def fitness(self, columns: Sequence[Column]) -> tuple[int, int]:
        return sum(c.required and c.key in self.found for c in columns), len(self.found)


def read_rows(data: bytes, columns: Sequence[Column], *, mapping: Mapping[str, str] | None = None, max_rows: int = 20_000) -> Rows:
    """Read the sheet of an xlsx whose header fits `columns`; see Rows for what comes back.

    mapping   key -> header text, for a sheet that is not ours (then only these columns are looked for)
    max_rows  rows of data at most
    Unreadable when the file is none, is hostile, or has no fitting header. Bad cells do not raise: they are in `errors`.
    """
    book = Book(data)
    sheets = list(book.sheets())
    codes = _codes(sheets)
    wanted = [c for c in columns if mapping is None or c.key in mapping]
    headers = [_find_header(s, wanted, mapping, codes, book) for s in sheets if s.state == "visible" and s.name != CODES_SHEET]
    fitting = [h for h in headers if len(h.found) >= min(2, len(wanted))]
    if not fitting:
        titles = "、".join(mapping[c.key] if mapping else str(c.title) for c in wanted)
        raise Unreadable("E-sheet-header", _("没有找到表头。要有这些列：%(titles)s") % {"titles": titles})
    best = max(fitting, key=lambda h: (h.fitness(wanted), -fitting.index(h)))
    if best.twice:
        names = "、".join(best.twice)
        raise Unreadable("E-sheet-twice", _("表头有重复的列：%(names)s。留一列，其余改名或删去") % {"names": names})
    result = Rows(sheet=best.sheet.name)
    result.found = {key: letter(n) for key, n in best.found.items()}
    result.titles = {c.key: str(c.title) for c in columns}
    _missing_columns(result, wanted, best, mapping)
    _read_data(result, wanted, best, book, max_rows)
    if not result.rows and not result.errors:
        result.add_error(CellError(best.last + 1, "", "", "", _("表头下面没有数据")))
    _warn(result, best, [h for h in fitting if h is not best and h.fitness(wanted) == best.fitness(wanted)])
    return result


def _codes(sheets: list[Sheet]) -> dict[tuple[str, str], tuple[int, int]]:
    """(sheet, key) -> (row, column) of the header cell, from the hidden sheet: Excel keeps these references when columns move."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for sheet in sheets:
        if sheet.name != CODES_SHEET or sheet.state == "visible":
            continue
        marked = {row.number: row.cells for row in sheet.rows}
        if marked.get(1, {}).get(0) != Cell(TEXT, CODES_MARK):
            continue
        for (row, _column), formula in sheet.formulas.items():
            key = marked.get(row, {}).get(0)
            reference = _REFERENCE.match(f"={formula.lstrip('=')}")
            if key and reference:
                column = 0
                for char in reference["column"]:
                    column = column * 26 + ord(char) - 64
                found[reference["sheet"].replace("''", "'"), str(key.value)] = int(reference["row"]), column - 1
    return found


def _find_header(
    sheet: Sheet,
    columns: Sequence[Column],
    mapping: Mapping[str, str] | None,
    codes: dict[tuple[str, str], tuple[int, int]],
    book: Book,
) -> _Header:
    names = _names(columns, mapping)
    best = _Header(sheet)
    for row in sheet.rows:
        if row.number > HEADER_WITHIN:
            break
        header = _header_at(sheet, row, names, codes if mapping is None else {}, columns, book)
        if len(header.found) > len(best.found):
            best = header
    return best


def _names(columns: Sequence[Column], mapping: Mapping[str, str] | None) -> dict[str, str]:
    """Header as compared -> key."""
    if mapping is not None:
        return {header_key(mapping[c.key]): c.key for c in columns}
    names = {header_key(c.key): c.key for c in columns}
    for column in columns:
        names.update({header_key(alias): column.key for alias in column.aliases})
    names.update({header_key(c.title): c.key for c in columns})
    return names


def _header_at(
    sheet: Sheet,
    row: Row,
    names: dict[str, str],
    codes: dict[tuple[str, str], tuple[int, int]],
    columns: Sequence[Column],
    book: Book,
) -> _Header:
    header = _Header(sheet, row=row.number, last=row.number)
    texts = {n: shown(cell, book) for n, cell in row.cells.items()}
    above = {r.number: r.cells for r in sheet.rows[:HEADER_WITHIN] if r.number < row.number}
    for top, left, bottom, _right in sheet.merges:
        if top <= row.number <= bottom:
            header.last = max(header.last, bottom)
            if top < row.number and left in above.get(top, {}):
                texts.setdefault(left, shown(above[top][left], book))
    for column, text in sorted(texts.items()):
        key = names.get(header_key(text))
        if key is None:
            if text:
                header.unknown[column] = text
        elif key in header.found:
            header.twice.append(text)
        else:
            header.found[key] = column
    for wanted in columns:  # renamed columns: the hidden reference knows them
        place = codes.get((sheet.name, wanted.key))
        if wanted.key not in header.found and place and place[0] == row.number and place[1] in header.unknown:
            header.found[wanted.key] = place[1]
            del header.unknown[place[1]]
    return header


def _missing_columns(result: Rows, columns: Sequence[Column], header: _Header, mapping: Mapping[str, str] | None) -> None:
    for column in columns:
        if column.key not in header.found and (column.required or mapping is not None):
            title = mapping[column.key] if mapping is not None else str(column.title)
            sentence = _("缺“%(title)s”这一列") % {"title": title}
            result.add_error(CellError(header.row, "", title, "", sentence))


def _read_data(result: Rows, columns: Sequence[Column], header: _Header, book: Book, max_rows: int) -> None:
    present = [(c, header.found[c.key], choice_labels(c)) for c in columns if c.key in header.found]
    places = {place for _c, place, _l in present}
    merged = _merged_down(header)
    seen: dict[tuple[str, Any], int] = {}
    for row in header.sheet.rows:
        if row.number <= header.last or not any(shown(row.cells.get(n), book) or n in row.cells for n in places):
            continue
        cells = row.cells
        filled = {n: cell for n in places if n not in cells and (cell := merged.get((row.number, n)))}
        if all(_blank(cell, book) for n, cell in cells.items() if n in places):
            continue
        if len(result.rows) >= max_rows:
            raise Unreadable("E-sheet-rows", _("超过 %(most)s 行，没有读。分成几个文件再传") % {"most": max_rows})
        result.rows.append(_read_row(result, row.number, {**cells, **filled}, present, book, seen))
        result.row_numbers.append(row.number)
    for column in columns:
        if column.key not in header.found:
            for values in result.rows:
                values[column.key] = None


def _blank(cell: Cell, book: Book) -> bool:
    return cell.kind == TEXT and not trimmed(cell.value)


def _merged_down(header: _Header) -> dict[tuple[int, int], Cell]:
    """Cells of the data covered by a cell merged downwards: people see its value on every row."""
    wanted = set(header.found.values())
    tops = {(t, left): bottom for t, left, bottom, _right in header.sheet.merges if t > header.last and left in wanted}
    covered: dict[tuple[int, int], Cell] = {}
    for row in header.sheet.rows:
        for n, cell in row.cells.items():
            bottom = tops.get((row.number, n), 0)
            for number in range(row.number + 1, min(bottom, row.number + 5_000) + 1):
                covered[number, n] = cell
    return covered


def _read_row(
    result: Rows,
    number: int,
    cells: Mapping[int, Cell],
    present: list[tuple[Column, int, dict[str, Any]]],
    book: Book,
    seen: dict[tuple[str, Any], int],
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, place, labels in present:
        cell = cells.get(place)
        try:
            value = convert(column, cell, book, labels)
            if column.unique and value is not None:
                first = seen.setdefault((column.key, value), number)
                if first != number:
                    raise Bad(_("和第 %(row)s 行重复") % {"row": first})
        except Bad as bad:
            value = None
            result.add_error(CellError(number, letter(place), str(column.title), shown(cell, book)[:200], str(bad)))
        values[column.key] = value
    return values


def _warn(result: Rows, header: _Header, others: list[_Header]) -> None:
    taken = set(result.row_numbers)
    hidden = [row.number for row in header.sheet.rows if row.hidden and row.number in taken]
    if hidden:
        listed = "、".join(map(str, hidden[:10])) + ("…" if len(hidden) > 10 else "")
        result.warnings.append(_("有 %(count)s 行是隐藏的，也读了：第 %(rows)s 行") % {"count": len(hidden), "rows": listed})
    veiled = sorted(set(header.found.values()) & header.sheet.hidden_columns)
    if veiled:
        names = "、".join(map(letter, veiled))
        result.warnings.append(_("有隐藏的列，也读了：%(columns)s 列") % {"columns": names})
    if header.unknown:
        names = "、".join(f"{text}（{letter(n)}）" for n, text in list(header.unknown.items())[:10])
        result.warnings.append(_("这些列不认识，没有读：%(names)s") % {"names": names})
    if others:
        names = "、".join(other.sheet.name for other in others)
        words = _("读的是工作表“%(sheet)s”；这些工作表也像，没有读：%(names)s")
        result.warnings.append(words % {"sheet": header.sheet.name, "names": names})
