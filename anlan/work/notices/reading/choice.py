"""Which field a clause belongs to: what the rules say, weighed against its words.

The rules (``domains``) know the order of the scheme – act, thing, what stands around – but only the words of their
tables. The clues here are the characters and pairs of characters of the clause, its heading and the title, what
the word lists of the trade say of them, and whom and when the clause was read to mean. Their weights are fitted
from labelled notices (``fitting``) and lie in ``fields.tsv``: a row for each clue, a letter for each field.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .vocabulary import LISTS, found_in, labelled

FIELDS = (
    "accountability", "building", "bus", "chemicals", "disputes", "duty", "education_drill", "emergency_response", "epidemic", "fire",
    "food", "gas", "gate", "hazards", "incident_report", "inspection", "key_areas", "leadership", "other", "parents_letter",
    "peak_patrol", "publicity", "risk", "threat", "traffic", "weather",
)  # fmt: skip
#: A letter stands for a weight: its distance from NOUGHT in steps of STEP.
NOUGHT, STEP, MOST = ord("O"), 0.08, 40
#: Fewer steps than these decide nothing.
LEAST = 2
#: What the word of the rules weighs beside the fitted clues. Our own choice: best on notices that no rule was written for.
RULED = 1.5
#: Chances from which on a field is sure, and below which it is open.
SURE, OPEN = 0.8, 0.5
Table = Mapping[str, str]
_CUT = re.compile(r"[，、；。：,;:（）()“”\"\s]+")


@dataclass(frozen=True)
class Question:
    """What is known of a clause when its field is to be chosen; ``ruled`` is the answer of the rules."""

    act: str
    words: str
    heading: str
    topic: str
    before: str | None
    same_sentence: bool
    event: bool
    addressee: tuple[str, ...]
    deontic: str
    when: str
    ruled: str


@dataclass(frozen=True)
class Choice:
    """The field chosen, its chance, and whether the rules said another."""

    field: str
    chance: float
    against_rules: bool

    @property
    def signs(self) -> list[str]:
        """How sure the field is, as signs for the confidence."""
        how = "sure" if self.chance >= SURE else "open" if self.chance < OPEN else "likely"
        return [f"field:{how}", *(["field:against the rules"] if self.against_rules else [])]


def grams(text: str, size: int) -> set[str]:
    """The stretches of `size` characters of a text, none across its marks."""
    return {part[i : i + size] for part in _CUT.split(text) for i in range(len(part) - size + 1)}


def worded(*parts: tuple[str, str, int, float]) -> dict[str, float]:
    """Clues of the wording: for each part (kind, text, size, value) its stretches of that size, named by kind; and the constant."""
    return {"always": 1.0} | {kind + gram: value for kind, text, size, value in parts for gram in grams(text, size)}


def clues(asked: Question) -> dict[str, float]:
    """The named clues of a clause with their values: near words count more than far ones."""
    out = worded(
        ("1", asked.act, 1, 0.25),
        ("2", asked.act, 2, 0.5),
        ("^", asked.act[:6], 2, 0.3),
        ("$", asked.act[-6:], 2, 0.3),
        ("<", asked.words.removesuffix(asked.act) if asked.words != asked.act else "", 2, 0.3),
        ("#", asked.heading, 2, 0.3),
        ("@", asked.topic, 2, 0.15),
    )
    for kind, text, value in (("", asked.act, 0.5), ("#", asked.heading, 0.33), ("@", asked.topic, 0.33)):
        for label, times in spoken(text).items():
            out[f"{kind}{label}"] = min(times, 3 if not kind else 2) * value
    if asked.before:
        out[("before:" if asked.same_sentence else "above:") + asked.before] = 0.6
    for role in asked.addressee:
        out["to:" + role] = 0.6
    out["all:" + "+".join(sorted(asked.addressee))] = 0.5
    out["binds:" + asked.deontic] = 0.5
    out["when:" + asked.when] = 0.3
    if asked.event:
        out["event"] = 0.7
    return out


@lru_cache(maxsize=4096)
def spoken(text: str) -> Mapping[str, int]:
    """How many words of each kind of the lists ``text`` holds."""
    return Counter(label for name in LISTS for _, _, labels in found_in(name, text) for label in labelled(name, labels))


def choose(table: Table, asked: Question) -> Choice:
    """The field with the greatest chance; what the rules say when there is no table."""
    if not table:
        return Choice(asked.ruled, 0.5, False)
    scores = [0.0] * len(FIELDS)
    for name, value in clues(asked).items():
        for place, weight in _steps(table[name]) if name in table else ():
            scores[place] += weight * value
    scores = [s * STEP for s in scores]
    if asked.ruled in FIELDS:
        scores[FIELDS.index(asked.ruled)] += RULED
    top = max(scores)
    field = FIELDS[scores.index(top)]
    return Choice(field, 1.0 / sum(math.exp(s - top) for s in scores), field != asked.ruled)


@lru_cache(maxsize=32768)
def _steps(letters: str) -> tuple[tuple[int, int], ...]:
    """The fields that a row of letters speaks for or against, and by how many steps."""
    return tuple((place, ord(letter) - NOUGHT) for place, letter in enumerate(letters) if ord(letter) != NOUGHT)


def parsed(text: str) -> Table:
    """A table from the text of its file, whose first line says where it comes from."""
    rows = (line.rpartition("\t") for line in text.splitlines()[1:])
    out = {name: letters for name, _, letters in rows}
    if any(len(letters) != len(FIELDS) for letters in out.values()):
        raise ValueError(f"a row of the table of fields has not {len(FIELDS)} letters")
    return out


def dump(rows: Iterable[tuple[str, Sequence[float]]], note: str) -> str:
    """Weights as the text of a file; clues that say next to nothing are left out."""
    lines = [note]
    for name, weights in sorted(rows):
        steps = [max(-MOST, min(MOST, round(w / STEP))) for w in weights]
        steps = [s if abs(s) >= LEAST else 0 for s in steps]
        if any(steps):
            lines.append(name + "\t" + "".join(chr(NOUGHT + s) for s in steps))
    return "\n".join(lines) + "\n"
