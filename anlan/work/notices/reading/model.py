"""The shapes that reading hands out: span, time phrase, reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .choice import Question

ADDRESSEES = (
    "city_bureau",
    "district_bureau",
    "school",
    "leaders",
    "gate_guard",
    "teachers",
    "staff_other",
    "students",
    "parents",
    "partner_dept",
    "contractor",
)
DEONTICS = ("must", "must_not", "should", "may", "will")
PROOFS = ("declared", "record", "photo", "onsite")


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue of translations; the web layer translates it when it is shown."""
    return message


@dataclass(frozen=True)
class When:
    """A time as the notice words it; ``date`` (ISO) only where the words name a calendar day."""

    type: str = "none"
    phrase: str | None = None
    date: str | None = None

    def as_row(self) -> dict[str, Any]:
        """The mapping of the labelling scheme: ``date`` is left out when unknown."""
        row: dict[str, Any] = {"type": self.type, "phrase": self.phrase}
        if self.date:
            row["date"] = self.date
        return row


@dataclass(frozen=True)
class Reason:
    """Why a span was read so: a key into the table of sentences, with the words that decided."""

    key: str
    args: dict[str, str] = field(default_factory=dict)


@dataclass
class Span:
    """One obligation or exhortation; ``start`` and ``end`` are code points of the text read.

    The fields up to ``bounded`` are those of the labelling scheme. The others help the officer:
    ``confidence`` 0..1, ``minutes`` an editable estimate of the work for one school, ``proof`` the
    lowest level that serves, ``segment`` the running number of the paragraph, ``section`` the heading
    mark it stands under (一, 二, …) and ``heading`` its words. ``signs`` are what the confidence was
    reckoned from, ``doubt`` is the one that costs most of it. ``asked`` is what its field was chosen by.
    """

    start: int
    end: int
    text: str
    label: str
    addressee: list[str] = field(default_factory=list)
    deontic: str | None = None
    domain: str | None = None
    when: When | None = None
    evidence: str | None = None
    bounded: bool = False
    confidence: float = 0.5
    reason: Reason = field(default_factory=lambda: Reason("default"))
    title: str = ""
    minutes: int = 0
    proof: str = "declared"
    segment: int = 0
    section: str = ""
    heading: str = ""
    signs: list[str] = field(default_factory=list)
    doubt: Reason | None = None
    asked: Question | None = None

    def as_row(self) -> dict[str, Any]:
        """Exactly the fields of the labelling scheme; ``bounded`` appears only when it is true."""
        row: dict[str, Any] = {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "label": self.label,
            "addressee": list(self.addressee),
            "deontic": self.deontic,
            "domain": self.domain,
            "when": self.when.as_row() if self.when else None,
            "evidence": self.evidence,
        }
        if self.bounded:
            row["bounded"] = True
        return row
