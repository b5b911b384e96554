"""What was asked of the schools under an office, week by week, and what need not have been. Sums, never a school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from anlan.kernel.clock import local, midnight
from anlan.kernel.scope import below
from anlan.oversight.burden.models import Finding
from anlan.registers.org import queries as org
from anlan.work.asks import queries as asks
from anlan.work.asks.queries import Week
from anlan.work.asks.rules import SOURCES, Sent, monday

WEEKS, AHEAD, DEAREST, RECENT = 13, 4, 5, 4
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Share:
    """What one office or kind of ask took: how many asks, minutes of all schools together."""

    key: str
    name: str
    asks: int
    minutes: int


@dataclass
class Burden:
    """Minutes are of all schools together; `estimated` and `measured` by week (None: too few units to tell).

    effort  source -> (minutes measured for one handing in, how often that was)
    """

    path: str
    schools: int
    weeks: list[date]
    estimated: list[int]
    measured: list[int | None]
    sent: list[Sent] = field(default_factory=list)
    offices: list[Share] = field(default_factory=list)
    kinds: list[Share] = field(default_factory=list)
    effort: dict[str, tuple[float, int]] = field(default_factory=dict)

    def each(self, minutes: int) -> int:
        """Minutes of one school on the average."""
        return round(minutes / self.schools) if self.schools else 0

    @property
    def this_week(self) -> int:
        return self.estimated[-1]

    @property
    def recent(self) -> int:
        """Of one week, on the average of the last four that are over."""
        return round(sum(self.estimated[-1 - RECENT : -1]) / RECENT)

    @property
    def dearest(self) -> list[Sent]:
        """The asks that took most, of all weeks shown."""
        return sorted(self.sent, key=lambda s: (-s.minutes, s.ref_id))[:DEAREST]


def burden(path: str, at: datetime) -> Burden:
    """What was sent to the schools at and under `path` within the last weeks."""
    this = monday(local(at).date())
    weeks = [this - n * WEEK for n in range(WEEKS - 1, -1, -1)]
    rows = asks.sent([path], midnight(weeks[0]), midnight(this + WEEK))
    by_week: dict[date, int] = defaultdict(int)
    for row in rows:
        by_week[monday(local(row.at).date())] += row.minutes
    seconds: dict[date, int] = defaultdict(int)
    effort: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for week, source, spent, times in asks.measured([path], weeks[0]):
        seconds[week] += spent
        effort[source][0] += spent
        effort[source][1] += times
    found = Burden(
        path, org.schools_under(path, at).count(), weeks, [by_week[w] for w in weeks],
        [round(seconds[w] / 60) if w in seconds else None for w in weeks], rows,
    )  # fmt: skip
    late = [row for row in rows if row.at >= midnight(this - (RECENT - 1) * WEEK)]
    names = {pk: str(unit) for pk, unit in org.named({row.unit_id for row in rows}).items()}
    found.offices = _shares(late, lambda row: str(row.unit_id), lambda key: names.get(int(key), ""))
    found.kinds = _shares(late, lambda row: row.source, lambda key: str(SOURCES[key].label))
    found.effort = {source: (round(spent / 60 / times, 1), times) for source, (spent, times) in effort.items() if times}
    return found


def _shares(rows: Iterable[Sent], key_of: Callable[[Sent], str], name_of: Callable[[str], str]) -> list[Share]:
    count: dict[str, int] = defaultdict(int)
    minutes: dict[str, int] = defaultdict(int)
    for row in rows:
        count[key_of(row)] += 1
        minutes[key_of(row)] += row.minutes
    return [Share(key, name_of(key), count[key], minutes[key]) for key in sorted(count, key=lambda k: -minutes[k])]


def ahead(path: str, at: datetime) -> list[Week]:
    """The next weeks: how many schools have how many asks to do."""
    return asks.ahead(path, org.schools_under(path, at).values_list("pk", flat=True), AHEAD, at=at)


def needless(path: str, limit: int = 30) -> list[Finding]:
    """What offices at and under `path` need not have asked, the dearest first."""
    return list(Finding.objects.filter(below(path)).select_related("unit").order_by("-minutes", "id")[:limit])
