"""Lines that an officer typed, one a line or in paragraphs: what was typed is asked, also where reading finds nothing in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.errors import Refused
from anlan.work.notices import trusting
from anlan.work.notices.actions.drafts import GAP, bounded_kind, from_span
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.reading import Span, decompose
from anlan.work.notices.rules import title_from

SALUTATION = "各学校：\n"  # without it, reading does not know who is meant
LONGEST = 600
MOST_LINES = 60


def clean_typed(text: str) -> str:
    """What was typed, without empty lines and blanks around; Refused when it is too much for lines typed by hand."""
    lines = [line.strip(" \u3000\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    lines = [line for line in lines if line]
    if len(lines) > MOST_LINES or any(len(line) > LONGEST for line in lines):
        raise Refused("E-notice-typed", _("一行写一条要求，最多 60 行，每行 600 字以内"), fields={"text": _("一行写一条，别太长")})
    return "\n".join(lines)


def typed_lines(notice: Notice, start: int, end: int, *, at: datetime, order: int = 0) -> list[Obligation]:
    """Unsaved obligations for the code points [start, end) of the notice's text: every line of it asks at least one thing."""
    part = notice.text[start:end]
    shift = start - len(SALUTATION)
    spans = [replace(s, start=s.start + shift, end=s.end + shift) for s in decompose(SALUTATION + part, trusting.weights())]
    found: list[Span] = []
    place = start
    for line in part.split("\n"):
        here = [s for s in spans if place <= s.start < place + len(line)]
        asked = [s for s in here if s.label == "obligation"]
        if line.strip() and not asked:
            asked = [_whole(line, place, here)]
        found += asked
        place += len(line) + 1
    rows = [from_span(notice, span, order=order + n * GAP, at=at) for n, span in enumerate(found, start=1)]
    for row in rows:
        row.draft["added"] = True  # typed, not read: says nothing about how well reading works
        if kind := bounded_kind(row.text):
            row.bounded = kind
            row.look_why, row.state = sorted({*row.look_why, "bounded"}), "look"
    return rows


def _whole(line: str, place: int, near: list[Span]) -> Span:
    """A line in which reading found no obligation, as one: fields of what it found there, else plain ones."""
    lead = len(line) - len(line.lstrip(" \u3000"))
    words = line.strip(" \u3000。；;")
    first = near[0] if near else Span(0, 0, "", "obligation", ["school"])
    return Span(
        place + lead, place + lead + len(words), words, "obligation", addressee=first.addressee or ["school"],
        deontic=first.deontic or "must", domain=first.domain or "other", when=first.when, evidence=first.evidence or "record",
        confidence=1.0, title=title_from(words), minutes=first.minutes or 30, proof=first.proof or "record",
    )  # fmt: skip
