"""Drawing a sample that anybody can compute again: the order hangs on the seed, the clause, the group and the case number. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from math import ceil


def draw_order(seed: str, clause: int, group: str, numbers: Iterable[str]) -> list[str]:
    """Case numbers in the order in which they are drawn. The seed is fixed at dispatch and published with the first draw."""
    return sorted(numbers, key=lambda number: (sha256(f"{seed}|{clause}|{group}|{number}".encode()).digest(), number))


def first_count(population: int, percent: int) -> int:
    """How many are drawn first: `percent` of all, at least one, at most all."""
    if population <= 0:
        return 0
    return min(population, max(1, ceil(population * percent / 100)))


def widened_count(drawn: int, population: int) -> int:
    """How many are drawn in all after a failed one: twice as many, at most all."""
    return min(population, max(drawn * 2, drawn + 1))
