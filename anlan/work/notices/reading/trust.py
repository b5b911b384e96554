"""How far a draft may be trusted: the chance that an officer leaves it as it was read.

The signs of a draft are named while it is read (which rule spoke, whose words named who and when, how long
it is). Their weights are fitted from labelled notices (``fitting``) and lie in ``weights.json``; a file of
the same form that was fitted from the officers' own corrections may take its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from .choice import Choice
from .logit import Weights, chances
from .model import Reason

WEIGHTS = Path(__file__).parent / "weights.json"
LEAST, MOST = 0.05, 0.98


@cache
def shipped() -> dict[str, float]:
    """The weights that ship with the program; empty while there are none."""
    return load(WEIGHTS) if WEIGHTS.exists() else {}


def load(path: Path) -> dict[str, float]:
    """Weights from a file."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return {str(name): float(value) for name, value in found["weights"].items()}


def dump(weights: Weights, note: str) -> str:
    """Weights as the text of a file, with a note of where they come from."""
    return json.dumps({"note": note, "weights": dict(weights)}, ensure_ascii=False, indent=1) + "\n"


def clues(signs: Sequence[str]) -> dict[str, float]:
    """The signs as clues; everything has the constant one."""
    return {"always": 1.0} | dict.fromkeys(signs, 1.0)


def confidence(weights: Weights, signs: Sequence[str]) -> float:
    """The chance that a draft with these signs stands."""
    return round(min(MOST, max(LEAST, chances(weights, [clues(signs), {}])[0])), 2)


def doubt(weights: Weights, signs: Sequence[str]) -> Reason | None:
    """The sign that costs most trust, as a reason; None when none costs much."""
    known = [sign for sign in signs if sign in DOUBTS and weights.get(sign, 0.0) < -0.1]
    return Reason(min(known, key=lambda sign: weights[sign])) if known else None


def signs_of(
    *,
    key: str,
    firm: float,
    rule: str,
    who: str,
    when: str,
    words: str,
    segments: int,
    things: int,
    first: bool,
    led: bool,
    marked: bool,
    field: Choice,
) -> list[str]:
    """Name the signs of a draft.

    ``key`` the rule that judged it and ``firm`` how firmly, ``rule`` what gave the domain, ``who`` and ``when``
    where these were said, ``things`` how many kinds of things it names, ``field`` what its words say of the field.
    """
    signs = [f"act:{key}", f"domain:{rule}", f"who:{who}", f"when:{when}"]
    signs += field.signs
    signs.append("firm" if firm >= 0.8 else "weak" if firm < 0.6 else "fair")
    if segments >= 3:
        signs.append("many segments")
    elif segments == 1:
        signs.append("one segment")
    if len(words) <= 8:
        signs.append("short")
    elif len(words) > 60:
        signs.append("long")
    if things >= 2:
        signs.append("several things")
    elif things == 1:
        signs.append("one thing")
    if not first:
        signs.append("later in the sentence")
    if led:
        signs.append("led in")
    if marked:
        signs.append("list item")
    if re.search("由|，(?:再|先|并)", words):
        signs.append("several doers or steps")
    return signs


#: Signs that an officer can make something of; the sentences stand in ``reasons``.
DOUBTS = frozenset(
    {
        "act:command", "act:checkable_state", "act:general", "act:named", "act:unclear", "act:how", "domain:around", "domain:general",
        "domain:none", "field:open", "field:against the rules", "who:default", "who:inherited", "who:heading", "when:heading", "when:sentence", "when:none", "many segments",
        "one segment", "short", "long", "several things", "later in the sentence", "several doers or steps", "weak",
    }
)  # fmt: skip
