"""The draws of a clause, with everything that is needed to compute them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.wording import N_
from anlan.registers.org import queries as org
from anlan.work.cases.models import Case
from anlan.work.notices.models import Sample
from anlan.work.notices.rules import draw_order

RESULTS = {"": N_("还在核验"), "passed": N_("通过"), "failed": N_("没通过，再抽")}


@dataclass(frozen=True)
class Round:
    """One round of drawing in one district. population and drawn are case numbers, in the order of the draw."""

    obligation_id: int
    path: str
    name: str
    round: int
    at: datetime
    seed: str
    population: list[str]
    drawn: list[str]
    result: str

    @property
    def word(self) -> str:
        return RESULTS[self.result]


def samples_of(notice_id: int, *, obligation_id: int | None = None, path: str = "") -> list[Round]:
    """The rounds in the scope of who asks, by clause, district and turn; narrowed to one clause or one district."""
    rows = Sample.objects.filter(notice_id=notice_id)
    if obligation_id is not None:
        rows = rows.filter(obligation_id=obligation_id)
    if path:
        rows = rows.filter(unit_path=path)
    found = list(rows.order_by("obligation__order", "obligation_id", "unit_path", "round"))
    ids = {pk for row in found for pk in (*row.population, *row.drawn)}
    numbers = dict(Case.objects.filter(pk__in=ids).values_list("pk", "number"))
    names = {p: str(org.by_path(p)) for p in {row.unit_path for row in found}}
    return [_round(row, numbers, names[row.unit_path]) for row in found]


def _round(row: Sample, numbers: dict[int, str], name: str) -> Round:
    def ordered(ids: list[int]) -> list[str]:
        return draw_order(row.seed, row.obligation_id, row.unit_path, [numbers[pk] for pk in ids if pk in numbers])

    return Round(
        row.obligation_id, row.unit_path, name, row.round, row.at, row.seed, ordered(row.population), ordered(row.drawn), row.result
    )
