"""One unit's return as it is filled in: cells with last time's value, what is known, what is questioned, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.registers.org.rules import issues_at
from anlan.registers.people.queries import names
from anlan.work.cases.models import Case
from anlan.work.returns.models import FROZEN, OPEN, Correction, Doubt, Row, Sheet
from anlan.work.returns.queries.rounds import get_sheet, rows_of
from anlan.work.returns.rules import Field, fills, is_empty, load, missing_keys
from anlan.work.returns.sheets import shown, typed
from anlan.work.returns.wording import STATE_SIGNS, doubt_words, last_words, state_words

MOST_SHOWN = 60  # rows on one page; more come and go by Excel


@dataclass
class Question:
    """A doubt as the page asks it."""

    id: int
    words: str
    state: str
    why: str
    asked: str

    @property
    def waits(self) -> bool:
        return self.state in ("open", "asked")


@dataclass
class Cell:
    """One cell: its column, what stands there, what stood there last time, what is wrong or questioned."""

    field: Field
    row_id: int
    value: str
    shown: str
    last: str = ""
    known: bool = False
    error: str = ""
    empty: bool = False
    question: Question | None = None
    corrected: bool = False

    @property
    def name(self) -> str:
        return f"{self.row_id}-{self.field.key}"


@dataclass
class Line:
    """One row: its cells that are asked, those that are known, the sums, and a doubt about the whole."""

    row: Row
    number: int
    asked: list[Cell] = field(default_factory=list)
    known: list[Cell] = field(default_factory=list)
    sums: list[Cell] = field(default_factory=list)
    question: Question | None = None


@dataclass(frozen=True)
class Bad:
    """What was typed into a cell and not taken, with the sentence."""

    row_id: int
    key: str
    text: str
    sentence: str


class Page:
    """Everything of one return that its page and its fragments show."""

    def __init__(self, sheet: Sheet, actor: Actor, at: datetime, bad: Sequence[Bad] = ()) -> None:
        self.sheet, self.round, self.case, self.at = sheet, sheet.round, sheet.case, at
        self.fields = load(self.round.fields)
        self.standing = fills(actor, sheet.unit_path, self.case.owner_id)
        self.handed = sheet.first_at is not None
        self.may_correct = self.handed and (
            (self.round.state == OPEN and bool(self.standing)) or (self.round.state == FROZEN and issues_at(actor, self.round.unit_path))
        )
        self.editable = not self.handed and self.round.state == OPEN and bool(self.standing) and sheet.state == "asked"
        self.bad = {(b.row_id, b.key): b for b in bad}
        self.before = rows_of(sheet.last_case_id)
        rows = list(Row.objects.filter(case_id=sheet.pk, removed_at=None).order_by("order", "id"))
        self.row_count, self.all_rows = len(rows), rows
        doubts = list(Doubt.objects.filter(case_id=sheet.pk).exclude(state__in=("gone", "settled")).order_by("id"))
        self.doubts = {(d.row_id, d.key): d for d in doubts}
        self.whole = next((self._question(d) for d in doubts if d.row_id == 0), None)
        self.unanswered = sum(d.state in ("open", "asked") for d in doubts)
        self.missing = sum(len(missing_keys(self.fields, row.values)) for row in rows) if not sheet.nothing else 0
        self.lines = [self._line(row, n) for n, row in enumerate(rows[:MOST_SHOWN], start=1)]

    def _question(self, doubt: Doubt) -> Question:
        one = next((f for f in self.fields if f.key == doubt.key), None)
        return Question(doubt.pk, doubt_words(doubt, one), doubt.state, doubt.why, doubt.question if doubt.kind != "asked" else "")

    def _line(self, row: Row, number: int) -> Line:
        last: Mapping[str, Any] = self.before[0] if self.before and not self.round.many_rows else {}
        line = Line(row, number, question=self._question(d) if (d := self.doubts.get((row.pk, ""))) else None)
        for one in self.fields:
            cell = self._cell(one, row, last)
            kind = line.sums if not one.asked else line.known if cell.known and not cell.question and not cell.error else line.asked
            kind.append(cell)
        return line

    def _cell(self, one: Field, row: Row, last: Mapping[str, Any]) -> Cell:
        value, bad = row.values.get(one.key), self.bad.get((row.pk, one.key))
        doubt = self.doubts.get((row.pk, one.key))
        return Cell(
            one, row.pk, bad.text if bad else typed(one, value), shown(one, value), last_words(one, last), one.key in self.sheet.known,
            bad.sentence if bad else "", is_empty(value) and one.required and one.asked, self._question(doubt) if doubt else None,
        )  # fmt: skip

    def cell(self, row_id: int, key: str) -> Cell | None:
        """One cell for its fragment."""
        for line in self.lines:
            for cell in (*line.asked, *line.known, *line.sums):
                if cell.row_id == row_id and cell.field.key == key:
                    return cell
        return None

    @property
    def ready(self) -> bool:
        return not self.missing and not self.unanswered and (bool(self.row_count) or self.sheet.nothing)

    @property
    def may_zero(self) -> bool:
        """Whether a zero return may be made in one tap: nothing but zeros was typed yet."""
        own = [f for f in self.fields if f.asked and f.key not in self.sheet.known]
        return self.editable and not any(
            not is_empty(v) and v not in (0, "0", False) for row in self.all_rows for f in own if (v := row.values.get(f.key)) is not None
        )

    def context(self) -> dict[str, Any]:
        """For the template."""
        state = "begun" if self.sheet.state == "asked" and self.sheet.began_at else self.sheet.state
        return {
            "page": self, "sheet": self.sheet, "round": self.round, "case": self.case, "lines": self.lines, "at": self.at,
            "state_sign": STATE_SIGNS.get(state, "unk"), "state_words": state_words(state),
            "hidden_rows": max(0, self.row_count - MOST_SHOWN),
            "may_last": self.editable and bool(self.before) and (not self.round.many_rows or not self.row_count),
            "signature": self.round.signature, "corrections": corrections(self.sheet, self.fields),
        }  # fmt: skip


def corrections(sheet: Sheet, fields: Sequence[Field]) -> list[dict[str, Any]]:
    """What was corrected since it was handed in, newest first."""
    if not sheet.corrections:
        return []
    titles = {f.key: f for f in fields}
    rows = list(Correction.objects.filter(case_id=sheet.pk).order_by("-id")[:60])
    who = names({r.by_id for r in rows})
    found = []
    for row in rows:
        one = titles.get(row.key)
        if one:
            what, old, new = one.title, shown(one, row.old), shown(one, row.new)
        else:
            what, old, new = _("整行"), "" if row.old is None else _("原来有"), "" if row.new is None else _("新加")
        found.append(
            {"what": what, "old": old, "new": new, "who": who.get(row.by_id, ""), "at": row.at, "why": row.why, "frozen": row.frozen}
        )
    return found


def conditions(case: Case) -> list[dict[str, Any]]:
    """For the page of the case: whether everything is filled in and every question answered."""
    sheet = get_sheet(case.pk)
    if sheet.state not in ("asked", "questioned"):
        return []
    fields = load(sheet.round.fields)
    rows = list(Row.objects.filter(case_id=case.pk, removed_at=None).values_list("values", flat=True))
    missing = sum(len(missing_keys(fields, values)) for values in rows) if rows else 1
    doubts = Doubt.objects.filter(case_id=case.pk, state__in=("open", "asked")).count()
    return [
        {"ok": not missing, "text": _("都填了") if not missing else _("还有 %(n)s 格没填") % {"n": missing}},
        {"ok": not doubts, "text": _("没有看着不对的") if not doubts else _("有 %(n)s 处看着不对，要改或写一句为什么") % {"n": doubts}},
    ]
