"""Counts as a table: rows in the order of the register, never by how many; small numbers of sealed kinds are not told. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

FEW = 3  # of a sealed kind, fewer than this are told as "few"
WIDEST = 12  # a second division with more parts goes down, not across
Number = int | Decimal
Cell = Number | None  # None: fewer than FEW of a sealed kind


@dataclass
class Table:
    """heads: names of the columns left of the numbers · across: names of columns of numbers, [] when there is one · rows: labels and
    numbers · total: of all, None when telling it would tell a small one · cut: more rows than are shown"""

    heads: list[str]
    across: list[str] = field(default_factory=list)
    rows: list[tuple[list[str], list[Cell], Cell]] = field(default_factory=list)
    total: Cell = 0
    cut: int = 0
    sums: list[Cell] = field(default_factory=list)  # under the columns of numbers; [] where there is one, or where they would tell

    @property
    def few(self) -> bool:
        """Whether a number is held back."""
        return any(cell is None for _labels, cells, _sum in self.rows for cell in cells) or self.total is None


def tabled(
    counts: Mapping[tuple[str, ...], Number], heads: Sequence[str], *, place: Callable[[int, str], tuple[int, str]],
    name: Callable[[int, str], str], sealed: bool, most: int,
) -> Table:  # fmt: skip
    """counts: keys of the divisions -> number; `place` gives the order of a key within its division, `name` its words."""
    few: Callable[[Number], Cell] = lambda n: None if sealed and 0 < n < FEW else n
    total = _sum(counts.values())
    if not heads:
        return Table([], rows=[([], [few(total)], few(total))], total=few(total))
    across = sorted({key[1] for key in counts}, key=lambda k: place(1, k)) if len(heads) == 2 else []
    if across and len(across) <= WIDEST:
        table = _crossed(counts, heads, across, place, name, few, sealed=sealed)
    else:
        keys = sorted(counts, key=lambda key: [place(n, k) for n, k in enumerate(key)])
        rows = [([name(n, k) for n, k in enumerate(key)], [few(counts[key])], few(counts[key])) for key in keys]
        table = Table(list(heads), rows=rows)
    # a total beside all numbers but one tells that one
    table.total = None if sealed and table.few else few(total)
    table.cut = max(0, len(table.rows) - most)
    table.rows = table.rows[:most]
    return table


def _sum(numbers: Iterable[Number]) -> Number:
    total: Number = 0
    for n in numbers:
        total += n
    return total


def _crossed(
    counts: Mapping[tuple[str, ...], Number], heads: Sequence[str], across: Sequence[str], place: Callable[[int, str], tuple[int, str]],
    name: Callable[[int, str], str], few: Callable[[Number], Cell], *, sealed: bool,
) -> Table:  # fmt: skip
    down: dict[str, dict[str, Number]] = defaultdict(dict)
    for key, n in counts.items():
        down[key[0]][key[1]] = n
    table = Table([heads[0]], [name(1, k) for k in across])
    for first in sorted(down, key=lambda k: place(0, k)):
        cells: list[Cell] = [few(down[first].get(k, 0)) for k in across]
        whole: Cell = None if sealed and None in cells else few(_sum(down[first].values()))
        table.rows.append(([name(0, first)], cells, whole))
    if not (sealed and table.few):
        table.sums = [_sum(row.get(k, 0) for row in down.values()) for k in across]
    return table
