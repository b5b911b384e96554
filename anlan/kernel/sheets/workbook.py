"""An xlsx as rows of raw cells, read in one pass with bounded memory.

Written for files from outside: every part has passed `open_office` (no DOCTYPE, bounded size); cells are counted; and what a
reader for people needs is kept, which streaming readers drop: hidden rows, merged cells, formulas without a result.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from anlan.kernel.evidence.office import DAMAGED, MB, Office, Unreadable, broken, open_office

MAX_CELLS = 1_200_000
MAX_COLUMN = 300
MAX_TOTAL = 100 * MB
EAST_ASIAN_DATES = frozenset([*range(27, 37), *range(50, 59)])  # built-in number formats whose look depends on the locale

NUMBER, TEXT, BOOLEAN, DATE, ERROR, NO_RESULT = "n", "s", "b", "d", "e", "f"


class Cell(NamedTuple):
    """kind is one of NUMBER, TEXT, BOOLEAN, DATE (value: serial number), ERROR (value: such as #N/A), NO_RESULT."""

    kind: str
    value: Any


class Row(NamedTuple):
    number: int
    hidden: bool
    cells: dict[int, Cell]


@dataclass
class Sheet:
    """One worksheet; columns count from 0, rows as the sheet numbers them. merges: (top, left, bottom, right)."""

    name: str
    state: str
    rows: list[Row] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)


class Book:
    """An opened workbook."""

    def __init__(self, data: bytes) -> None:
        self.office = open_office(data, wanted="xlsx", max_total=MAX_TOTAL)
        self.cells_left = MAX_CELLS
        self.main = _target(self.office, "", "officeDocument") or "xl/workbook.xml"
        self.epoch = datetime(1899, 12, 30)
        self._listed: list[tuple[str, str, str]] = []
        self._read_workbook()
        self.strings = self._read_strings()
        self.date_styles = self._read_styles()

    def sheets(self) -> Iterator[Sheet]:
        """The worksheets in their order, hidden ones included (`state`)."""
        for name, part, state in self._listed:
            if self.office.has(part):
                sheet = Sheet(name, state)
                _walk(self.office, part, _SheetHandler(self, sheet))
                yield sheet

    def moment(self, serial: float) -> datetime | None:
        """A serial number as a naive moment, to the second; None when it is out of any calendar."""
        if self.epoch.year == 1899 and serial < 60:
            serial += 1  # the sheet's 1900 has a 29 February
        try:
            found = self.epoch + timedelta(seconds=round(serial * 86400))
        except (OverflowError, ValueError):
            return None
        return found if 1899 <= found.year <= 2200 else None  # 1899: a time of day alone

    def _read_workbook(self) -> None:
        targets = _relations(self.office, self.main)

        def start(name: str, given: dict[str, str]) -> None:
            if name == "sheet":
                key = next((v for k, v in given.items() if k.endswith(" id")), "")
                if key in targets:
                    self._listed.append((given.get("name", ""), targets[key], given.get("state", "visible")))
            elif name == "workbookPr" and given.get("date1904", "") in ("1", "true"):
                self.epoch = datetime(1904, 1, 1)

        _walk(self.office, self.main, _Handler(start))

    def _read_strings(self) -> list[str]:
        part = _target(self.office, self.main, "sharedStrings")
        found = _StringsHandler()
        if part and self.office.has(part):
            _walk(self.office, part, found)
        return found.strings

    def _read_styles(self) -> frozenset[int]:
        part = _target(self.office, self.main, "styles")
        formats: dict[int, str] = {}
        styles: list[int] = []
        inside: list[str] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name in ("cellXfs", "cellStyleXfs", "dxfs"):
                inside[:] = [name]
            elif name == "numFmt":
                formats[_int(given.get("numFmtId"))] = given.get("formatCode", "")
            elif name == "xf" and inside == ["cellXfs"]:
                styles.append(_int(given.get("numFmtId")))

        if part and self.office.has(part):
            _walk(self.office, part, _Handler(start))
        return frozenset(n for n, number in enumerate(styles) if _is_date(number, formats))


def _is_date(number: int, formats: dict[int, str]) -> bool:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format  # a fifth of a second, for who reads a workbook

    if number in formats:
        return bool(is_date_format(formats[number]))
    return number in EAST_ASIAN_DATES or bool(is_date_format(BUILTIN_FORMATS.get(number, "")))


class _Handler:
    """What a walk through one part does at the start and end of an element and with its text."""

    def __init__(self, start: Callable[[str, dict[str, str]], None] | None = None) -> None:
        if start:
            self.start = start  # type: ignore[method-assign,assignment]

    def start(self, name: str, given: dict[str, str]) -> None:
        """At an element's start; `name` without its namespace."""

    def end(self, name: str) -> None:
        """At an element's end."""

    def text(self, text: str) -> None:
        """Text between."""


class _StringsHandler(_Handler):
    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.parts: list[str] = []
        self.taking = False
        self.phonetic = False

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "si":
            self.parts = []
            if len(self.strings) >= MAX_CELLS:
                raise _too_much()
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.taking = not self.phonetic

    def end(self, name: str) -> None:
        if name == "t":
            self.taking = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "si":
            self.strings.append("".join(self.parts))

    def text(self, text: str) -> None:
        if self.taking:
            self.parts.append(text)


