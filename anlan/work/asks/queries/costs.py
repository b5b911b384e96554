"""What asks cost: estimated from what was sent, measured from how long forms were worked at. Sums only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Sum

from anlan.kernel.scope import below_any
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
    rows = Spent.objects.filter(below_any(paths), week__gte=since).order_by("week", "source").values_list("week", "source")
    counted = rows.annotate(of=Count("unit_id"), s=Sum("seconds"), n=Sum("times"))
    return [(week, source, seconds, times) for week, source, of, seconds, times in counted if of >= LEAST_UNITS]
