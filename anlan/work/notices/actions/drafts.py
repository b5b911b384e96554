"""From a span of the text to an obligation with its defaults, and what an officer must look at before it may be sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from anlan.kernel.clock import local
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.queries.timing import deadline_of, due_of, dump_notes
from anlan.work.notices.reading import Span, explain_bounded
from anlan.work.notices.reading.bounded import demands_control
from anlan.work.notices.rules import UNDATED, Addressees, default_addressees, default_post, default_rule, title_from, way_of
from anlan.work.notices.rules.text import weekday_clash

GAP = 1024  # between the orders of neighbours, so that a split fits in
SURE = 0.5  # our own default: what is likelier to be changed than to stand, somebody looks at by itself
BLOCKING = ("bounded", "date", "date_past", "nobody")  # cannot be confirmed away


def from_span(notice: Notice, span: Span, *, order: int, at: datetime) -> Obligation:
    """An obligation as read, not saved: fields of the span, defaults for proof and verification, the date from its phrase."""
    proof = span.proof if span.proof in ("declared", "record", "photo", "onsite") else "record"
    row = Obligation(
        notice=notice, unit_path=notice.unit_path, order=order, section=span.section, heading=span.heading, start=span.start,
        end=span.end, draft=_plain(span), title=span.title or title_from(span.text), text=span.text,
        addressees=default_addressees(span.addressee, span.domain or "other").dump(),
        post_role=default_post(span.addressee, span.domain or "other"), domain=span.domain or "other",
        deontic=span.deontic or "must", when_type=span.when.type if span.when else "none",
        phrase=(span.when.phrase or "") if span.when else "", proof=proof, rule=default_rule(proof, span.deontic or "must"),
        minutes=max(0, span.minutes), bounded=explain_bounded(span).kind if span.bounded else "", confidence=span.confidence,
        evidence_kind=span.evidence or "",
    )  # fmt: skip
    read_date(notice, row, at=at)
    if row.way in UNDATED:
        row.proof, row.rule = "declared", "doubt"
    settle(row, at=at)
    return row


def _plain(span: Span) -> dict[str, Any]:
    kept = asdict(span)
    kept.pop("text", None)
    return kept


def read_date(notice: Notice, row: Obligation, *, at: datetime) -> None:
    """Work out from type and phrase how it runs and by when, with how it was read. A date set by the officer is left alone."""
    if row.due_fixed:
        return
    found = deadline_of(notice, row.when_type, row.phrase, at=at)
    row.due_at, row.standing, row.reading = due_of(found), found.standing, dump_notes(found.notes)
    unit, every = (found.rule.unit, found.rule.every) if found.rule else ("", 1)
    kind = "on_event" if found.within else row.when_type
    row.way = way_of(kind, row.phrase, row.text, deontic=row.deontic, unit=unit, every=every, dated=found.at is not None)
    if row.way in UNDATED:
        row.due_at = None


def reasons(row: Obligation, *, at: datetime) -> list[str]:
    """Why somebody must look at the line: bounded, date, date_past, nobody, weekday, assumed, unpublished, unsure."""
    found = []
    if row.is_bounded_open:
        found.append("bounded")
    if row.resolution == "outside":
        return found
    if row.due_at is None and row.way == "once":
        found.append("date")
    elif row.due_at is not None and row.due_at <= at and (row.when_type != "immediately" or row.due_fixed):
        found.append("date_past")
    if Addressees.load(row.addressees).nobody:
        found.append("nobody")
    if row.due_at is not None and not row.due_fixed and weekday_clash(row.phrase, local(row.due_at).date()):
        found.append("weekday")
    if row.standing in ("assumed", "unpublished") and row.way not in UNDATED and row.when_type != "immediately":
        found.append(row.standing)
    if row.confidence < SURE:
        found.append("unsure")
    return found


def settle(row: Obligation, *, at: datetime, confirmed: bool = False) -> None:
    """Set the state from what is known: something to look at, confirmed, or open. A dropped line stays dropped."""
    if row.state == "dropped":
        return
    row.look_why = reasons(row, at=at)
    if confirmed:
        row.look_why = [why for why in row.look_why if why in BLOCKING]
    row.state = "look" if row.look_why else "confirmed" if confirmed else "open"


def renumber(rows: Iterable[Obligation]) -> list[Obligation]:
    """Give neighbours room again."""
    kept = list(rows)
    for place, row in enumerate(kept, start=1):
        row.order = place * GAP
    return kept


def bounded_kind(text: str) -> str:
    """'' or the kind of persons whom `text` wants listed, screened or controlled."""
    return explain_bounded(text).kind if demands_control(text) else ""
