"""What is questioned on the spot: out of range, ten times last time's, other than the register says, a row like a neighbour's. Pure.

A doubt is a question, not a verdict: the value may be kept with a reason. Its facts are the unit's own; nothing of a neighbour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from anlan.kernel.wording import N_

from .fields import Field, number
from .totals import is_empty

DOUBTS: Mapping[str, str] = {
    "range": N_("超出范围"), "jump": N_("和上次差 10 倍"), "register": N_("和台账不一样"), "copied": N_("和别的单位一模一样"),
    "asked": N_("上级问的"),
}  # fmt: skip
TIMES, SMALL = 10, 10  # ten times last time's; a difference below SMALL is never questioned
SUBSTANCE = 4  # answers of its own that a row must hold before being like another one means anything


@dataclass(frozen=True)
class Found:
    """One doubt: which column ('' the whole row), which kind, and the unit's own facts that the question names."""

    key: str
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def cell_doubts(fields: Iterable[Field], values: Mapping[str, Any], last: Mapping[str, Any], known: Mapping[str, Any]) -> list[Found]:
    """Doubts about the cells of one row; at most one a cell, the plainest first."""
    found = []
    for one in fields:
        value = values.get(one.key)
        if is_empty(value):
            continue
        doubt = _range(one, value) or _register(one, value, known) or _jump(one, value, last)
        if doubt:
            found.append(doubt)
    return found


def _range(one: Field, value: Any) -> Found | None:
    amount = number(value) if one.is_number else None
    if amount is None or one.strict:
        return None
    if (one.least is not None and amount < one.least) or (one.most is not None and amount > one.most):
        return Found(one.key, "range", {k: str(v) for k in ("least", "most") if (v := getattr(one, k)) is not None})
    return None


def _register(one: Field, value: Any, known: Mapping[str, Any]) -> Found | None:
    if one.key in known and one.source not in ("", "last") and not is_empty(known[one.key]) and known[one.key] != value:
        return Found(one.key, "register", {"known": known[one.key]})
    return None


def _jump(one: Field, value: Any, last: Mapping[str, Any]) -> Found | None:
    amount, before = (number(value), number(last.get(one.key))) if one.is_number and one.asked else (None, None)
    if amount is None or before is None or abs(amount - before) < SMALL:
        return None
    high, low = max(abs(amount), abs(before)), min(abs(amount), abs(before))
    return Found(one.key, "jump", {"last": last[one.key]}) if low == 0 or high >= low * TIMES else None


def substance(fields: Sequence[Field], values: Mapping[str, Any], known: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The unit's own telling answers: asked, not prefilled, neither empty nor zero nor yes or no nor one of a list."""
    own = [f for f in fields if f.asked and f.kind in ("integer", "decimal", "text", "date") and f.key not in known]
    return [(f.key, values[f.key]) for f in own if not is_empty(values.get(f.key)) and number(values[f.key]) != Decimal(0)]


def looks_copied(told: Sequence[tuple[str, Any]]) -> bool:
    """Whether a row holds enough of its own that being the same as another unit's whole row is worth a question."""
    return len(told) >= SUBSTANCE and len({str(value) for _key, value in told}) > 1
