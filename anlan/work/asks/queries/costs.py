"""What asks cost: estimated from what was sent, measured from how long forms were worked at. Sums only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from anlan.kernel.scope import below_any
from anlan.registers.org.rules import INNER
from anlan.work.asks.models import Spent
from anlan.work.asks.rules import LEAST_UNITS, SOURCES, Sent


def sent(paths: Iterable[str], since: datetime, until: datetime) -> list[Sent]:
    """Everything that went out to schools under `paths` in [since, until), newest first."""
    wanted = list(paths)
    rows = [row for source in SOURCES.values() for row in source.sent(wanted, since, until)]
    return sorted(rows, key=lambda row: (row.at, row.ref_id), reverse=True)


def measured(paths: Iterable[str], since: date) -> list[tuple[date, str, int, int]]:
    """(week, source, seconds, times handed in) of all units under `paths` together; weeks with fewer than three units are left out,
    because their sum would be somebody's own."""
    rows = Spent.objects.filter(below_any(paths), week__gte=since).order_by("week", "source")
    sums: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0])
    homes: dict[tuple[date, str], set[str]] = defaultdict(set)
    columns = ("week", "source", "seconds", "times", "unit_path", "unit__kind", "unit__parent__unit_path")
    for week, source, seconds, times, path, kind, above in rows.values_list(*columns):
        sums[week, source][0] += seconds
        sums[week, source][1] += times
        homes[week, source].add(above if kind in INNER else path)  # a department is no unit of its own here
    return [(*key, seconds, times) for key, (seconds, times) in sums.items() if len(homes[key]) >= LEAST_UNITS]
