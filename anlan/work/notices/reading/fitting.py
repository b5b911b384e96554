"""Fitting the confidence from labelled notices, and judging it on notices it was not fitted on.

``python -m anlan.work.notices.reading.fitting`` fits the weights that ship, prints how they do with each
notice left out in turn, and writes ``weights.json``. Same notices, same weights.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from . import trust
from .decompose import decompose
from .gold import HELD, Labelled, agrees, notices, obligations, pairs
from .logit import Example, Weights, fit

BANDS = (0.0, 0.4, 0.55, 0.7, 0.85, 1.01)
#: The rules were tuned on the other notices, so their drafts stand oftener than those of a new notice will. Our own choice:
#: more weight helps on new notices and costs order on those that were tuned on.
HEED = 2
NOTE = "fitted by anlan.work.notices.reading.fitting from the labelled notices beside it"


@dataclass(frozen=True)
class Case:
    """One draft: its signs, and whether it stands as it was read."""

    notice: str
    signs: tuple[str, ...]
    stands: bool


@dataclass(frozen=True)
class Band:
    """Drafts whose confidence lies between two bounds: how many, how many of them stand."""

    low: float
    high: float
    drafts: int
    stand: int

    @property
    def precision(self) -> float:
        """The share that stands."""
        return self.stand / self.drafts if self.drafts else 0.0


def cases(notice: Labelled) -> list[Case]:
    """The drafts that reading makes of a labelled notice, each with whether the labels agree end to end."""
    spans = [s for s in decompose(notice.text) if s.label == "obligation"]
    wanted = obligations(notice.rows)
    rows = [s.as_row() for s in spans]
    good = {i for i, j in pairs(rows, wanted) if agrees(rows[i], wanted[j])}
    return [Case(notice.name, tuple(s.signs), i in good) for i, s in enumerate(spans)]


def examples(found: Iterable[Case]) -> list[Example]:
    """Cases as questions with two answers: stands or not; those of notices never looked at count more."""
    return [([trust.clues(c.signs), {}], 0 if c.stands else 1) for c in found for _ in range(HEED if c.notice in HELD else 1)]


def fitted(found: Iterable[Case]) -> dict[str, float]:
    """Weights fitted from cases."""
    return fit(examples(found), passes=8, rate=0.05, shrink=0.02)


def left_out(found: Sequence[Case], parts: int = 0) -> list[tuple[float, bool]]:
    """(confidence, stands) of every case, by weights fitted without its own notice; with `parts` that many groups of notices in turn."""
    names = list(dict.fromkeys(c.notice for c in found))
    parts, out = parts or len(names), []
    for part in range(parts):
        aside = set(names[part::parts])
        weights = fitted(c for c in found if c.notice not in aside)
        out += [(trust.confidence(weights, c.signs), c.stands) for c in found if c.notice in aside]
    return out


def bands(judged: Iterable[tuple[float, bool]]) -> list[Band]:
    """The judged cases by band of confidence."""
    kept = list(judged)
    out = []
    for low, high in pairwise(BANDS):
        inside = [stands for value, stands in kept if low <= value < high]
        out.append(Band(low, min(high, 1.0), len(inside), sum(inside)))
    return out


def brier(judged: Iterable[tuple[float, bool]]) -> float:
    """Mean squared distance between confidence and what was: 0 is perfect, a constant guess gives the spread."""
    kept = list(judged)
    return sum((value - stands) ** 2 for value, stands in kept) / max(1, len(kept))


def judge_with(weights: Weights, found: Iterable[Case]) -> list[tuple[float, bool]]:
    """(confidence, stands) of cases by given weights."""
    return [(trust.confidence(weights, c.signs), c.stands) for c in found]


def main() -> None:
    """Fit, print the evaluation, write the weights."""
    found = [case for notice in notices() for case in cases(notice)]
    judged = left_out(found)
    say = sys.stdout.write
    say(f"{len(found)} drafts of {len({c.notice for c in found})} notices; each notice judged by weights fitted on the others\n")
    for band in bands(judged):
        say(f"confidence {band.low:.2f}-{band.high:.2f}: {band.drafts:4d} drafts, {band.precision:.0%} stand\n")
    base = sum(c.stands for c in found) / len(found)
    say(f"Brier {brier(judged):.3f} (a constant guess: {base * (1 - base):.3f})\n")
    held = [c for c in found if c.notice in HELD]
    without = fitted(c for c in found if c.notice not in HELD)
    say(f"held back {len(held)} drafts: Brier {brier(judge_with(without, held)):.3f}\n")
    trust.WEIGHTS.write_text(trust.dump(fitted(found), NOTE), encoding="utf-8")


if __name__ == "__main__":
    main()
