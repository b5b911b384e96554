"""Which domain a clause belongs to: the word of the rules, weighed against the clause's own words.

The rules (``domains``) know acts and things. Of a clause without a telling word they can only guess from what
stands around it. Pairs of characters, of the clause, its heading and the title, say something of any clause; how
much, is fitted from the labelled notices (``choosing``). What the rules say counts ``RULED`` more, which was chosen on
notices that no rule had been tuned on.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from .domains import topic_of

WEIGHTS = Path(__file__).parent / "domain_weights.json"
RULED = 1.5
OWN, ABOVE, TITLE = 0.4, 0.3, 0.15  # a pair of the clause, of its heading, of the title
_MARKS = re.compile(r"[\s，。、；：！？,;:!?“”\"（）()《》〈〉]")
Clues = Mapping[str, float]
Table = Mapping[str, Mapping[str, float]]  # clue -> domain -> weight


def clues_of(words: str, *, heading: str, title: str, before: str | None, people: list[str], deontic: str, when: str) -> dict[str, float]:
    """What speaks for one domain or another. before: the domain of the clause that goes before, None at the beginning."""
    found = dict.fromkeys((f"clause:{pair}" for pair in _pairs(words)), OWN)
    found |= dict.fromkeys((f"heading:{pair}" for pair in _pairs(heading)), ABOVE)
    found |= dict.fromkeys((f"title:{pair}" for pair in _pairs(topic_of(title))), TITLE)
    found |= dict.fromkeys((f"to:{role}" for role in people), 0.7)
    return found | {f"before:{before or ''}": 0.6, f"binds:{deontic}": 0.5, f"when:{when}": 0.3, "always": 1.0}


def _pairs(words: str) -> Iterator[str]:
    bare = _MARKS.sub("", words)
    return (bare[at : at + 2] for at in range(len(bare) - 1))


def choose(table: Table, clues: Clues, ruled: str) -> tuple[str, float]:
    """(the domain, its chance from 0 to 1); what the rules said, when there are no weights."""
    scores = scores_of(table, clues)
    if not scores:
        return ruled, 1.0
    scores[ruled] = scores.get(ruled, 0.0) + RULED
    top = max(scores.values())
    powers = {name: math.exp(score - top) for name, score in scores.items()}
    best = max(sorted(powers), key=lambda name: (powers[name], name == ruled))
    return best, powers[best] / sum(powers.values())


def scores_of(table: Table, clues: Clues) -> dict[str, float]:
    """The weighted sum of the clues for each domain that any of them speaks of."""
    scores: dict[str, float] = {}
    for clue, value in clues.items():
        for name, weight in table.get(clue, {}).items():
            scores[name] = scores.get(name, 0.0) + weight * value
    return scores


@cache
def shipped() -> dict[str, dict[str, float]]:
    """The weights that ship with the program; empty while there are none."""
    return load(WEIGHTS) if WEIGHTS.exists() else {}


def load(path: Path) -> dict[str, dict[str, float]]:
    """Weights from a file."""
    found: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    return found


def dump(table: Table, note: str) -> str:
    """Weights as the text of a file, a clue a line, with a note of where they come from."""
    lines = [f"{json.dumps(clue, ensure_ascii=False)}: {json.dumps(row, separators=(',', ':'))}" for clue, row in table.items()]
    return f'{{"note": {json.dumps(note)},\n"weights": {{\n' + ",\n".join(lines) + "\n}}\n"
