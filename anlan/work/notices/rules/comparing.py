"""Two notices side by side: what the new one asks for the first time, what it no longer asks, what it asks otherwise. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from anlan.work.notices.reading import Span
from anlan.work.notices.rules.text import ALIKE, letters, pairs, similar

SAME = 0.92  # our own default: from here two wordings are the same
VERBATIM = 8  # our own default: so many characters in a row are no chance
_FIGURES = re.compile(r"\d+|[〇零一二两三四五六七八九十百千]+|[不勿禁]")


@dataclass(frozen=True)
class Pair:
    """An obligation of the old notice and the one of the new that asks the same thing. `changed`: time, addressees, force, words."""

    old: Span
    new: Span
    alike: float
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What is new, what is gone, what is asked again."""

    new: list[Span]
    gone: list[Span]
    pairs: list[Pair]

    @property
    def changed(self) -> list[Pair]:
        """Asked again, but otherwise."""
        return [pair for pair in self.pairs if pair.changed]

    @property
    def same(self) -> list[Pair]:
        """Asked again as it was."""
        return [pair for pair in self.pairs if not pair.changed]


def compare(old: Sequence[Span], new: Sequence[Span]) -> Comparison:
    """Pair the obligations of two notices one to one, the most alike first; a pair is at least ALIKE, less for another domain never."""
    before, after = ([s for s in spans if s.label == "obligation"] for spans in (old, new))
    near = []
    for i, a in enumerate(before):
        for j, b in enumerate(after):
            alike = similar(a.text, b.text)
            if alike >= ALIKE and (a.domain == b.domain or alike >= SAME):
                near.append((alike, i, j))
    used_old: set[int] = set()
    used_new: set[int] = set()
    pairs = []
    for alike, i, j in sorted(near, key=lambda n: (-n[0], n[1], n[2])):
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append(Pair(before[i], after[j], round(alike, 2), _changed(before[i], after[j], alike)))
    return Comparison(
        [s for j, s in enumerate(after) if j not in used_new], [s for i, s in enumerate(before) if i not in used_old],
        sorted(pairs, key=lambda pair: pair.new.start),
    )  # fmt: skip


def _changed(old: Span, new: Span, alike: float) -> tuple[str, ...]:
    found = []
    if (old.when.phrase if old.when else None) != (new.when.phrase if new.when else None):
        found.append("time")
    if set(old.addressee) != set(new.addressee):
        found.append("addressees")
    if old.deontic != new.deontic:
        found.append("force")
    if alike < SAME and similar(_timeless(old), _timeless(new)) < SAME:
        found.append("words")
    return tuple(found)


def _timeless(span: Span) -> str:
    """The words without those that say when."""
    phrase = span.when.phrase if span.when else None
    return span.text.replace(phrase, "", 1) if phrase else span.text


# ── what a paper prints of the notice that it hands on ─────────────────────────────────────────────────────────────────


def said_above(own: Sequence[Span], text: str, clauses: Sequence[Span]) -> list[str]:
    """For each thing that a paper seems to ask: what it is to the notice above, of which `text` and `clauses` are.

    clause  what the notice above asks already, in these words and by the same time
    words   words of it that ask nothing there: a head, a salutation
    ''      the paper's own. An office that asks for it earlier, for more of it, or for more besides asks something of its own.
    """
    above = letters(text)
    known = [(clause, pairs(clause.text)) for clause in clauses]
    return [_said(span, above, known) for span in own]


def _said(span: Span, above: str, clauses: Sequence[tuple[Span, set[str]]]) -> str:
    words, mine, phrase = letters(span.text), pairs(span.text), _phrase(span)
    near = [clause for clause, theirs in clauses if mine and len(mine & theirs) / len(mine) >= SAME]
    verbatim = len(words) >= VERBATIM and words in above
    if not near:
        return "words" if verbatim else ""
    figures = set(_FIGURES.findall(span.text))
    same = any(_phrase(c) == phrase and figures <= set(_FIGURES.findall(c.text)) for c in near)
    return "clause" if same or (verbatim and letters(phrase) in words) else ""


def _phrase(span: Span) -> str:
    return (span.when.phrase if span.when else "") or ""
