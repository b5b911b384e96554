"""Two notices side by side: what the new one asks for the first time, what it no longer asks, what it asks otherwise. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.work.notices.reading import Span
from anlan.work.notices.rules.text import ALIKE, similar

SAME = 0.92  # our own default: from here two wordings are the same


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
