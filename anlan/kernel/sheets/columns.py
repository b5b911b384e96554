"""What a sheet's columns are, and what reading one gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.kernel.text import narrow

KINDS = ("text", "integer", "decimal", "date", "datetime", "time", "choice", "boolean", "phone", "coordinates")
CODES_SHEET = "_anlan"  # hidden: stable code of each column, with a reference that Excel keeps when a column moves
CODES_MARK = "anlan-columns-1"
MAX_ERRORS = 2_000

Text = str | Promise


@dataclass(frozen=True)
class Column:
    """One column, the same for template, import and export.

    key      stable code, never shown; the key of the row's dict
    title    header as people read it
    kind     one of KINDS; what a cell gives: text, phone -> str · integer -> int · decimal -> Decimal · date -> date ·
             datetime -> aware datetime (Asia/Shanghai) · time -> time · boolean -> bool · choice -> the choice's value ·
             coordinates -> (latitude, longitude) in degrees · an empty cell -> None
    choices  pairs (value, label), or a mapping value -> label, or plain labels; for the kind choice
    width    of the column, in half-width characters; from title and content when None
    help     one sentence shown at the header and when a cell is entered
    unit     a word tolerated behind a number, such as 人 or 米
    least, most      bounds of a number or date, inclusive
    longest  of a text, in characters
    unique   the same value may not come twice in one file
    aliases  other headers by which the column is recognised
    """

    key: str
    title: Text
    kind: str = "text"
    required: bool = False
    choices: Mapping[Any, Text] | Sequence[Any] | None = None
    width: float | None = None
    help: Text = ""
    unit: str = ""
    least: Any = None
    most: Any = None
    longest: int = 2_000
    unique: bool = False
    aliases: Sequence[Text] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"column {self.key}: no kind {self.kind!r}")
        if (self.kind == "choice") != (self.choices is not None):
            raise ValueError(f"column {self.key}: choices go with the kind choice")

    def pairs(self) -> list[tuple[Any, str]]:
        """The choices as (value, label), labels in the reader's language."""
        given: Any = self.choices or ()
        if isinstance(given, Mapping):
            given = given.items()
        return [(c[0], str(c[1])) if isinstance(c, tuple | list) else (c, str(c)) for c in given]


@dataclass(frozen=True)
class CellError:
    """One cell that could not be taken: where it stands, what it says, and why not.

    row is the sheet's row number (from 1); column_letter is empty when a whole column is missing
    """

    row: int
    column_letter: str
    title: str
    value: str
    sentence: str

    def __str__(self) -> str:
        if not self.column_letter:
            return self.sentence
        place = _("第 %(row)s 行 %(column)s 列（%(title)s）") % {
            "row": self.row,
            "column": self.column_letter,
            "title": self.title,
        }
        return _("%(place)s：%(sentence)s") % {"place": place, "sentence": self.sentence}


@dataclass
class Rows:
    """What a sheet held. Take all of it or nothing: `ok` says whether every cell was good.

    rows         one dict key -> value a row, in the sheet's order; a bad cell stands as None
    row_numbers  the sheet's row number of each
    errors       bad cells, at most MAX_ERRORS; `errors_left_off` counts the rest
    warnings     sentences about what was read although it may surprise: hidden rows, unknown columns, other sheets
    sheet        the sheet that was read
    found        key -> column letter
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    row_numbers: list[int] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sheet: str = ""
    found: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    errors_left_off: int = 0

    @property
    def ok(self) -> bool:
        """Whether every cell was good and there is at least one row."""
        return not self.errors and bool(self.rows)

    def add_error(self, error: CellError) -> None:
        """Add one bad cell, or count it when there are too many to read anyway."""
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(error)
        else:
            self.errors_left_off += 1

    def refuse(self, index: int, key: str, sentence: Text, value: Any = None) -> None:
        """For the caller's own rules (no such unit, already there): name the cell of row `index`, column `key`."""
        shown = self.rows[index].get(key) if value is None else value
        self.add_error(
            CellError(
                row=self.row_numbers[index],
                column_letter=self.found.get(key, ""),
                title=self.titles.get(key, key),
                value="" if shown is None else str(shown),
                sentence=str(sentence),
            )
        )

    def in_order(self) -> list[CellError]:
        """The bad cells from top to bottom, left to right."""
        return sorted(self.errors, key=lambda e: (e.row, len(e.column_letter), e.column_letter))


def header_key(text: object) -> str:
    """A header as it is compared: half-width, lower case, without blanks, star, colon and a note in brackets that says 必填."""
    key = narrow(text).casefold()
    for mark in ("(必填)", "(选填)", "(required)", "*", ":", " ", "\n", "\t"):
        key = key.replace(mark, "")
    return key


def letter(column: int) -> str:
    """Column number from 0 -> 'A', 'B', … 'AA'."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
