"""This time against last time: each number column in all, and one column unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from anlan.registers.org import queries as org
from anlan.work.returns.models import Round, Sheet
from anlan.work.returns.rules import HANDED, Field, add_up, load


@dataclass(frozen=True)
class Pair:
    """A name, last time's number and this time's; None where there was none."""

    name: str
    last: Decimal | None
    now: Decimal | None
    case_id: int = 0

    @property
    def change(self) -> Decimal | None:
        return self.now - self.last if self.now is not None and self.last is not None else None


def earlier(round_: Round) -> list[Round]:
    """Other rounds of the same form that were sent, newest first."""
    rows = Round.objects.filter(series_id=round_.series_id).exclude(state="draft").exclude(pk=round_.pk)
    return list(rows.order_by("-sent_at", "-id")[:12])


def compare(now: Round, before: Round, key: str) -> tuple[list[Pair], list[Pair], Field | None]:
    """(columns in all, units of the chosen column, the column). Only columns that both rounds have, by their stable keys."""
    there = {f.key for f in load(before.fields) if f.is_number}
    fields = [f for f in load(now.fields) if f.is_number and f.key in there]
    totals = {round_.pk: _totals(round_) for round_ in (now, before)}
    sums = {pk: add_up(t for _case, t in rows.values()) for pk, rows in totals.items()}
    columns = [Pair(f.title, _number(sums[before.pk], f.key), _number(sums[now.pk], f.key)) for f in fields]
    chosen = next((f for f in fields if f.key == key), fields[0] if fields else None)
    if chosen is None:
        return [], [], None
    units = org.named({*totals[now.pk], *totals[before.pk]})
    pairs = []
    for u in sorted(units, key=lambda u: units[u].unit_path):
        _case, last = totals[before.pk].get(u, (0, {}))
        case_id, present = totals[now.pk].get(u, (0, {}))
        pairs.append(Pair(str(units[u]), _number(last, chosen.key), _number(present, chosen.key), case_id))
    return columns, sorted(pairs, key=lambda p: -abs(p.change or Decimal(0))), chosen


def _totals(round_: Round) -> dict[int, tuple[int, Mapping[str, Any]]]:
    rows = Sheet.objects.filter(round=round_, state__in=HANDED).values_list("unit_id", "case_id", "totals")
    return {unit_id: (case_id, totals) for unit_id, case_id, totals in rows}


def _number(totals: Mapping[str, Any], key: str) -> Decimal | None:
    value = totals.get(key)
    return None if value is None else Decimal(str(value))
