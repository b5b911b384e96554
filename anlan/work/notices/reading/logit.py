"""A small logit over candidates: which of several answers fits best, with weights fitted from labelled notices.

Plain Python. An answer is a bag of named clues with values; its score is the weighted sum, the chances of
all answers of one question come from the scores. A question with two answers is an ordinary yes or no.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

Clues = Mapping[str, float]
Weights = Mapping[str, float]
Example = tuple[Sequence[Clues], int]
PASSES = 25
RATE = 0.25
SHRINK = 0.004


def score(weights: Weights, clues: Clues) -> float:
    """The weighted sum of the clues."""
    return sum(weights.get(name, 0.0) * value for name, value in clues.items())


def chances(weights: Weights, answers: Sequence[Clues]) -> list[float]:
    """The chance of each answer; they sum to 1."""
    scores = [score(weights, clues) for clues in answers]
    top = max(scores)
    powers = [math.exp(s - top) for s in scores]
    total = sum(powers)
    return [p / total for p in powers]


def fit(
    examples: Iterable[Example], passes: int = PASSES, rate: float = RATE, shrink: float = SHRINK, start: Weights | None = None
) -> dict[str, float]:
    """Weights that make the right answers likely; the same examples in the same order give the same weights.

    ``start``: weights to go on from, towards which they are drawn back; from nothing otherwise.
    """
    kept = list(examples)
    home = dict(start or {})
    weights = dict(home)
    steps: dict[str, float] = {}
    for _ in range(passes):
        for answers, right in kept:
            for place, chance in enumerate(chances(weights, answers)):
                pull = (place == right) - chance
                if abs(pull) < 1e-4:
                    continue
                for name, value in answers[place].items():
                    slope = pull * value - shrink * (weights.get(name, 0.0) - home.get(name, 0.0))
                    steps[name] = steps.get(name, 0.0) + slope * slope
                    weights[name] = weights.get(name, 0.0) + rate * slope / math.sqrt(steps[name] + 1e-8)
    return {name: round(value, 3) for name, value in sorted(weights.items()) if abs(value) >= 0.005}


def loss(weights: Weights, examples: Iterable[Example]) -> float:
    """Mean of -log of the chance given to the right answer."""
    kept = list(examples)
    return sum(-math.log(max(1e-9, chances(weights, answers)[right])) for answers, right in kept) / max(1, len(kept))
