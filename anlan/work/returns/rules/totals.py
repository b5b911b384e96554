"""Sums that are computed, what is still missing, and the totals of one unit and of many. Pure.

Values as kept: integer -> int · decimal -> text of a number · date -> '2026-12-28' · boolean -> bool · choice -> its code · text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .fields import Field, number

Values = Mapping[str, Any]


def is_empty(value: Any) -> bool:
    """Whether nothing is filled in; 0 and 否 are something."""
    return value is None or value == ""


def computed(fields: Sequence[Field], values: Values) -> dict[str, Any]:
    """`values` with the sums put in; a sum of nothing is nothing."""
    found = dict(values)
    for field in fields:
        if field.sum_of:
            parts = [number(found.get(key)) for key in field.sum_of]
            known = [p for p in parts if p is not None]
            found[field.key] = as_kept(field, sum(known, Decimal(0))) if known else None
    return found


def as_kept(field: Field, value: Decimal) -> Any:
    """A number as it is kept under a column."""
    if field.kind == "integer" and value == value.to_integral_value():
        return int(value)
    return format(value.normalize(), "f")


def missing_keys(fields: Sequence[Field], values: Values) -> list[str]:
    """Columns that must be filled in and are not."""
    return [f.key for f in fields if f.required and f.asked and is_empty(values.get(f.key))]


def totals_of(fields: Sequence[Field], rows: Iterable[Values]) -> dict[str, Any]:
    """What one unit's rows come to: sums of numbers, how many said yes, how often each choice (`c3:01`), how many are filled."""
    sums: dict[str, int | Decimal] = {}
    counts: dict[str, int] = {}
    for values in rows:
        for field in fields:
            value = values.get(field.key)
            if is_empty(value):
                continue
            if field.is_number:
                amount = value if type(value) is int else number(value) or Decimal(0)
                sums[field.key] = sums.get(field.key, 0) + amount
            elif field.kind == "choice":
                counts[f"{field.key}:{value}"] = counts.get(f"{field.key}:{value}", 0) + 1
            else:
                counts[field.key] = counts.get(field.key, 0) + (value is not False)
    kinds = {f.key: f for f in fields}
    return {**{key: total if type(total) is int else as_kept(kinds[key], Decimal(total)) for key, total in sums.items()}, **counts}


def add_up(totals: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Totals of many units together."""
    whole: dict[str, Any] = {}
    for one in totals:
        for key, value in one.items():
            if isinstance(value, str):
                value = Decimal(value)
            before = whole.get(key)
            whole[key] = value if before is None else before + value
    return whole


SECONDS_A_CELL = 12  # our own estimate, to be checked against what is measured


def minutes_of(fields: Sequence[Field]) -> int:
    """How long one row takes a unit, about: what is known or computed costs nothing."""
    asked = sum(f.asked and not (f.source and f.source != "last") for f in fields)
    return max(1, round(asked * SECONDS_A_CELL / 60))
