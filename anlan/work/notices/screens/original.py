"""The text of a notice as paragraphs of parts: which words belong to which obligation, and where a sentence could become one.

Offsets are code points of the notice's text; every part carries its own, so that a selection in the browser can be told back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from anlan.work.notices.models import Obligation
from anlan.work.notices.reading import Head, Mark, head
from anlan.work.notices.screens.words import reason_words

HEADING = re.compile(r"[一二三四五六七八九十]+、[^。\n]{1,30}?(?:。|$)|（[一二三四五六七八九十]+）[^。\n]{1,24}?(?:。|$)")
SENTENCE = re.compile(r"[^。；！？]+[。；！？]*|[。；！？]+")  # every character is in one of them
SHORTEST = 4  # an aside shorter than this is left alone
BLANK = " \t\u3000\u00a0"
Owned = tuple[int, int, Obligation, int | None]  # start, end, whose words, its number
STATES = {"confirmed": "done", "look": "ask", "open": "todo", "dropped": "not"}


@dataclass(frozen=True)
class Part:
    """A run of words. css: done, ask, todo, not or cur of its obligation, '' for plain text; first: the run that bears the number."""

    text: str
    start: int
    end: int
    css: str = ""
    obligation: Obligation | None = None
    number: int | None = None
    first: bool = False
    bold: bool = False
    sentence: bool = False
    why: str = ""  # set on words that were read as asking nothing: why


@dataclass
class Paragraph:
    """css: tc (title), to (addressees), no (number), sig (signature, date), '' for body."""

    css: str
    parts: list[Part] = field(default_factory=list)


def paragraphs(
    text: str, rows: Sequence[tuple[Obligation, int | None]], current: int | None = None, asides: Sequence[Sequence[Any]] = (),
    frame: Head | None = None,
) -> list[Paragraph]:  # fmt: skip
    """The text cut into paragraphs; `rows` are obligations with their numbers, `current` the id of the one that is open; `frame` as
    found in the text, where somebody has it already.

    `asides` (start, end, reason, word) are words read as asking nothing; where no obligation claims them they are parts of their own.
    """
    owners = _owners(rows, len(text))
    styles = _styles(text, frame or head(text))
    found, start = [], 0
    seen: set[int] = set()
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            paragraph = Paragraph(styles(start, end))
            near = [aside for aside in asides if aside[0] < end and start < aside[1]]
            paragraph.parts = [
                piece for part in _parts(text, start, end, owners, paragraph.css, current, seen) for piece in _greyed(part, near)
            ]
            found.append(paragraph)
        start = end + 1
    return found


def _owners(rows: Iterable[tuple[Obligation, int | None]], length: int) -> list[Owned]:
    """Spans without overlap, in order: live ones first come first served, dropped ones get what is left."""
    taken: list[Owned] = []
    ordered = sorted(rows, key=lambda r: (not r[0].is_live, r[0].start, r[0].order))
    for obligation, number in ordered:
        if obligation.merged_into_id is not None:
            continue
        start, end = max(0, obligation.start), min(length, obligation.end)
        for free_start, free_end in _free(start, end, taken):
            taken.append((free_start, free_end, obligation, number))
    return sorted(taken, key=lambda t: t[0])


def _free(start: int, end: int, taken: Iterable[Owned]) -> list[tuple[int, int]]:
    free = [(start, end)]
    for used_start, used_end, _obligation, _number in taken:
        cut = []
        for a, b in free:
            if used_end <= a or used_start >= b:
                cut.append((a, b))
            else:
                cut += [(a, used_start)] if a < used_start else []
                cut += [(used_end, b)] if used_end < b else []
        free = cut
    return [(a, b) for a, b in free if a < b]


def _styles(text: str, found: Head) -> Callable[[int, int], str]:
    """A function (start, end) -> css of the line there."""

    def style(start: int, end: int) -> str:
        def holds(mark: Mark | None) -> bool:
            return mark is not None and mark.start < end and start < mark.end

        if holds(found.title):
            return "tc"
        if holds(found.number):
            return "no"
        if holds(found.salutation):
            return "to"
        short = end - start <= 30 and text[end - 1] not in "。；：:！？"
        if short and found.title and start > found.title.end and (holds(found.date) or any(holds(m) for m in found.issuer)):
            return "sig"
        return ""

    return style


def _parts(text: str, start: int, end: int, owners: Sequence[Owned], css: str, current: int | None, seen: set[int]) -> Iterable[Part]:
    while start < end and text[start] in BLANK:
        start += 1
    while end > start and text[end - 1] in BLANK:
        end -= 1
    heading = HEADING.match(text, start, end) if not css else None
    bold_end = heading.end() if heading else start
    at = start
    for a, b, obligation, number in owners:
        a, b = max(a, start), min(b, end)
        if a >= b:
            continue
        yield from _plain(text, at, a, bold_end, css)
        for cut_start, cut_end in _cut(a, b, bold_end):
            style = "cur" if obligation.pk == current else STATES[obligation.state]
            yield Part(
                text[cut_start:cut_end], cut_start, cut_end, style, obligation, number, obligation.pk not in seen, cut_end <= bold_end
            )
            seen.add(obligation.pk)
        at = b
    yield from _plain(text, at, end, bold_end, css)


def _greyed(part: Part, asides: Sequence[Sequence[Any]]) -> Iterable[Part]:
    """A plain part cut at the asides within it."""
    if part.obligation is not None or part.css:
        yield part
        return
    at = part.start
    for aside_start, aside_end, key, word in sorted(asides, key=lambda a: int(a[0])):
        start, end = max(at, aside_start), min(part.end, aside_end)
        if end - start < SHORTEST:
            continue
        if start > at:
            yield _cut_out(part, at, start)
        yield replace(_cut_out(part, start, end), css="aside", why=reason_words(key, word), sentence=True)
        at = end
    if at < part.end:
        yield part if at == part.start else _cut_out(part, at, part.end)


def _cut_out(part: Part, start: int, end: int) -> Part:
    words = part.text[start - part.start : end - part.start]
    return replace(part, text=words, start=start, end=end, sentence=part.sentence and len(words.strip(BLANK + "，。、；")) >= SHORTEST)


def _cut(start: int, end: int, where: int) -> list[tuple[int, int]]:
    return [(start, where), (where, end)] if start < where < end else [(start, end)]


def _plain(text: str, start: int, end: int, bold_end: int, css: str) -> Iterable[Part]:
    """Words that no obligation claims, sentence by sentence: each can become one."""
    for a, b in _cut(start, end, bold_end) if start < end else []:
        if css in ("tc", "no", "to", "sig") or b <= bold_end:
            yield Part(text[a:b], a, b, bold=b <= bold_end and css == "")
            continue
        for found in SENTENCE.finditer(text, a, b):
            yield Part(found.group(), found.start(), found.end(), sentence=len(found.group().strip(BLANK + "，。；、")) >= 4)
