"""What officers changed in what was read: precision, recall and the corrections that come again, by issuer and month.

A line keeps what was read at first (`draft`) beside what was sent. Only notices that went out count: what is
still under review is nobody's final word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from anlan.kernel.clock import local
from anlan.work.notices.models import PUBLISHED, WITHDRAWN, Notice, Obligation
from anlan.work.notices.reading.fitting import Case
from anlan.work.notices.rules import Addressees, default_addressees


@dataclass
class Outcome:
    """What became of the lines of some notices."""

    read: int = 0
    stand: int = 0  # read, and sent exactly as read
    kept: int = 0  # read, and sent, changed or not
    added: int = 0
    corrections: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """The share of what was read that was sent."""
        return self.kept / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        """The share of what was sent that had been read."""
        sent = self.kept + self.added
        return self.kept / sent if sent else 0.0

    @property
    def untouched(self) -> float:
        """The share of what was read that was sent as it was read."""
        return self.stand / self.read if self.read else 0.0

    def dump(self, most: int = 12) -> dict[str, Any]:
        """As numbers and the corrections that came most often."""
        return {
            "read": self.read, "kept": self.kept, "added": self.added, "untouched": self.stand, "precision": round(self.precision, 3),
            "recall": round(self.recall, 3), "as_read": round(self.untouched, 3), "corrections": dict(self.corrections.most_common(most)),
        }  # fmt: skip


@dataclass
class Evaluation:
    """All together, by issuer, by month of sending."""

    notices: int
    whole: Outcome
    by_issuer: dict[str, Outcome]
    by_month: dict[str, Outcome]

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "notices": self.notices, "all": self.whole.dump(), "by_issuer": {k: v.dump(5) for k, v in self.by_issuer.items()},
            "by_month": {k: v.dump(5) for k, v in self.by_month.items()},
        }  # fmt: skip


def changes(row: Obligation, halves: int = 1) -> list[str]:
    """What the officer changed on a line that was read, as short names; nothing when it went out as read."""
    draft = row.draft
    if row.merged_into_id:
        return ["merged"]
    if not row.is_live:
        return ["dropped"]
    found = ["split"] if halves > 1 else []
    was, now = draft.get("domain") or "other", row.domain
    if was != now:
        found.append(f"domain {was} > {now}")
    meant = default_addressees(draft.get("addressee") or [], was)
    if Addressees.load(row.addressees).dump() != meant.dump():
        found.append("addressees")
    when = draft.get("when") or {}
    if (when.get("phrase") or "") != row.phrase:
        found.append("time")
    elif row.due_fixed:
        found.append("date")
    if not found and draft.get("title") and row.title != draft["title"]:
        found.append("title")
    if draft.get("proof") and row.proof != draft["proof"]:
        found.append(f"proof {draft['proof']} > {row.proof}")
    if row.resolution:
        found.append(f"bounded: {row.resolution}")
    return found


def outcome_of(rows: Sequence[Obligation]) -> Outcome:
    """What became of the lines of one notice. Halves of a split line were one line when they were read."""
    out = Outcome()
    for draft_rows in _by_draft(rows):
        first = draft_rows[0]
        if first.draft.get("added"):
            out.added += sum(r.is_live for r in draft_rows)
            out.corrections["added"] += sum(r.is_live for r in draft_rows)
            continue
        out.read += 1
        found = changes(next((r for r in draft_rows if r.is_live), first), len(draft_rows))
        out.kept += any(r.is_live for r in draft_rows) or first.merged_into_id is not None
        out.stand += not found
        out.corrections.update(found)
    return out


def _by_draft(rows: Iterable[Obligation]) -> list[list[Obligation]]:
    groups: dict[tuple[Any, ...], list[Obligation]] = {}
    for row in rows:
        place = (row.draft.get("start"), row.draft.get("end"), bool(row.draft.get("added")))
        groups.setdefault(place if row.draft.get("end") else (row.pk,), []).append(row)
    return list(groups.values())


def sent_notices() -> list[Notice]:
    """Notices that went out, the earliest first."""
    return list(Notice.objects.filter(state__in=(PUBLISHED, WITHDRAWN)).select_related("unit").order_by("published_at", "pk"))


def _own(notice: Notice) -> QuerySet[Obligation]:
    """What was read for the notice itself: neither what it hands on nor what its letter prints of the notice above."""
    return notice.obligations.filter(passes_on=None).exclude(draft__has_key="repeats").order_by("order", "id")


def evaluation() -> Evaluation:
    """All notices that went out."""
    found = sent_notices()
    whole = Outcome()
    by_issuer: dict[str, Outcome] = {}
    by_month: dict[str, Outcome] = {}
    for notice in found:
        rows = list(_own(notice))
        one = outcome_of(rows)
        month = local(notice.published_at).strftime("%Y-%m") if notice.published_at else "—"
        for group in (whole, by_issuer.setdefault(str(notice.unit), Outcome()), by_month.setdefault(month, Outcome())):
            _join(group, one)
    return Evaluation(len(found), whole, by_issuer, by_month)


def _join(group: Outcome, one: Outcome) -> None:
    group.read += one.read
    group.stand += one.stand
    group.kept += one.kept
    group.added += one.added
    group.corrections.update(one.corrections)


def cases() -> list[Case]:
    """The lines that were read, each with the signs it was read by and whether it stands: what a new fit learns from."""
    found = []
    for notice in sent_notices():
        for rows in _by_draft(_own(notice)):
            signs = rows[0].draft.get("signs")
            if not signs or rows[0].draft.get("added"):
                continue
            bad = [c for c in changes(rows[0], len(rows)) if c.startswith(("merged", "dropped", "split", "domain", "addressees"))]
            found.append(Case(f"notice {notice.pk}", tuple(signs), not bad))
    return found
