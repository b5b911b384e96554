"""A sheet whose columns nobody declared: where its header stands, what its columns are called, and what the rows say, as texts.

For guessing a form from the table that somebody keeps already. The best visible sheet is looked at; headers of two lines, the upper
ones merged over several columns, are put together (学生·男).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from anlan.kernel.evidence.office import Unreadable
from anlan.kernel.sheets.cells import shown
from anlan.kernel.sheets.columns import CODES_SHEET
from anlan.kernel.sheets.workbook import ERROR, NO_RESULT, TEXT, Book, Row, Sheet
from anlan.kernel.text import narrow, trimmed

HEADER_WITHIN, LONGEST_HEADER, MOST_ROWS, MOST_COLUMNS = 30, 40, 200, 100


@dataclass
class Look:
    """What a sheet shows: name, title above the header, headers, rows of texts (at most MOST_ROWS), and what may surprise."""

    sheet: str
    title: str
    headers: list[str]
    rows: list[list[str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def look_at(data: bytes) -> Look:
    """The best sheet of an xlsx. Unreadable when the file is none, is hostile, or no line looks like a header."""
    book = Book(data)
    found: list[tuple[int, Sheet, Row]] = []
    visible = 0
    for sheet in book.sheets():
        if sheet.state != "visible" or sheet.name == CODES_SHEET:
            continue
        visible += 1
        best = max((row for row in sheet.rows if row.number <= HEADER_WITHIN), key=_fitness, default=None)
        if best is not None and _fitness(best):
            found.append((_fitness(best), sheet, best))
    if not found:
        raise Unreadable("E-sheet-header", _("没有找到表头。表头要是一行文字，一列一个名字"))
    _score, sheet, header = max(found, key=lambda f: f[0])
    look = _looked(sheet, header, book)
    if visible > 1:
        look.warnings.append(_("有 %(n)s 张工作表，看的是“%(sheet)s”") % {"n": visible, "sheet": sheet.name})
    return look


def _fitness(row: Row) -> int:
    """How much a row looks like a header: its short, different texts."""
    texts = {
        narrow(c.value) for n, c in row.cells.items() if c.kind == TEXT and n < MOST_COLUMNS and 0 < len(trimmed(c.value)) <= LONGEST_HEADER
    }
    return len(texts)


def _looked(sheet: Sheet, header: Row, book: Book) -> Look:
    rows = {row.number: row for row in sheet.rows}
    upper, last = header, header.number
    below = rows.get(header.number + 1)
    spans = [(left, right) for top, left, bottom, right in sheet.merges if top == bottom == header.number and right > left]
    for top, _left, bottom, _right in sheet.merges:
        if top <= header.number <= bottom and bottom > top:
            last = max(last, min(bottom, header.number + 2))
    two = below is not None and bool(spans) and all(any(n in below.cells for n in range(left, right + 1)) for left, right in spans)
    if two:
        last = max(last, header.number + 1)
    else:
        above = rows.get(header.number - 1)  # the header found is itself the lower line of two
        over = [m for m in sheet.merges if m[0] == m[2] == header.number - 1 and m[3] > m[1]]
        if above is not None and over and len(above.cells) > 1:
            upper, below, spans, two = above, header, [(left, right) for _t, left, _b, right in over], True
    names = _names(upper, below if two else None, spans, book)
    places = [n for n in sorted(names) if n < MOST_COLUMNS]
    title = next((text for row in sheet.rows if row.number < upper.number for c in row.cells.values() if (text := shown(c, book))), "")
    look = Look(sheet.name, title[:120], [names[n] for n in places])
    for row in sheet.rows:
        if row.number <= max(last, header.number) or len(look.rows) >= MOST_ROWS:
            continue
        texts = ["" if (c := row.cells.get(n)) is None or c.kind in (ERROR, NO_RESULT) else shown(c, book) for n in places]
        if any(texts):
            look.rows.append(texts)
    if any(row.hidden for row in sheet.rows):
        look.warnings.append(_("有隐藏的行，也看了"))
    return look


def _names(upper: Row, lower: Row | None, spans: list[tuple[int, int]], book: Book) -> dict[int, str]:
    """Column -> header; under a header that spans several columns, both lines joined."""
    names = {n: shown(c, book) for n, c in upper.cells.items() if shown(c, book)}
    if lower is not None:
        for left, right in spans:
            over = names.pop(left, "")
            for n in range(left, right + 1):
                if n in lower.cells and (text := shown(lower.cells[n], book)):
                    names[n] = f"{over}·{text}" if over else text
        for n, cell in lower.cells.items():
            if n not in names and (text := shown(cell, book)):
                names[n] = text
    return {n: " ".join(text.split()) for n, text in names.items()}
