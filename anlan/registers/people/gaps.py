"""How many layers stand empty, kept per unit so that a badge and a board cost nothing; counted again by the clockwork.

What changes at one school is counted at once; what changes at a bureau is marked stale and counted within minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.registry import Job
from anlan.kernel.scope import below, below_any
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people.models import ChainGap
from anlan.registers.people.rules import NAMERS

EVERY = timedelta(minutes=10)
FEW = 3


CHANGED: list[Callable[..., None]] = []  # who else hears that the chain changed at these paths

_held_back: ContextVar[set[str] | None] = ContextVar("gaps_held_back", default=None)


@contextmanager
def once_for_all(at: datetime) -> Iterator[None]:
    """Within the block changes are gathered, and counted once at its end."""
    gathered: set[str] = set()
    token = _held_back.set(gathered)
    try:
        yield
    finally:
        _held_back.reset(token)
    changed(*gathered, at=at)


def changed(*paths: str, at: datetime | None = None) -> None:
    """Posts, names or relations changed at these units: the counts there and below them no longer hold.

    A few are counted again at once (with `at`), so that who fills a gap sees it gone.
    """
    held_back = _held_back.get()
    if held_back is not None:
        held_back.update(paths)
        return
    for hear in CHANGED:
        hear(*paths)
    touched: set[int] = set()
    for path in set(paths):
        rows = ChainGap.objects.filter(below(path))
        rows.update(stale=True)
        touched |= set(rows.values_list("pk", flat=True)[: FEW + 1])
    if at is not None and touched and len(touched) <= FEW:
        recount(at, touched)


def recount(at: datetime, unit_ids: Iterable[int] | None = None) -> int:
    """Count the gaps of these units (all when None) anew; how many counts were written."""
    from anlan.registers.people.chain import gaps_of

    today = local(at).date()
    counted = gaps_of(at, unit_ids)
    paths = dict(Unit.objects.filter(pk__in=counted).values_list("pk", "unit_path"))
    rows = [
        ChainGap(unit_id=pk, unit_path=paths[pk], gaps=gaps, cells=cells, counted_on=today, stale=False)
        for pk, (gaps, cells) in counted.items()
    ]
    ChainGap.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["unit"],
        update_fields=["gaps", "cells", "counted_on", "stale"],
    )  # fmt: skip
    return len(rows)


def run(at: datetime) -> int:
    """The clockwork's part: units whose count is stale, of another day or missing; closed ones are dropped."""
    today = local(at).date()
    there = Unit.objects.filter(org.open_at(today), kind__in=org_rules.WHOLE)
    ChainGap.objects.exclude(unit__in=there).delete()
    fresh = ChainGap.objects.filter(stale=False, counted_on=today).values("unit_id")
    wanted = list(there.exclude(pk__in=fresh).values_list("pk", flat=True))
    return recount(at, wanted) if wanted else 0


JOB = Job("people.chain_gaps", run, every=EVERY, order=60)


def waiting(actor: Actor, at: datetime) -> int:
    """The menu's number: for a school its empty layers, for a bureau the units of its range that have some."""
    grants = [g for g in actor.grants if g.role in NAMERS]
    if not grants:
        return 0
    rows = ChainGap.objects.filter(below_any({g.path for g in grants}), gaps__gt=0)
    if any(g.unit_kind in (org_rules.CITY, org_rules.DISTRICT) for g in grants):
        return rows.count()
    return rows.aggregate(n=Sum("gaps"))["n"] or 0


def by_district(at: datetime) -> list[dict[str, Any]]:
    """Per district bureau with its schools: units counted, units with gaps, gaps; the city bureau with what lies directly below it."""
    shown = []
    districts = list(org.districts(at))
    for unit in districts:
        shown.append({"unit": unit, **_sum(below(unit.unit_path))})
    rest = Q()
    for unit in districts:
        rest &= ~below(unit.unit_path)
    city = Unit.objects.filter(kind=org_rules.CITY).first()
    if city:
        shown.insert(0, {"unit": city, **_sum(rest)})
    return shown


def _sum(which: Q) -> dict[str, int]:
    found = ChainGap.objects.filter(which).aggregate(units=Count("pk"), short=Count("pk", filter=Q(gaps__gt=0)), gaps=Sum("gaps"))
    return {key: value or 0 for key, value in found.items()}
