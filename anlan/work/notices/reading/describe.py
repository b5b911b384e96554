"""What the officer sees beside a draft: a short title, minutes asked of one school, proof level."""

from __future__ import annotations

import re

from . import lexicon as lx
from .judge import core_of

TITLE_LENGTH = 22
#: Minutes for one school by kind of evidence: editable defaults, an estimate and no rule.
MINUTES: dict[str, int] = {
    "record": 30,
    "plan": 90,
    "roster": 30,
    "inventory": 60,
    "report": 30,
    "rectification": 120,
    "letter_receipts": 60,
    "training_signin": 60,
    "drill_log": 90,
    "photo": 20,
    "minutes": 60,
    "publicity": 45,
    "certificate": 60,
    "circular": 15,
}
_FACTOR: dict[str, float] = {"hazards": 2.0, "building": 1.5, "chemicals": 1.5, "key_areas": 1.5, "leadership": 0.8}
#: The lowest proof level that serves; an editable default.
PROOF: dict[str, str] = {
    "record": "record",
    "plan": "record",
    "roster": "record",
    "inventory": "record",
    "report": "record",
    "rectification": "photo",
    "letter_receipts": "record",
    "training_signin": "record",
    "drill_log": "record",
    "photo": "photo",
    "minutes": "record",
    "publicity": "declared",
    "certificate": "record",
    "circular": "declared",
}


def title_of(text: str, deontic: str | None) -> str:
    """A plain act phrase of at most 22 characters for lists."""
    segments = [s for s in re.split("[，,：:；;]", text) if s.strip()]
    best = ""
    for segment in segments:
        core = core_of(segment.strip())
        if deontic == "must_not" and lx.BAN.search(segment):
            found = lx.BAN.search(segment)
            assert found
            core = segment[found.start() :].strip() if found.start() > 12 else segment.strip()
        if len(core) >= 4 and not re.search("(?:的|后|时|前)$", core):
            best = core
            break
    best = re.sub(r"[（(][^（）()]*[)）]", "", best or segments[-1].strip() if segments else text)
    return _shorten(best.strip(' 　“”"'))


def _shorten(words: str) -> str:
    if len(words) <= TITLE_LENGTH:
        return words
    cut = words[: TITLE_LENGTH - 1]
    edge = max(cut.rfind("、"), cut.rfind("和"), cut.rfind("及"))
    return (cut[:edge] if edge >= 10 else cut) + "…"


def minutes_of(evidence: str, domain: str) -> int:
    """Estimated minutes of work for one school (rounded to 5)."""
    return max(5, round(MINUTES.get(evidence, 30) * _FACTOR.get(domain, 1.0) / 5) * 5)


def proof_of(evidence: str, domain: str, deontic: str) -> str:
    """The lowest proof level that serves: declared, record, photo or onsite."""
    if deontic in ("should", "may"):
        return "declared"
    if evidence == "rectification" and domain in ("building", "gas", "chemicals"):
        return "onsite"
    if deontic == "must_not":
        return "declared" if evidence == "record" else PROOF.get(evidence, "record")
    return PROOF.get(evidence, "record")
