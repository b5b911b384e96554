"""A line from a selection of the text, read like those that reading found."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.errors import Refused
from anlan.work.notices.actions.drafts import GAP, bounded_kind, from_span
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.reading import Span, decompose
from anlan.work.notices.rules import title_from

SHORTEST, LONGEST = 4, 600


def obligation_from(notice: Notice, start: int, end: int, *, at: datetime) -> Obligation:
    """An unsaved obligation for the code points [start, end) of the notice's text, blanks and marks at the edges left out.

    Fields come from what reading found there (of whatever label), else from the nearest obligation above.
    """
    text = notice.text
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start] in " \u3000\n，。；、：":
        start += 1
    while end > start and text[end - 1] in " \u3000\n，。；、：":
        end -= 1
    words = text[start:end]
    if not SHORTEST <= len(words) <= LONGEST or "\n" in words.strip():
        raise Refused("E-notice-selection", _("在左边选一句话，别跨段落"))
    near = [s for s in decompose(text) if s.start < end and start < s.end] or [Span(start, end, words, "obligation", ["school"])]
    first = near[0]
    span = Span(
        start, end, words, "obligation", addressee=first.addressee or ["district_bureau", "school"], deontic=first.deontic or "must",
        domain=first.domain or "other", when=first.when, evidence=first.evidence or "record", confidence=1.0, title=title_from(words),
        minutes=first.minutes or 30, proof=first.proof or "record", section=first.section, heading=first.heading,
    )  # fmt: skip
    above = notice.obligations.filter(start__lte=start).order_by("-start").first()
    row = from_span(notice, span, order=(above.order if above else 0) + 1, at=at)
    row.draft["added"] = True  # not read: the officer's own
    if kind := bounded_kind(words) or next((o.bounded for o in notice.obligations.filter(start__lt=end, end__gt=start) if o.bounded), ""):
        row.bounded = kind
        row.look_why, row.state = sorted({*row.look_why, "bounded"}), "look"
    return row


assert GAP > 1
