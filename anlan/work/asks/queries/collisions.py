"""How much falls on whom when: asks that units have to do already, beside one that is to go out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from anlan.kernel.actor import lineage
from anlan.kernel.clock import local, midnight
from anlan.work.asks.models import Limit
from anlan.work.asks.rules import MOST_A_WEEK, SOURCES, Draft, monday

WEEK = timedelta(days=7)
NAMED = 4  # asks named one by one
Ref = tuple[str, int]


@dataclass
class Week:
    """What the units of an ask have to do already in one week.

    units   how many units are asked in this week
    having  how many asks -> how many of these units have so many already
    over    units that have as many as the limit, or more
    days    day -> (units with most on that day, how many asks at most one unit has on it)
    named   (title, office, units) of asks that are there already, the most widespread first; others counted in `more`
    """

    week: date
    limit: int
    units: int = 0
    having: dict[int, int] = field(default_factory=dict)
    over: int = 0
    days: list[tuple[date, int, int]] = field(default_factory=list)
    named: list[tuple[str, str, int]] = field(default_factory=list)
    more: int = 0

    @property
    def most(self) -> int:
        """As many asks as one unit has at most."""
        return max(self.having, default=0)

    @property
    def last(self) -> date:
        """The Sunday."""
        return self.week + timedelta(days=6)

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Parts of a stacked bar: none, below the limit, at it or over."""
        none = self.having.get(0, 0)
        return [("free", none), ("busy", self.units - none - self.over), ("full", self.over)]


def most_a_week(unit_path: str, at: datetime) -> int:
    """The limit that holds for an office at `at`: its own, else the nearest above it, else the default."""
    rows = Limit.objects.filter(unit_path__in=lineage(unit_path), starts__lte=local(at).date()).order_by("-starts", "-id")
    by_path: dict[str, int] = {}
    for path, most in rows.values_list("unit_path", "most"):
        by_path.setdefault(path, most)
    return next((by_path[p] for p in lineage(unit_path) if p in by_path), MOST_A_WEEK)


def collisions(draft: Draft, *, at: datetime) -> list[Week]:
    """Per week in which the ask falls due: what its units have to do already. One statement a source."""
    asked: dict[date, set[int]] = defaultdict(set)
    for unit_id, due in draft.dues:
        asked[monday(local(due).date())].add(unit_id)
    return _weeks(draft.unit_path, asked, most_a_week(draft.unit_path, at), without=(draft.source, draft.ref_id))


def ahead(unit_path: str, units: Iterable[int], weeks: int, *, at: datetime) -> list[Week]:
    """This week and those that follow: what the units have to do, for whoever wants to choose a better one."""
    first, wanted = monday(local(at).date()), set(units)
    return _weeks(unit_path, {first + n * WEEK: wanted for n in range(weeks)}, most_a_week(unit_path, at))


def _weeks(path: str, asked: dict[date, set[int]], limit: int, *, without: Ref | None = None) -> list[Week]:
    if not asked:
        return []
    there = _there(path, min(asked), max(asked) + WEEK, without)
    found = []
    for week in sorted(asked):
        rows = [row for row in there if monday(row[1]) == week and row[0] in asked[week]]
        found.append(_week(week, asked[week], limit, rows))
    _name(found)
    return [one for one, _refs in found]


def _there(path: str, since: date, until: date, without: Ref | None) -> list[tuple[int, date, Ref]]:
    begin, end = midnight(since), midnight(until)
    return [
        (row.unit_id, row.day, (key, row.ref_id))
        for key, source in SOURCES.items()
        for row in source.waiting(path, begin, end)
        if (key, row.ref_id) != without
    ]


def _week(week: date, units: set[int], limit: int, rows: list[tuple[int, date, Ref]]) -> tuple[Week, Counter[Ref]]:
    by_unit: dict[int, set[Ref]] = defaultdict(set)
    by_day: dict[date, dict[int, set[Ref]]] = defaultdict(lambda: defaultdict(set))
    refs: dict[Ref, set[int]] = defaultdict(set)
    for unit_id, day, ref in rows:
        by_unit[unit_id].add(ref)
        by_day[day][unit_id].add(ref)
        refs[ref].add(unit_id)
    having = Counter(len(by_unit.get(unit, ())) for unit in units)
    one = Week(week, limit, len(units), dict(sorted(having.items())), sum(n for many, n in having.items() if many >= limit))
    one.days = [(day, len(there), max(map(len, there.values()))) for day, there in sorted(by_day.items())]
    return one, Counter({ref: len(there) for ref, there in refs.items()})


def _name(found: list[tuple[Week, Counter[Ref]]]) -> None:
    """Titles of the most widespread asks of each week, looked up once for all."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for _one, refs in found:
        for (key, ref_id), _n in refs.most_common(NAMED):
            wanted[key].add(ref_id)
    titles = {key: SOURCES[key].titles(ids) for key, ids in wanted.items()}
    for one, refs in found:
        shown = [(titles[key][ref_id], n) for (key, ref_id), n in refs.most_common(NAMED) if ref_id in titles[key]]
        one.named = [(title, office, n) for (title, office), n in shown]
        one.more = len(refs) - len(shown)
