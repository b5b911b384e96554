"""Notices of the fictional bureau, written for the rehearsal: text files beside what an officer would read in them.

Every `.txt` has a `.toml` of the same name with one row per obligation, as an officer would lay it out for
dispatch: coarser than the labelling scheme, which splits wherever evidence differs. Numbers of documents, dates and
institutions are invented; a technical figure in them is office practice of a city that does not exist.
"""

from __future__ import annotations

import io
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent
MAIN = "31_winter_break"

#: Which units a row is for; the words are features of `sim.specs.Unit`, plus the bureaus and nobody.
UNIT_FILTERS = ("all", "districts", "none", "gas", "chemicals", "bus", "boarding", "canteen", "site")


@dataclass(frozen=True, slots=True)
class When:
    """The time of an obligation: type and words as in the text, and the day where the text names one."""

    type: str
    phrase: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """One obligation: its span [start, end) in code points of the notice's text and what the officer makes of it.

    `due` is the day to use in dispatch (None: on event, repeating or standing). `units` is one of UNIT_FILTERS,
    `owner` a post code, `minutes` the work it means for one unit. `substitute` is the lawful wording for a
    bounded clause.
    """

    start: int
    end: int
    text: str
    title: str
    addressee: tuple[str, ...]
    deontic: Literal["must", "must_not", "should", "may", "will"]
    domain: str
    when: When
    evidence: str
    units: str
    owner: str
    proof: Literal["declared", "system", "photo", "on_site"]
    check: Literal["each", "sample", "doubt"]
    minutes: int
    due: date | None = None
    bounded: bool = False
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: `text` is NFC with the title as first and the number as second line."""

    key: str
    number: str
    title: str
    issued: date
    subject: str
    text: str
    demands: tuple[Demand, ...]
    exhortations: tuple[tuple[int, int], ...]

    def demand_for(self, start: int, end: int) -> Demand | None:
        """The obligation that shares most characters with a span a reader found; None when none does."""
        shared = {d.start: min(end, d.end) - max(start, d.start) for d in self.demands}
        best = max(self.demands, key=lambda d: shared[d.start])
        return best if shared[best.start] > 0 else None

    def rows(self) -> list[dict[str, object]]:
        """The obligations in the shape of the labelling scheme for notices, sorted by place in the text."""
        found = [_label(d) for d in self.demands] + [_exhortation(self.text, *e) for e in self.exhortations]
        return sorted(found, key=lambda r: int(str(r["start"])))


def _label(d: Demand) -> dict[str, object]:
    when: dict[str, object] = {"type": d.when.type, "phrase": d.when.phrase}
    if d.when.date:
        when["date"] = d.when.date.isoformat()
    row: dict[str, object] = {
        "start": d.start,
        "end": d.end,
        "text": d.text,
        "label": "obligation",
        "addressee": list(d.addressee),
        "deontic": d.deontic,
        "domain": d.domain,
        "when": when,
        "evidence": d.evidence,
    }
    if d.bounded:
        row["bounded"] = True
    return row


def _exhortation(text: str, start: int, end: int) -> dict[str, object]:
    empty: dict[str, object] = dict.fromkeys(("deontic", "domain", "when", "evidence"))
    return {"start": start, "end": end, "text": text[start:end], "label": "exhortation", "addressee": [], **empty}


def _span(text: str, words: str) -> tuple[int, int]:
    """Where the words stand; they must stand there exactly once."""
    if text.count(words) != 1:
        raise ValueError(f"stands {text.count(words)} times: {words}")
    start = text.index(words)
    return start, start + len(words)


def _demand(text: str, row: dict[str, Any], defaults: dict[str, Any]) -> Demand:
    fields: dict[str, Any] = {"deontic": "must", **defaults, **row}
    raw: dict[str, Any] = fields.pop("when")
    day = date.fromisoformat(raw["date"]) if "date" in raw else None
    start, end = _span(text, str(row["text"]))
    fields["addressee"] = tuple(fields["addressee"])
    fields.setdefault("due", day)
    return Demand(start=start, end=end, when=When(raw["type"], raw.get("phrase"), day), **fields)


def read(key: str) -> Notice:
    """The notice of this file name (without suffix) with its obligations."""
    text = unicodedata.normalize("NFC", (FOLDER / f"{key}.txt").read_text(encoding="utf-8"))
    meta = tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
    return Notice(
        key=key,
        number=meta["number"],
        title=text.split("\n", 1)[0],
        issued=meta["issued"],
        subject=meta["subject"],
        text=text,
        demands=tuple(_demand(text, row, meta.get("defaults", {})) for row in meta["row"]),
        exhortations=tuple(_span(text, words) for words in meta.get("exhort", ())),
    )


@cache
def all_notices() -> tuple[Notice, ...]:
    """All notices in the order of their dates."""
    found = [read(p.stem) for p in FOLDER.glob("*.toml")]
    return tuple(sorted(found, key=lambda n: (n.issued, n.key)))


def main_notice() -> Notice:
    """The notice the demo is about."""
    return next(n for n in all_notices() if n.key == MAIN)


def docx(notice: Notice) -> bytes:
    """The notice as a Word file such as an office would send it, made on demand."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(16)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    lines = notice.text.rstrip("\n").split("\n")
    for number, line in enumerate(lines):
        paragraph = document.add_paragraph(line.strip("\u3000"))
        if number < 2:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.runs[0].bold = number == 0
            paragraph.runs[0].font.size = Pt(22 if number == 0 else 16)
        elif line.startswith("\u3000"):
            paragraph.paragraph_format.first_line_indent = Pt(32)
        elif number >= len(lines) - 2:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.core_properties.title = notice.title
    document.core_properties.author = "云汀市教育局"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
