"""Who wants to know of each step of a hazard, in the transaction of the step. A part above puts itself on the list in its manifest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from anlan.work.cases.models import Case
from anlan.work.hazards.models import Hazard

WATCHERS: list[Callable[[Case, Hazard, str, datetime], None]] = []  # (case as it is now, its facts, the verb, at)


def announce(case: Case, hazard: Hazard, verb: str, at: datetime) -> None:
    """Say that a step was taken."""
    for watch in WATCHERS:
        watch(case, hazard, verb, at)
