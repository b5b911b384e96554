"""Doubtful cells for the asking office: what was kept with which reason, what was asked back, and whose row is the same as whose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from anlan.registers.org import queries as org
from anlan.work.returns.models import Doubt, Round, Row, Sheet

MOST = 500


@dataclass
class Doubtful:
    """One doubtful cell, with the unit it is at; `twins` are named to the office alone."""

    doubt: Doubt
    unit: str
    row_number: int = 1
    twins: list[str] = field(default_factory=list)


def doubtful(round_: Round, states: Iterable[str] = ("kept", "answered", "asked")) -> list[Doubtful]:
    """Doubts that the office has to look at, those not asked yet first."""
    doubts = list(Doubt.objects.filter(round_id=round_.pk, state__in=list(states)).order_by("unit_path", "row_id", "id")[:MOST])
    units = dict(Sheet.objects.filter(pk__in={d.case_id for d in doubts}).values_list("case_id", "unit_id"))
    names = org.named(set(units.values()))
    orders = dict(Row.objects.filter(pk__in={d.row_id for d in doubts if d.row_id}).values_list("id", "order"))
    twins = _twins(round_, [d.row_id for d in doubts if d.kind == "copied"])
    found = [
        Doubtful(d, str(names.get(units.get(d.case_id, 0), "")), orders.get(d.row_id, 1), twins.get(d.row_id, [])) for d in doubts
    ]  # fmt: skip
    return sorted(found, key=lambda f: f.doubt.state == "asked")


def _twins(round_: Round, row_ids: list[int]) -> dict[int, list[str]]:
    """Row id -> names of the units, within scope, whose whole row is the same."""
    rows = dict(Row.objects.filter(pk__in=row_ids).exclude(told="").values_list("id", "told"))
    if not rows:
        return {}
    by_told: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pk, case_id, told in Row.objects.filter(round_id=round_.pk, told__in=set(rows.values()), removed_at=None).values_list(
        "id", "case_id", "told"
    ):
        by_told[told].append((pk, case_id))
    units = dict(Sheet.objects.filter(pk__in={c for found in by_told.values() for _pk, c in found}).values_list("case_id", "unit_id"))
    names = org.named(set(units.values()))
    case_of = {pk: case_id for found in by_told.values() for pk, case_id in found}
    return {
        pk: sorted({str(names[units[c]]) for _pk, c in by_told[told] if c != case_of.get(pk) and units.get(c) in names})
        for pk, told in rows.items()
    }


def counts(round_: Round) -> dict[str, tuple[int, int]]:
    """State -> (cells, units) of the doubts of a round."""
    found: dict[str, list[int]] = defaultdict(list)
    for state, case_id in Doubt.objects.filter(round_id=round_.pk).values_list("state", "case_id"):
        found[state].append(case_id)
    return {state: (len(cases), len(set(cases))) for state, cases in found.items()}
