"""How the letters cover the chain, kept so that the list costs nothing: a few units at once, the rest by the clockwork."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from anlan.kernel.clock import local
from anlan.kernel.scope import below
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import WHOLE
from anlan.registers.people.rules import LAYERS
from anlan.work.pledges.models import Cover, Letter
from anlan.work.pledges.queries.covering import count

FEW = 3
COLUMNS = ("unit_path", "state", "rank", "gaps", "people", "signed", "who", "until", "case_id", "counted_on", "stale")


def recount(units: Sequence[Unit], at: datetime, layers: Iterable[str] = tuple(LAYERS)) -> int:
    """Count these units anew; how many rows were kept."""
    rows = count(units, at, layers)
    Cover.objects.bulk_create(rows, batch_size=1000, update_conflicts=True, unique_fields=["unit", "layer"], update_fields=list(COLUMNS))
    return len(rows)


def recount_few(letters: Iterable[Letter], *, at: datetime) -> None:
    """After a step on these letters: a few units at once, so that whoever acted sees it; of more the clockwork is told. Only the layers
    of the letters: those above the unit lie out of a school's sight."""
    rows = list(letters)
    wanted, layers = {unit for row in rows for unit in row.units}, {row.layer for row in rows}
    if 0 < len(wanted) <= FEW:
        recount(list(Unit.objects.filter(pk__in=wanted, kind__in=WHOLE)), at, sorted(layers))
    elif wanted:
        Cover.objects.filter(unit_id__in=wanted).update(stale=True)


def changed(*paths: str) -> None:
    """Posts or names of the chain changed at these units: what was counted there and below no longer holds."""
    for path in set(paths):
        Cover.objects.filter(below(path)).update(stale=True)


def due(at: datetime) -> list[Unit]:
    """Units to be counted: never counted, not today, stale, or with a letter that moved. Closed ones are dropped."""
    from anlan.registers.org import queries as org

    today = local(at).date()
    there = Unit.objects.filter(org.open_at(today), kind__in=WHOLE)
    Cover.objects.exclude(unit__in=there).delete()
    moved = {unit for units in Letter.objects.filter(moved=True).values_list("units", flat=True) for unit in units}
    fresh = set(Cover.objects.filter(stale=False, counted_on=today).values_list("unit_id", flat=True))
    fresh -= set(Cover.objects.filter(stale=True).values_list("unit_id", flat=True)) | moved
    return list(there.exclude(pk__in=fresh))
