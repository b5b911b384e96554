"""Fitting which words speak for which domain, and judging it with notices left out: ``python -m anlan.work.notices.reading.choosing``.

A softmax over the domains, fitted by gradient with steps that shrink by clue. Plain Python; the same notices give the same weights.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import choice
from .decompose import decompose
from .gold import DOMAINS, HELD, Labelled, notices, obligations, pairs

NAMES = tuple(sorted(DOMAINS))
PASSES, RATE, SHRINK = 8, 0.15, 0.003
LEAST = 0.06  # weights nearer to nothing are not kept
FOLDS = 5
NOTE = "fitted by anlan.work.notices.reading.choosing from the labelled notices beside it"


@dataclass(frozen=True)
class Told:
    """One clause whose domain is known: its clues, what the rules say, what the label says."""

    notice: str
    clues: choice.Clues
    ruled: str
    domain: str


def told(notice: Labelled) -> list[Told]:
    """The clauses of a labelled notice that reading finds, with their domains."""
    heard: list[tuple[int, choice.Clues, str]] = []
    spans = decompose(notice.text, choices={}, heard=heard)
    clues = {start: (found, ruled) for start, found, ruled in heard}
    rows, wanted = [s.as_row() for s in spans if s.label == "obligation"], obligations(notice.rows)
    found = [(rows[i]["start"], wanted[j]["domain"]) for i, j in pairs(rows, wanted)]
    return [Told(notice.name, *clues[start], domain) for start, domain in sorted(found) if start in clues]


def fitted(known: Iterable[Told]) -> dict[str, dict[str, float]]:
    """Weights that make the labelled domains likely."""
    kept, order = list(known), random.Random(1)  # noqa: S311  (the order of learning, no secret)
    weights: dict[str, list[float]] = {}
    slopes: dict[str, list[float]] = {}
    blank = [0.0] * len(NAMES)
    for _ in range(PASSES):
        order.shuffle(kept)
        for one in kept:
            pulls = _pulls(weights, one, blank)
            for clue, value in one.clues.items():
                row, steep = weights.setdefault(clue, blank[:]), slopes.setdefault(clue, blank[:])
                for place, pull in pulls:
                    slope = pull * value - SHRINK * row[place]
                    steep[place] += slope * slope
                    row[place] += RATE * slope / math.sqrt(steep[place] + 1e-6)
    table = {clue: {n: round(w, 2) for n, w in zip(NAMES, row, strict=True) if abs(w) >= LEAST} for clue, row in sorted(weights.items())}
    return {clue: row for clue, row in table.items() if row}


def _pulls(weights: dict[str, list[float]], one: Told, blank: list[float]) -> list[tuple[int, float]]:
    """How far each domain's chance is from what it should be; those that are near enough are left alone."""
    scores = blank[:]
    for clue, value in one.clues.items():
        if row := weights.get(clue):
            scores = [s + w * value for s, w in zip(scores, row, strict=True)]
    top = max(scores)
    powers = [math.exp(s - top) for s in scores]
    total = sum(powers)
    found = ((place, (NAMES[place] == one.domain) - power / total) for place, power in enumerate(powers))
    return [(place, pull) for place, pull in found if abs(pull) >= 1e-3]


def left_out(known: Sequence[Told]) -> list[tuple[Told, str]]:
    """(clause, the domain chosen) by weights fitted without its own notice and a fifth of the others."""
    names = sorted({one.notice for one in known})
    out = []
    for fold in range(FOLDS):
        aside = set(names[fold::FOLDS])
        table = fitted(one for one in known if one.notice not in aside)
        out += [(one, choice.choose(table, one.clues, one.ruled)[0]) for one in known if one.notice in aside]
    return out


def share(judged: Iterable[tuple[Told, str]]) -> float:
    """How many of the domains are as labelled."""
    kept = list(judged)
    return sum(one.domain == found for one, found in kept) / max(1, len(kept))


def main() -> None:
    """Fit, print the evaluation, write the weights."""
    known = [one for notice in notices() for one in told(notice)]
    judged = left_out(known)
    held = [(one, found) for one, found in judged if one.notice in HELD]
    say = sys.stdout.write
    say(f"{len(known)} clauses; domain as labelled, notices left out in fifths: {share(judged):.3f}")
    say(f" (by the rules alone {share((one, one.ruled) for one in known):.3f})\n")
    say(f"held back {len(held)}: {share(held):.3f} (by the rules alone {share((one, one.ruled) for one, _found in held):.3f})\n")
    choice.WEIGHTS.write_text(choice.dump(fitted(known), NOTE), encoding="utf-8")


if __name__ == "__main__":
    main()
