"""What the officer sees beside a draft: a short title, minutes asked of one school, proof level."""

from __future__ import annotations

import re

from . import lexicon as lx
from .subjects import strip_time, subject_of

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


_HOW = re.compile(
    r"^(?:并|还|也|再次|再|同时|特别|尤其|进一步|切实|认真|积极|充分|全面|深入|广泛|大力|严格|坚决|始终|及时|立即|迅速|尽快|主动|逐一|统一|集中|持续|不断|务必|一律|均|都|"
    r"应当|应|必须|须|要|需要|请|重点|敏锐|滚动|分别|层层|耐心细致的?|[^，]{2,12}地|分管领导|将(?=会同|组织))+"
)


def _act_phrase(segment: str) -> str:
    """A segment from its verb on: time, subject, command words and manner taken off, the verb kept."""
    words = strip_time(segment)
    subject = subject_of(words)
    if subject and not subject.by:
        words = strip_time(words[subject.end :].lstrip("，, "))
    return _HOW.sub("", words) or words


def title_of(words: str, deontic: str | None) -> str:
    """A plain act phrase of at most 22 characters for lists; ``words`` are the act segments."""
    segments = [s.strip() for s in re.split("[，,：:；;]", words) if s.strip()]
    if not segments:
        return _shorten(words)
    if deontic == "must_not":
        chosen = next((s for s in segments if lx.BAN.search(s)), segments[0])
        found = lx.BAN.search(chosen)
        phrase = chosen[found.start() :] if found and found.start() > 12 else chosen
    else:
        concrete = [
            s for s in segments if not lx.GENERAL.match(s) and not re.match("利用|做到|通过|根据|按照|结合|包括|重点", s)
        ] or segments
        phrase = next((p for p in map(_act_phrase, concrete) if len(p) >= 4), segments[0])
    return _shorten(re.sub(r"[（(][^（）()]*[)）]", "", phrase).strip(" 　、"))


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
