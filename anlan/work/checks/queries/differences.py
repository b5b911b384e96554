"""Where self-check, re-check and sample differ: by item and school, counted up. Nobody is ranked by what was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.checks.models import Answer, Check, Round
from anlan.work.checks.rules import CHECKED, RECHECK, SAMPLE, SELF, Difference, Item, differences, load


@dataclass
class ItemDifferences:
    """One item: how many schools were compared, how many differ, how many of these an earlier look had missed, and which."""

    item: Item
    compared: int = 0
    rows: list[tuple[Unit, Difference]] = field(default_factory=list)

    @property
    def missed(self) -> int:
        return sum(d.missed for _unit, d in self.rows)


@dataclass
class Compared:
    """All items that differ, and what was compared."""

    items: list[ItemDifferences]
    units: int
    rechecked: int
    sampled: int

    @property
    def count(self) -> int:
        return sum(len(i.rows) for i in self.items)

    @property
    def schools(self) -> int:
        return len({unit.pk for i in self.items for unit, _d in i.rows})


def marks_of(round_: Round, stage: str, units: Collection[int] | None = None) -> dict[int, dict[str, str]]:
    """Unit id -> item key -> verdict, of checks handed in at that stage, as far as in scope; of `units` alone if given."""
    rows = Check.objects.filter(round=round_, stage=stage, state__in=CHECKED)
    rows = rows if units is None else rows.filter(unit_id__in=units)
    checks = dict(rows.values_list("case_id", "unit_id"))
    found: dict[int, dict[str, str]] = {unit: {} for unit in checks.values()}
    for case_id, key, verdict in Answer.objects.filter(case_id__in=checks).order_by("id").values_list("case_id", "key", "verdict"):
        found[checks[case_id]][key] = verdict
    return found


def compared(round_: Round) -> Compared:
    """The differences of a round, items in the order of the list, schools in that of the tree."""
    recheck, sample = marks_of(round_, RECHECK), marks_of(round_, SAMPLE)
    said = marks_of(round_, SELF, {*recheck, *sample})
    found = differences(said, recheck, sample)
    units = org.named({d.unit_id for d in found})
    looked = Counter(key for unit in {*recheck, *sample} for key in {*recheck.get(unit, {}), *sample.get(unit, {})})
    by_key: Mapping[str, list[Difference]] = _by_key(found)
    rows = []
    for item in load(round_.items):
        here = sorted(((units[d.unit_id], d) for d in by_key.get(item.key, []) if d.unit_id in units), key=lambda r: r[0].unit_path)
        if here:
            rows.append(ItemDifferences(item, looked[item.key], here))
    return Compared(rows, len({*recheck, *sample}), len(recheck), len(sample))


def _by_key(found: list[Difference]) -> dict[str, list[Difference]]:
    rows: dict[str, list[Difference]] = defaultdict(list)
    for one in found:
        rows[one.key].append(one)
    return rows
