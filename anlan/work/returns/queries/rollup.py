"""The roll-up while it fills: by district or by kind of school, from the totals that each return keeps; who is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from anlan.registers.org import queries as org
from anlan.registers.org.rules import SCHOOL
from anlan.work.returns.models import Round, Sheet
from anlan.work.returns.rules import HANDED, add_up

COLUMNS = ("case_id", "unit_id", "group_path", "unit__kind", "unit__stage", "state", "began_at", "doubts", "nothing", "totals", "rows")


@dataclass
class Group:
    """Units of one district or kind: how far they are, and what those that handed in come to."""

    key: str
    label: str = ""
    asked: int = 0
    handed: int = 0
    begun: int = 0
    questioned: int = 0
    nothing: int = 0
    doubts: int = 0
    rows: int = 0
    totals: Mapping[str, Any] = field(default_factory=dict)

    @property
    def untouched(self) -> int:
        return self.asked - self.handed - self.begun

    @property
    def missing(self) -> int:
        return self.asked - self.handed

    @property
    def bar(self) -> list[tuple[str, int]]:
        """Parts of the stacked bar, empty ones left out."""
        parts = (("done", self.handed - self.questioned), ("late", 0), ("doing", self.questioned + self.begun), ("wait", self.untouched))
        return [(tone, n) for tone, n in parts if n]


@dataclass
class RollUp:
    """Groups and the whole; `paths` are the districts that can be opened."""

    groups: list[Group]
    whole: Group
    by: str


def rollup(round_: Round, *, by: str = "district") -> RollUp:
    """Counted from one statement: the sums of a unit are kept with its return, so that no row is read."""
    found = list(Sheet.objects.filter(round=round_).order_by("group_path").values_list(*COLUMNS))
    groups: dict[str, Group] = {}
    totals: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for _case, _unit, path, kind, stage, state, began, doubts, nothing, sums, rows in found:
        key = path if by == "district" else (stage if kind == SCHOOL else kind)
        group = groups.setdefault(key, Group(key))
        group.asked += 1
        group.doubts += doubts
        if state in HANDED:
            group.handed += 1
            group.questioned += state == "questioned"
            group.nothing += nothing
            group.rows += rows
            totals[key].append(sums)
        elif began is not None and state == "asked":
            group.begun += 1
    for key, group in groups.items():
        group.totals = add_up(totals[key])
    labels = org.group_labels(groups, by)
    for key, group in groups.items():
        group.label = labels[key]
    whole = Group("", asked=len(found), totals=add_up(g.totals for g in groups.values()))
    for name in ("handed", "begun", "questioned", "nothing", "doubts", "rows"):
        setattr(whole, name, sum(getattr(g, name) for g in groups.values()))
    order = org.group_order(by)
    return RollUp(sorted(groups.values(), key=lambda group: order(group.key)), whole, by)


def units_of_group(round_: Round, path: str) -> list[Sheet]:
    """Returns of one district, those that are missing first."""
    rows = Sheet.objects.filter(round=round_, group_path=path).select_related("unit", "case").defer("unit__outline", "case__rules")
    return sorted(rows, key=lambda s: (s.state in HANDED, s.unit_path))


def missing(round_: Round) -> list[tuple[str, list[str]]]:
    """(district, names of units that have not handed in), as far as in scope; nobody else is named."""
    rows = (
        Sheet.objects.filter(round=round_, state="asked")
        .order_by("group_path", "unit_path")
        .values_list("group_path", "unit__short", "unit__name")
    )
    return org.by_group(rows)
