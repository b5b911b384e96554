"""The matrix laid out for a table: leaf columns, cells with their full names, the drawer in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.web import dates
from anlan.kernel.web.templatetags.anlan import state_sign
from anlan.registers.org.models import Unit
from anlan.work.cases.page import rungs
from anlan.work.cases.queries import extended_words, extensions
from anlan.work.notices.models import Obligation
from anlan.work.notices.queries import Count, Matrix, Row
from anlan.work.notices.rules import CELLS
from anlan.work.notices.screens import words

ALWAYS = ("verified", "submitted", "received", "waiting", "returned", "overdue", "unknown")
LEGEND = ("verified", "sampled", "declared", *ALWAYS[1:], "outside", "not_applicable")
ORDER = (
    "overdue", "unknown", "returned", "waiting", "received", "submitted", "declared", "sampled", "verified", "not_applicable", "outside",
)  # fmt: skip
TONE = {
    "verified": "done", "sampled": "done", "declared": "decl", "submitted": "doing", "received": "wait", "waiting": "rest",
    "returned": "ret", "overdue": "late", "unknown": "unk",
}  # fmt: skip
TINTED = {"overdue": "x-late", "returned": "x-ret", "unknown": "x-unk"}


@dataclass
class Cell:
    """One cell: a unit's (sign and case) or a district's (counts and bar). label: what a screen reader says."""

    label: str
    css: str = ""
    sign: str = ""
    case_id: int | None = None
    path: str = ""
    done: int = 0
    total: int = 0
    late: int = 0
    unknown: int = 0
    complete: bool = False
    bar: list[tuple[str, int]] = field(default_factory=list)

    @property
    def markup(self) -> SafeString:
        """A cell that is one sign. A page may hold thousands: written here, and as short as it can be."""
        if self.case_id is None:
            return format_html('<td class="c {}" tabindex="-1" aria-label="{}">{}</td>', self.css, self.label, glyph(self.sign))
        return format_html(
            '<td class="c {}" tabindex="-1"><a tabindex="-1" href="/cases/{}/" aria-label="{}">{}</a></td>',
            self.css, self.case_id, self.label, glyph(self.sign),
        )  # fmt: skip


@lru_cache
def glyph(sign: str) -> SafeString:
    """The sign alone; the cell's name says it all."""
    return state_sign(sign, word=" ", bare=True)


@dataclass
class Line:
    """One clause: section only where it changes."""

    obligation: Obligation
    number: int
    section: str
    first_of_section: bool
    due: str
    whole: Count
    outside: bool
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Head:
    """A district in the head of the table."""

    path: str
    name: str
    units: int
    open: bool


def context(found: Matrix, at: datetime) -> dict[str, Any]:
    """Heads and lines for the template; the open district comes first, then the others as they lie."""
    heads = [Head(path, name, n, path == found.open_path) for path, name, n in found.columns]
    heads.sort(key=lambda h: not h.open)
    opened = next((h for h in heads if h.open), None)
    others = [h for h in heads if not h.open]
    lines, last = [], None
    for row in found.rows:
        section = row.obligation.section
        line = Line(
            row.obligation, row.number, section if section != last else "", section != last,
            words.due_words(row.obligation, at, weekday=False), row.whole, row.outside,
        )  # fmt: skip
        last = section
        line.cells = _unit_cells(row, found.units) if opened else []
        line.cells += [_group_cell(row, h) for h in others]
        lines.append(line)
    units = sum(h.units for h in heads)
    return {
        "matrix": found, "opened": opened, "others": others, "lines": lines, "units": found.units,
        "unit_words": ngettext("%(n)d 个单位", "%(n)d 个单位", units) % {"n": units},
        "legend": [(CELLS[k].sign, _(CELLS[k].word)) for k in LEGEND if k in ALWAYS or k in _present(found)],
        "single": len(heads) == 1, "columns": 3 + sum(len(found.units) if h.open else 1 for h in heads),
    }  # fmt: skip


