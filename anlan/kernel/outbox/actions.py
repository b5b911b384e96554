"""Writing messages, in the transaction of the work that causes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anlan.kernel.outbox.models import Choice, Delivery, Message


@dataclass(frozen=True)
class Telling:
    """To whom and about what: a role at a unit, or one person. `urgent` only where life is in danger."""

    unit_id: int
    unit_path: str
    kind: str
    role: str = ""
    person_id: int | None = None
    case_id: int | None = None
    due_at: datetime | None = None
    rung: int = 0
    urgent: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


def tell(tellings: Iterable[Telling], *, at: datetime) -> int:
    """Put messages into the outbox; one that stands there already is not put again. -> how many were given."""
    rows = [
        Message(
            unit_id=t.unit_id,
            unit_path=t.unit_path,
            role=t.role,
            person_id=t.person_id,
            case_id=t.case_id,
            kind=t.kind,
            due_at=t.due_at,
            rung=t.rung,
            urgent=t.urgent,
            facts=t.facts,
            at=at,
        )
        for t in tellings
    ]
    Message.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    return len(rows)


def mark_read(person_id: int, *, at: datetime, only: int | None = None) -> int:
    """The person has seen their messages (or `only` this delivery): how many were new."""
    rows = Delivery.objects.filter(person_id=person_id, channel="page", read_at__isnull=True)
    if only is not None:
        rows = rows.filter(pk=only)
    return rows.update(read_at=at)


def choose(person_id: int, rests: Mapping[str, str]) -> None:
    """What the person wants by each way (channel -> at_once, digest, none) beside danger to life. A setting of one's own, no entry."""
    for channel, rest in rests.items():
        Choice.objects.update_or_create(person_id=person_id, channel=channel, defaults={"rest": rest})
