"""Sheets for people: a template to fill in, and lists to take away. What we write, `read_rows` reads again."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from anlan.kernel.clock import LOCAL
from anlan.kernel.sheets.columns import CODES_MARK, CODES_SHEET, Column, Text, letter
from anlan.kernel.text import clean, width

FONT = "微软雅黑"
LONGEST_CELL = 32_767  # Excel's own limit
NARROWEST, WIDEST = 8, 44
LOOKED_AT = 200  # rows that decide a column's width
ROWS_TO_FILL = 5_000
LINE_POINTS, MOST_LINES = 15, 20
# read as a formula by some program when it stands first in a cell
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_KIND_WIDTH = {"date": 12, "datetime": 18, "time": 8, "boolean": 8, "phone": 16, "integer": 10, "decimal": 12, "coordinates": 22}


def template_workbook(columns: Sequence[Column], title: Text) -> bytes:
    """An empty xlsx to fill in: title, how to fill, header with notes, lists to choose from; hidden: the columns' codes."""
    buffer = io.BytesIO()
    book = _book(buffer, constant_memory=False)
    sheet = book.add_worksheet(sheet_name(title))
    styles = _Styles(book)
    _head(sheet, styles, title, _how(), len(columns))
    for place, column in enumerate(columns):
        head = str(column.title) + (" *" if column.required else "")
        sheet.write_string(2, place, head, styles.required if column.required else styles.header)
        sheet.set_column(place, place, column.width or _first_width(column, head), styles.input(column))
        note = _note(column)
        if note:
            sheet.write_comment(2, place, note, {"author": "安澜", "x_scale": 2, "y_scale": 1.2})
    sheet.freeze_panes(3, 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    hidden = _codes(book, columns, sheet.get_name(), 2)
    _validations(sheet, hidden, columns)
    book.close()
    return buffer.getvalue()


def write_rows(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], title: Text, *, note: Text | None = None) -> bytes:
    """An xlsx of `rows` (dicts by column key; may be a generator). `note` stands under the title, such as 截至 when and who.

    Text is always written as text, never as a formula; dates are real dates in Asia/Shanghai.
    """
    buffer = io.BytesIO()
    book = _book(buffer, constant_memory=True)
    sheet = book.add_worksheet(sheet_name(title))
    styles = _Styles(book)
    _head(sheet, styles, title, note, len(columns))
    top = 2 if note else 1
    for place, column in enumerate(columns):
        head = styles.header_right if column.kind in ("integer", "decimal") else styles.header
        _put_text(sheet, top, place, str(column.title), head, head)
    writers = [_writer(sheet, column, styles) for column in columns]
    widths = [_first_width(column, str(column.title)) for column in columns]
    keys = [column.key for column in columns]
    number = top
    rooms = [(c.key, c.width or WIDEST) for c in columns if c.kind in ("text", "choice")]
    for number, row in enumerate(rows, start=top + 1):
        lines = max((_lines(row.get(key), room) for key, room in rooms), default=1)
        if lines > 1:
            sheet.set_row(number, LINE_POINTS * min(lines, MOST_LINES))
        for place, key in enumerate(keys):
            value = row.get(key)
            if value is not None and value != "":
                text = writers[place](number, place, value)
                if number - top <= LOOKED_AT and text:
                    widths[place] = max(widths[place], min(WIDEST, width(text[:WIDEST]) + 2))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width or widths[place])
    _for_print(sheet, top, number, len(columns))
    _codes(book, columns, sheet.get_name(), top)
    book.close()
    return buffer.getvalue()


def write_plain(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], sheet: Text) -> bytes:
    """An xlsx for somebody else's program: their header in the first row, in their order, then the rows; nothing above, nothing hidden."""
    buffer = io.BytesIO()
    book = _book(buffer, constant_memory=True)
    page, styles = book.add_worksheet(sheet_name(sheet)), _Styles(book)
    for place, column in enumerate(columns):
        _put_text(page, 0, place, str(column.title), styles.header, styles.header)
        page.set_column(place, place, column.width or _first_width(column, str(column.title)))
    writers = [_writer(page, column, styles) for column in columns]
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            value = row.get(column.key)
            if value is not None and value != "":
                writers[place](number, place, value)
    book.close()
    return buffer.getvalue()


