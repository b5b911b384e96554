"""A new fit of the confidence from the officers' own corrections, judged against the one in use on notices it did not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .fitting import Band, Case, bands, brier, fitted, judge_with
from .logit import Weights

EVERY = 4  # every fourth notice of the officers is held back
LEAST_GAIN = 0.002  # our own default: a smaller gain is chance


@dataclass(frozen=True)
class Proposal:
    """New weights, and mean squared errors of those in use and the new ones on what was held back."""

    weights: dict[str, float]
    learned: int
    held: int
    now: float
    new: float
    bands: list[Band]

    @property
    def better(self) -> bool:
        """Whether the new weights are better by more than chance."""
        return self.now - self.new >= LEAST_GAIN


def propose(own: Sequence[Case], in_use: Weights) -> Proposal:
    """Go on from the weights in use with most of the officers' notices; judge on every fourth, which the fit did not see."""
    names = list(dict.fromkeys(c.notice for c in own))
    aside = set(names[EVERY - 1 :: EVERY]) or set(names[-1:])
    learn = [c for c in own if c.notice not in aside]
    held = [c for c in own if c.notice in aside]
    weights = fitted(learn, in_use)
    judged = judge_with(weights, held)
    return Proposal(weights, len(learn), len(held), brier(judge_with(in_use, held)), brier(judged), bands(judged))