class _SheetHandler(_Handler):
    def __init__(self, book: Book, sheet: Sheet) -> None:
        super().__init__()
        self.book, self.sheet = book, sheet
        self.row, self.column = 0, -1
        self.cells: dict[int, Cell] = {}
        self.hidden = self.phonetic = self.has_value = self.is_formula = False
        self.kind, self.style = "n", 0
        self.value: list[str] = []
        self.formula: list[str] = []
        self.into: list[str] | None = None

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(given)
        elif name in ("v", "t"):
            if not self.phonetic:
                self.into, self.has_value = self.value, True
        elif name == "f":
            self.into, self.is_formula = self.formula, True
        elif name == "row":
            self.row = _int(given.get("r")) or self.row + 1
            self.column, self.cells = -1, {}
            self.hidden = given.get("hidden") in ("1", "true")
        elif name == "rPh":
            self.phonetic = True
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))
        elif name == "col" and given.get("hidden") in ("1", "true"):
            first, last = _int(given.get("min")), min(_int(given.get("max")), MAX_COLUMN)
            self.sheet.hidden_columns.update(range(first - 1, last))

    def end(self, name: str) -> None:
        if name in ("v", "t", "f"):
            self.into = None
        elif name == "c":
            self._end_cell()
        elif name == "row":
            if self.cells:
                self.sheet.rows.append(Row(self.row, self.hidden, self.cells))
        elif name == "rPh":
            self.phonetic = False

    def text(self, text: str) -> None:
        if self.into is not None:
            self.into.append(text)

    def _start_cell(self, given: dict[str, str]) -> None:
        self.book.cells_left -= 1
        if self.book.cells_left < 0:
            raise _too_much()
        place = given.get("r")
        self.column = _column_of(place) if place else self.column + 1
        self.kind = given.get("t", "n")
        self.style = _int(given.get("s"))
        self.value, self.formula = [], []
        self.has_value = self.is_formula = False

    def _end_cell(self) -> None:
        if not 0 <= self.column < MAX_COLUMN:
            return
        if self.is_formula and self.sheet.state != "visible":
            self.sheet.formulas[self.row, self.column] = "".join(self.formula)
        cell = self._cell("".join(self.value))
        if cell is not None:
            self.cells[self.column] = cell

    def _cell(self, value: str) -> Cell | None:
        if self.is_formula and not value and self.kind != "str":
            return Cell(NO_RESULT, "")
        if not self.has_value or not value:
            return None
        if self.kind == "s":
            number = _int(value, -1)
            return Cell(TEXT, self.book.strings[number]) if 0 <= number < len(self.book.strings) else Cell(ERROR, value)
        if self.kind in ("str", "inlineStr", "d"):
            return Cell(TEXT, value)
        if self.kind == "b":
            return Cell(BOOLEAN, value in ("1", "true"))
        if self.kind == "e":
            return Cell(ERROR, value)
        try:
            number_found = float(value)
        except ValueError:
            return Cell(TEXT, value)
        if number_found != number_found or abs(number_found) == float("inf"):
            return Cell(ERROR, value)
        return Cell(DATE if self.style in self.book.date_styles else NUMBER, number_found)

    def _merge(self, ref: str) -> None:
        first, _colon, last = ref.partition(":")
        if last and len(self.sheet.merges) < MAX_CELLS // 10:
            (top, left), (bottom, right) = _place(first), _place(last)
            if top and bottom:
                self.sheet.merges.append((top, left, bottom, right))


_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")


def _place(ref: str) -> tuple[int, int]:
    """'C7' -> (7, 2); (0, -1) when it is none."""
    found = _PLACE.match(ref)
    if not found:
        return 0, -1
    column = 0
    for char in found[1].upper():
        column = column * 26 + ord(char) - 64
    return int(found[2]), column - 1


def _column_of(ref: str) -> int:
    """'C7' -> 2; -1 when it is no place. Asked for every cell, so the letters of a column are read once."""
    letters = ref.rstrip("0123456789")
    return _column(letters) if 0 < len(ref) - len(letters) <= 7 else -1


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    return _place(f"{letters}1")[1]


def _int(text: str | None, default: int = 0) -> int:
    try:
        return int(text or default)
    except ValueError:
        return default


def _too_much() -> Unreadable:
    return Unreadable("E-sheet-cells", _("表里的格子太多，没有读。删去多余的行列和格式，或分成几个文件再传。"))


def _walk(office: Office, part: str, handler: _Handler) -> None:
    """Drive `handler` through one XML part; broken() when it is damaged."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(name: str, given: dict[str, str]) -> None:
        handler.start(name.rpartition(" ")[2], given)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = handler.text
    try:
        with office.zip.open(part) as stream:
            while chunk := stream.read(256 * 1024):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except DAMAGED as damaged:
        raise broken() from damaged


def _relations(office: Office, source: str) -> dict[str, str]:
    """id -> part, for what `source` refers to inside the container; also by the last word of the type, such as 'styles'."""
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, str] = {}

    def start(name: str, given: dict[str, str]) -> None:
        if name == "Relationship" and given.get("TargetMode") != "External":
            target = given.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[given.get("Id", "")] = whole
            found.setdefault(f"type {given.get('Type', '').rpartition('/')[2]}", whole)

    if office.has(part):
        _walk(office, part, _Handler(start))
    return found


def _target(office: Office, source: str, kind: str) -> str | None:
    return _relations(office, source).get(f"type {kind}")
