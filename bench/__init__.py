"""Measurements anyone can run: `script/bench NAME … [--json] [--scale X]`.

A bench is a module here with `run(scale) -> Iterable[Figure]`. Data are generated once in a database of their own (bench/city.py)
and kept with the data folder. What is measured and what was found is told in docs/benchmarks.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

NAMES = ("inbox", "board", "dispatch", "returns", "merge", "tick", "verify", "memory", "reading", "digest")


@dataclass(frozen=True)
class Figure:
    """One measured figure. `limit` None: told, not judged. ok: value <= limit, or value >= limit where the limit is the `least`."""

    bench: str
    figure: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""
    least: bool = False

    @property
    def ok(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.least else self.value <= self.limit

    def line(self) -> str:
        """As one JSON object."""
        order = ("bench", "figure", "value", "unit", "limit", "ok", "note")
        found = {**asdict(self), "ok": self.ok}
        more = {"least": True} if self.least else {}
        return json.dumps({name: found[name] for name in order} | more, ensure_ascii=False)

    def words(self) -> str:
        """As a line for people."""
        limit = "" if self.limit is None else f"  must be at {'least' if self.least else 'most'} {self.limit:g}"
        mark = "ok " if self.ok else "NOT"
        return f"{mark}  {self.bench:8} {self.figure:44} {self.value:>10g} {self.unit:4}{limit}  {self.note}"


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which `part` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]
