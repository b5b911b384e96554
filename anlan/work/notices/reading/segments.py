"""Cutting a paragraph: sentences at 。！？, clauses at ；, segments at ，： – with list marks taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .layout import BLANK
from .marks import mark_at

STOPS = "。！？!?"
CLAUSE = "；;"
COMMA = "，,"
COLON = "：:"
_PAIRS = {"（": "）", "(": ")", "“": "”", "《": "》", "〔": "〕", "【": "】", "「": "」"}
_LONGEST_BRACKET = 90


@dataclass
class Segment:
    """The text between two cuts, without list mark and blanks; ``delim`` is the mark that closed it."""

    start: int
    end: int
    text: str
    delim: str
    mark: str = ""
    level: int = 0


@dataclass
class Clause:
    """Segments up to ； (or the end of the sentence)."""

    segments: list[Segment] = field(default_factory=list)
    mark: str = ""


@dataclass
class Sentence:
    """Clauses up to 。"""

    clauses: list[Clause] = field(default_factory=list)

    @property
    def segments(self) -> list[Segment]:
        """All segments of all clauses in order."""
        return [s for c in self.clauses for s in c.segments]


def _closing(text: str, pos: int, end: int) -> int:
    """Where the bracket or quote opened at ``pos`` closes; ``pos`` itself when it does not, nearby."""
    closer = _PAIRS.get(text[pos])
    if closer is None:
        if text[pos] != '"':
            return pos
        closer = '"'
    found = text.find(closer, pos + 1, min(end, pos + _LONGEST_BRACKET))
    if found < 0 or ("。" in text[pos:found] and closer not in "）)"):
        return pos
    return found


def _is_cut(text: str, i: int, end: int) -> bool:
    char = text[i]
    before = text[i - 1] if i else ""
    after = text[i + 1] if i + 1 < end else ""
    if char in STOPS or char in CLAUSE:
        return True
    if char in COMMA or char in COLON:
        return not (before.isdigit() and after.isdigit())
    if char == ".":
        return "\u4e00" <= before <= "\u9fff" and (not after or "\u4e00" <= after <= "\u9fff" or after in BLANK)
    return False


def cut(text: str, begin: int, end: int) -> list[Sentence]:
    """Cut ``text[begin:end]`` (one paragraph) into sentences, clauses and segments."""
    sentences = [Sentence([Clause()])]
    pos = i = begin
    while i < end:
        jump = _closing(text, i, end)
        if jump > i:
            i = jump + 1
            continue
        if _is_cut(text, i, end):
            _add(sentences, text, pos, i, text[i])
            pos = i + 1
        i += 1
    _add(sentences, text, pos, end, "")
    kept = []
    for s in sentences:
        s.clauses = [c for c in s.clauses if c.segments]
        if s.clauses:
            kept.append(s)
    return kept


def _add(sentences: list[Sentence], text: str, start: int, end: int, delim: str) -> None:
    while start < end and text[start] in BLANK:
        start += 1
    while end > start and text[end - 1] in BLANK:
        end -= 1
    clause = sentences[-1].clauses[-1]
    if start < end:
        mark, level = "", 0
        first = not clause.segments or clause.segments[-1].delim in COLON
        if first or text[start + 1 : start + 2] == "是":
            found = mark_at(text, start)
            if found and found.length < end - start and (first or found.level == 6):
                mark, level = found.text, found.level
                if level != 5:
                    start += found.length
        clause.segments.append(Segment(start, end, text[start:end], delim, mark, level))
        clause.mark = clause.mark or mark
    elif clause.segments:
        clause.segments[-1].delim = delim or clause.segments[-1].delim
    if delim in STOPS or delim == ".":
        sentences.append(Sentence([Clause()]))
    elif delim and delim in CLAUSE:
        sentences[-1].clauses.append(Clause())


SPACES = re.compile(f"[{BLANK}]+")
