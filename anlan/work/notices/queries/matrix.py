"""The clause × unit matrix: which unit has proved which clause, counted by district, one district open to its units.

States are worked out from the cases at `at`, never kept: what was not heard of is unknown, not done and not zero.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from anlan.kernel.actor import Actor
from anlan.kernel.scope import in_range
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.queries.planning import live
from anlan.work.notices.rules import CELLS, COUNTED, FULFILLING, cell_from

# what the rule needs to know of a line, compared in the database; parameters: at, at
CELL_COLUMNS = "t.state, coalesce(%s > t.limit_at, false), coalesce(%s > least(t.receipt_by, t.limit_at), false)"
BAR = ("verified", "sampled", "declared", "submitted", "received", "waiting", "returned", "overdue", "unknown")


@dataclass(frozen=True)
class Count:
    """Counts of one clause in one district (or in all): cells by key, and what is fulfilled under the clause's rule."""

    cells: Mapping[str, int]
    rule: str

    @property
    def total(self) -> int:
        return sum(n for key, n in self.cells.items() if key in COUNTED)

    @property
    def done(self) -> int:
        return sum(self.cells.get(key, 0) for key in FULFILLING[self.rule])

    @property
    def overdue(self) -> int:
        return self.cells.get("overdue", 0)

    @property
    def unknown(self) -> int:
        return self.cells.get("unknown", 0)

    @property
    def outside(self) -> int:
        return sum(n for key, n in self.cells.items() if key not in COUNTED)

    @property
    def complete(self) -> bool:
        return self.total > 0 and self.done == self.total

    @property
    def bar(self) -> list[tuple[str, int]]:
        """Parts of the stacked bar in their order, empty ones left out."""
        return [(key, self.cells[key]) for key in BAR if self.cells.get(key)]


class UnitCell(NamedTuple):  # thousands of them on one page
    """One unit's cell of one clause."""

    case_id: int
    unit_id: int
    key: str
    due_at: datetime
    fulfilled: bool

    @property
    def sign(self) -> str:
        return CELLS[self.key].sign

    @property
    def word(self) -> str:
        return CELLS[self.key].word


@dataclass
class Row:
    """One clause: its number, all of it counted, counted by district, and the open district's cells by unit id."""

    obligation: Obligation
    number: int
    whole: Count
    groups: dict[str, Count]
    cells: dict[int, UnitCell] = field(default_factory=dict)

    @property
    def outside(self) -> bool:
        """Handled outside Anlan: a cell of its own kind, never counted as done."""
        return self.obligation.resolution == "outside"


@dataclass
class Matrix:
    """Rows by clause; columns by district (path, name, units); `units` are those of the open one."""

    notice: Notice
    at: datetime
    columns: list[tuple[str, str, int]]
    open_path: str
    units: list[Unit]
    rows: list[Row]
    whole: Count

    @property
    def sections(self) -> list[tuple[str, list[Row]]]:
        """Rows under the sections of the text."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.obligation.section].append(row)
        return list(found.items())


def matrix(notice: Notice, actor: Actor, *, at: datetime, open_path: str = "", show: str = "") -> Matrix:
    """The matrix as the actor may see it. `open_path` opens a district; `show` keeps rows with open or late lines."""
    counted = counts_of(notice.pk, actor, at)
    paths = sorted({path for _ob, path in counted})
    if not open_path and len(paths) == 1:
        open_path = paths[0]
    names = {u.unit_path: u for u in Unit.objects.filter(unit_path__in=paths)}
    cells = _cells(notice, actor, open_path, at) if open_path in paths else {}
    units = _units_of(cells)
    rows = []
    for number, clause in enumerate(live(notice), start=1):
        groups = {p: Count(counted[clause.pk, p], clause.rule) for p in paths if (clause.pk, p) in counted}
        row = Row(clause, number, _sum(groups.values(), clause.rule), groups, cells.get(clause.pk, {}))
        if _kept(row, show):
            rows.append(row)
    sizes = _sizes(notice, actor)
    columns = [(p, str(names[p]) if p in names else p, sizes.get(p, 0)) for p in paths]
    return Matrix(notice, at, columns, open_path if open_path in paths else "", units, rows, _sum((r.whole for r in rows), "doubt"))


def _kept(row: Row, show: str) -> bool:
    if show == "late":
        return bool(row.whole.overdue or row.whole.unknown)
    return row.whole.total > row.whole.done and not row.outside if show == "open" else True


def _sum(counts: Iterable[Count], rule: str) -> Count:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count.cells)
    return Count(dict(total), rule)


def counts_of(notice_id: int, actor: Actor, at: datetime) -> dict[tuple[int, str], dict[str, int]]:
    """(clause, district) -> cell -> how many; one statement over the tasks alone, within the actor's ranges."""
    inside, ends = in_range(actor.paths, "t.unit_path")
    found: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.obligation_id, t.group_path, {CELL_COLUMNS}, count(*) from notices_task t where t.notice_id = %s and {inside} "
            "group by 1, 2, 3, 4, 5",
            [at, at, notice_id, *ends],
        )
        for clause, path, state, late, unheard, n in cursor.fetchall():
            found[clause, path][cell_from(state, late=late, unheard=unheard)] += n
    return {key: dict(cells) for key, cells in found.items()}


def _cells(notice: Notice, actor: Actor, path: str, at: datetime) -> dict[int, dict[int, UnitCell]]:
    inside, ends = in_range(actor.paths, "t.unit_path")
    found: dict[int, dict[int, UnitCell]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.obligation_id, t.case_id, d.unit_id, t.limit_at, t.rule, {CELL_COLUMNS} from notices_task t "
            f"join notices_dossier d on d.id = t.dossier_id where t.notice_id = %s and t.group_path = %s and {inside} "
            "order by t.state <> 'withdrawn', t.case_id",  # of a unit that was taken out and asked again the later line shows
            [at, at, notice.pk, path, *ends],
        )
        for clause, case_id, unit_id, limit, rule, state, late, unheard in cursor.fetchall():
            key = cell_from(state, late=late, unheard=unheard)
            found[clause][unit_id] = UnitCell(case_id, unit_id, key, limit, key in FULFILLING[rule])
    return found


def _units_of(cells: Mapping[int, Mapping[int, UnitCell]]) -> list[Unit]:
    ids = {unit_id for row in cells.values() for unit_id in row}
    return sorted(org.named(ids).values(), key=lambda u: u.unit_path)


def _sizes(notice: Notice, actor: Actor) -> dict[str, int]:
    inside, ends = in_range(actor.paths)
    lying = "select group_path, count(distinct dossier_id) from notices_task" if notice.reissues_id else ""  # in dossiers from above
    with connection.cursor() as cursor:
        if lying:
            cursor.execute(f"{lying} where notice_id = %s and {inside} group by 1", [notice.pk, *ends])
            return dict(cursor.fetchall())
        cursor.execute(f"select group_path, count(*) from notices_dossier where notice_id = %s and {inside} group by 1", [notice.pk, *ends])
        return dict(cursor.fetchall())
