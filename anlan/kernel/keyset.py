"""Where a page of a long list begins: behind the last row of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q


def later(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind `values` in `order` (names, `-` for falling): a>x, or a=x and b>y, …"""
    condition = Q(pk__in=[])
    same = Q()
    for name, value in zip(order, values, strict=True):
        bare = name.lstrip("-")
        condition |= same & Q(**{f"{bare}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{bare: value})
    # the first name alone, once more, so that its index is used for the range
    first = order[0].lstrip("-")
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]}) & condition
