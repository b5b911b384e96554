"""Whether a draft asks for anything at all: what only urges or tells is greyed, not lost.

The rules take what looks like an act for one; these weights know many more ways of urging and telling.
"""

from __future__ import annotations

import re

from .choice import spoken, worded
from .logit import Weights, chances
from .model import Span

#: Below this chance a draft is greyed. Our own choice: of what it greys on new notices about one in twenty was asked.
LEAST = 0.5
_NUMBER = re.compile(r"\d|[一二三四五六七八九十两]")


def clues(span: Span) -> dict[str, float]:
    """The named clues of a draft with their values."""
    text = span.text
    out = worded(
        ("1", text, 1, 0.25), ("2", text, 2, 0.5), ("$", text[-5:], 2, 0.4), ("^", text[:5], 2, 0.4), ("#", span.heading, 2, 0.2),
    )  # fmt: skip
    for label, times in spoken(text).items():
        out[label] = min(times, 3) * 0.4
    out |= {"sign " + sign: 0.6 for sign in span.signs if not sign.startswith("field:")}
    out["word:" + span.reason.args.get("word", "")] = 0.6
    out["binds:" + str(span.deontic)] = out["when:" + (span.when.type if span.when else "none")] = 0.5
    out["length"], out["number"] = min(len(text), 60) / 60, float(bool(_NUMBER.search(text)))
    return out


def asks(weights: Weights, span: Span) -> float:
    """The chance that a draft asks for something that can be looked at; 1 without weights and for what is bounded."""
    return 1.0 if span.bounded or not weights else chances(weights, [clues(span), {}])[0]