def _present(found: Matrix) -> set[str]:
    return {key for row in found.rows for key, n in row.whole.cells.items() if n} | {"outside" for row in found.rows if row.outside}


def _unit_cells(row: Row, units: list[Unit]) -> list[Cell]:
    """The cells of the open district, each with its whole name."""
    name, nothing = _("%(unit)s，%(clause)s，%(state)s"), _("系统外办理") if row.outside else _("没派给它")
    words_of = {key: _(cell.word) for key, cell in CELLS.items()}
    found = []
    for unit in units:
        cell = row.cells.get(unit.pk)
        word = nothing if cell is None else words_of[cell.key]
        if cell is not None and cell.key == "overdue":
            word = _("逾期，%(due)s") % {"due": dates.day(cell.due_at)}
        label = name % {"unit": unit, "clause": row.obligation.title, "state": word}
        if cell is None:
            found.append(Cell(label, "x-no", "outside" if row.outside else "na"))
        else:
            found.append(Cell(label, TINTED.get(cell.key, ""), cell.sign, cell.case_id))
    return found


def _group_cell(row: Row, head: Head) -> Cell:
    count = row.groups.get(head.path)
    if count is None or not count.total:
        word = _("系统外办理") if row.outside else _("没派给它")
        return Cell(_name_of(head, row, word), "z x-no", "outside" if row.outside else "na", path=head.path)
    says = _("%(done)d / %(total)d 落实") % {"done": count.done, "total": count.total}
    if count.overdue:
        says += _("，逾期 %(n)d") % {"n": count.overdue}
    if count.unknown:
        says += _("，未知 %(n)d") % {"n": count.unknown}
    return Cell(
        _name_of(head, row, says), "z", path=head.path, done=count.done, total=count.total, late=count.overdue, unknown=count.unknown,
        complete=count.complete, bar=[(TONE[key], n) for key, n in count.bar if TONE[key] != "rest"],
    )  # fmt: skip


def _name_of(head: Head, row: Row, says: str) -> str:
    return _("%(unit)s，%(clause)s，%(state)s") % {"unit": head.name, "clause": row.obligation.title, "state": says}


def drawer(found: dict[str, Any], actor: Any, at: datetime) -> dict[str, Any]:
    """One cell in words: who, until when, who was told, what was handed in."""
    case = found["case"]
    told = [text for _moment, text, done in rungs(case) if done]
    ahead = [text for moment, text, done in rungs(case) if not done and moment >= at]
    given = [
        _("%(title)s（%(n)d 个文件）") % {"title": r["record"].title, "n": len(r["files"])} if r["files"] else r["record"].title
        for r in found["records"]
    ]  # fmt: skip
    return {
        **found, "told": told[-1] if told and not case.closed_at else "", "ahead": ahead[0] if ahead and not case.closed_at else "",
        "extended": extended_words(extensions([case]).get(case.pk, 0)), "first": case.limit_first,
        "given": "、".join(given), "due": case.limit_at or case.due_at, "late": found["cell"].key == "overdue",
        "urgeable": not case.closed_at and found["cell"].key != "submitted" and case.owner_id != actor.person_id,
    }  # fmt: skip


def clause_context(found: Matrix, row: Row, at: datetime) -> dict[str, Any]:
    """One clause for a narrow screen: districts with counts, or the open one's units, trouble first."""
    units = {u.pk: u for u in found.units}
    cells = sorted(row.cells.values(), key=lambda c: (ORDER.index(c.key) if c.key in ORDER else 99, units[c.unit_id].unit_path))
    return {
        "row": row, "due": words.due_words(row.obligation, at), "open_path": found.open_path,
        "units": [{"unit": units[c.unit_id], "cell": c, "word": _(c.word)} for c in cells],
        "groups": [{"path": p, "name": n, "count": row.groups[p], "bar": [(TONE[k], v) for k, v in row.groups[p].bar if TONE[k] != "rest"]}
                   for p, n, _size in found.columns if p in row.groups],
        "opened": next((n for p, n, _size in found.columns if p == found.open_path), ""),
    }  # fmt: skip
