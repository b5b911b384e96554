"""Sending a batch of letters in few words, for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from anlan.kernel.acting import acting
from anlan.work.pledges import actions
from anlan.work.pledges.models import Batch, Letter
from anlan.work.pledges.rules import TEXT
from tests.cast import START, Cast

DAY = timedelta(days=1)


def drafted(cast: Cast, *, by: str = "zhao", unit: str = "east", layers: Any = ("school",), to: Any = None, **more: Any) -> Batch:
    """A draft of the office for its schools."""
    given: dict[str, Any] = {
        "title": "2027年度校园安全责任书", "text": TEXT, "layers": layers, "addressees": to or {"kinds": ["school"]},
        "starts": date(2026, 12, 14), "ends": date(2027, 12, 13), "due_at": START + 10 * DAY,
    }  # fmt: skip
    with acting(cast.actor(by)):
        return actions.start(cast.units[unit], by=cast.actor(by), at=START, **given | more)


def sent(cast: Cast, *, by: str = "zhao", at: Any = START, **options: Any) -> Batch:
    """A batch that is out."""
    batch = drafted(cast, by=by, **options)
    with acting(cast.actor(by)):
        return actions.send(batch, by=cast.actor(by), at=at)


def letter(batch: Batch, cast: Cast, who: str) -> Letter:
    """The letter of one of the cast, as it stands now."""
    return Letter.objects.select_related("case", "batch", "batch__unit", "unit").get(batch=batch, person_id=cast.people[who].pk)
