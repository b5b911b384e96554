"""What must hold at every simulated midnight. A check reads the product's tables and says what does not hold, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sim import check_cases, check_tables, check_telling, check_work
from sim.report import Finding
from sim.spans import Span

Check = Callable[[Span], Iterable[str]]
CHECKS: tuple[Check, ...] = (*check_cases.CHECKS, *check_work.CHECKS, *check_tables.CHECKS, *check_telling.CHECKS)
LOOK_BACK = timedelta(hours=30)  # a midnight looks at a little more than its day


def run(at: datetime, *, whole: bool = False) -> list[Finding]:
    """Every check at `at`: over what changed since the last midnight, or over everything."""
    span = Span(at=at, since=datetime.min.replace(tzinfo=at.tzinfo, year=2000) if whole else at - LOOK_BACK, whole=whole)
    return [Finding(check.__name__, what) for check in CHECKS for what in check(span)]
