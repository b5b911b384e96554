"""Random draws that anybody can repeat: the units in the order of a hash of seed and unit, the first so many of them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from math import ceil


def count_of(population: int, share: int) -> int:
    """How many of `population` are drawn at `share` percent: rounded up, at least one where there is one."""
    return min(population, max(1, ceil(population * share / 100))) if population and share else 0


def draw_order(seed: str, units: Iterable[int]) -> list[int]:
    """Units in the order of sha256("seed:unit"): it hangs on nothing but the seed and the numbers of the units."""
    return sorted(set(units), key=lambda unit: (sha256(f"{seed}:{unit}".encode()).digest(), unit))


def draw(seed: str, units: Iterable[int], count: int) -> list[int]:
    """The first `count` units in the order of the seed."""
    return draw_order(seed, units)[:count]