def sheet_name(title: Text) -> str:
    """`title` as Excel takes it for a sheet's name."""
    name = re.sub(r"[\[\]:*?/\\']", " ", clean(title)).strip()[:31].strip()
    return name if name and name.casefold() not in ("history", CODES_SHEET) else _("表")


def _book(buffer: io.BytesIO, *, constant_memory: bool) -> Workbook:
    options = {
        "constant_memory": constant_memory,
        "in_memory": not constant_memory,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    book = Workbook(buffer, options)
    book.set_properties({"author": "安澜", "created": datetime(2026, 1, 1)})  # the same rows give the same bytes
    return book


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        self.title = book.add_format({**base, "font_size": 14, "bold": True})
        self.note = book.add_format({**base, "font_color": "#566C77"})
        head = {**base, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E6F0F3", "align": "left"}
        self.header = book.add_format(head)
        self.required = book.add_format({**head, "font_color": "#BE1627"})
        self.text = book.add_format({**base, "text_wrap": True})
        self.defused = book.add_format({**base, "text_wrap": True, "quote_prefix": True})
        self.number = book.add_format({**base, "align": "right", "indent": 1})
        self.header_right = book.add_format({**head, "align": "right", "indent": 1})
        self.date = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.time = book.add_format({**base, "num_format": "hh:mm", "align": "left"})
        self.plain = book.add_format({**base, "num_format": "@"})

    def input(self, column: Column) -> Format:
        """Of an empty cell to fill in: text stays text, so that no leading zero is lost."""
        by_kind = {"integer": self.number, "decimal": self.number, "date": self.date, "datetime": self.moment, "time": self.time}
        return by_kind.get(column.kind, self.plain)


def _head(sheet: Worksheet, styles: _Styles, title: Text, note: Text | None, columns: int) -> None:
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, clean(title), styles.title)
    if note:
        sheet.write_string(1, 0, clean(note), styles.note)


def _how() -> str:
    return _("从第 4 行开始填，一行一条；带 * 的必填。日期写 2026-12-28。列可以移动、改名，不要合并格子。")


def _note(column: Column) -> str:
    kinds = {
        "date": _("日期，如 2026-12-28"),
        "datetime": _("日期和时刻，如 2026-12-28 14:30"),
        "time": _("时刻，如 14:30"),
        "integer": _("整数"),
        "decimal": _("数字"),
        "choice": _("从下拉里选"),
        "boolean": _("填“是”或“否”"),
        "phone": _("一个号码，座机带区号"),
        "coordinates": _("经度,纬度，如 119.974,31.811"),
    }
    parts = [_("必填") if column.required else "", kinds.get(column.kind, ""), str(column.help)]
    return "\n".join(part for part in parts if part)


def _first_width(column: Column, head: str) -> float:
    return min(WIDEST, max(NARROWEST, _KIND_WIDTH.get(column.kind, 14), width(head) + 3))


def _lines(value: Any, room: float) -> int:
    """Lines that a text takes in a column of that width."""
    if not isinstance(value, str) or (len(value) * 2 <= room - 2 and "\n" not in value):
        return 1
    return sum(max(1, ceil(width(line) / (room - 2))) for line in value.split("\n"))


def _put_text(sheet: Worksheet, row: int, place: int, value: Any, plain: Format, defused: Format) -> str:
    text = clean(value)[:LONGEST_CELL]
    sheet.write_string(row, place, text, defused if text.startswith(RISKY) else plain)
    return text


def _writer(sheet: Worksheet, column: Column, styles: _Styles) -> Callable[[int, int, Any], str]:
    """How a value of this column is put into a cell; gives its text, for the width."""
    labels = dict(column.pairs())

    def text(row: int, place: int, value: Any) -> str:
        return _put_text(sheet, row, place, value, styles.text, styles.defused)

    def number(row: int, place: int, value: Any) -> str:
        if isinstance(value, str):
            return text(row, place, value)
        sheet.write_number(row, place, value, styles.number)
        return ""

    def day(row: int, place: int, value: Any) -> str:
        if isinstance(value, datetime):
            value = _local(value).date()
        if not isinstance(value, date) or value.year < 1900:
            return text(row, place, value)
        sheet.write_datetime(row, place, value, styles.date)
        return ""

    def moment(row: int, place: int, value: Any) -> str:
        if not isinstance(value, datetime) or value.year < 1900:
            return text(row, place, value)
        sheet.write_datetime(row, place, _local(value), styles.moment)
        return ""

    def clock(row: int, place: int, value: Any) -> str:
        if not isinstance(value, time):
            return text(row, place, value)
        sheet.write_datetime(row, place, value.replace(tzinfo=None), styles.time)
        return ""

    def choice(row: int, place: int, value: Any) -> str:
        return text(row, place, labels.get(value, value))

    def boolean(row: int, place: int, value: Any) -> str:
        return text(row, place, _("是") if value else _("否"))

    def coordinates(row: int, place: int, value: Any) -> str:
        return text(row, place, value if isinstance(value, str) else f"{value[1]:.6f},{value[0]:.6f}")

    special = {"date": day, "datetime": moment, "time": clock, "choice": choice, "boolean": boolean, "coordinates": coordinates}
    return special.get(column.kind) or (number if column.kind in ("integer", "decimal") else text)


def _local(value: datetime) -> datetime:
    return (value.astimezone(LOCAL) if value.tzinfo else value).replace(tzinfo=None)


def _for_print(sheet: Worksheet, top: int, last: int, columns: int) -> None:
    sheet.freeze_panes(top + 1, 1)
    sheet.autofilter(top, 0, max(last, top), columns - 1)
    sheet.repeat_rows(top)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _codes(book: Workbook, columns: Sequence[Column], name: str, row: int) -> Worksheet:
    """The hidden sheet: code, and a reference to the header cell that Excel keeps up when the column is moved."""
    hidden = book.add_worksheet(CODES_SHEET)
    longest = max((len(c.pairs()) for c in columns), default=0)
    quoted = name.replace("'", "''")
    for line in range(max(len(columns), longest) + 1):
        if line == 0:
            hidden.write_string(0, 0, CODES_MARK)
        elif line <= len(columns):
            column = columns[line - 1]
            hidden.write_string(line, 0, column.key)
            cell = xl_rowcol_to_cell(row, line - 1, row_abs=True, col_abs=True)
            hidden.write_formula(line, 1, f"='{quoted}'!{cell}", None, clean(column.title))
        for place, column in enumerate(columns):
            pairs = column.pairs()
            if 1 <= line <= len(pairs):
                hidden.write_string(line, place + 3, clean(pairs[line - 1][1])[:255])
    hidden.very_hidden()
    return hidden


def _validations(sheet: Worksheet, hidden: Worksheet, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns):
        rule = _rule(column, place)
        if rule is None:
            continue
        help_text = _note(column)
        rule.update({"ignore_blank": True, "error_title": str(column.title)[:32], "error_message": (help_text or "?")[:255]})
        if help_text:
            rule.update({"input_title": str(column.title)[:32], "input_message": help_text[:255]})
        sheet.data_validation(3, place, 3 + ROWS_TO_FILL, place, rule)


def _rule(column: Column, place: int) -> dict[str, Any] | None:
    if column.kind == "choice":
        name = letter(place + 3)
        return {"validate": "list", "source": f"={CODES_SHEET}!${name}$2:${name}${len(column.pairs()) + 1}"}
    if column.kind == "boolean":
        return {"validate": "list", "source": [_("是"), _("否")]}
    return {"validate": "any"} if _note(column) else None
