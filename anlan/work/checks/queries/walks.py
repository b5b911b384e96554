"""Leaders' walks: of an office with counts, and who came last to a unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.kernel.actor import Actor
from anlan.kernel.scope import below, below_any
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.checks.models import Walk

WINDOW = timedelta(days=90)


def of_actor(actor: Actor, *, path: str = "", limit: int = 100) -> list[Walk]:
    """Walks at the units in the actor's reach, at and below `path` if given, newest first."""
    rows = Walk.objects.filter(below(path) if path else below_any(actor.paths)).select_related("unit", "office", "case", "case__place")
    return list(rows.order_by("-walked_at", "-pk")[:limit])


@dataclass(frozen=True)
class Counted:
    """What the leaders of one office did within WINDOW."""

    office: Unit
    walks: int
    schools: int
    findings: int


def counted(actor: Actor, at: datetime) -> list[Counted]:
    """By office: how many walks, at how many schools, how many things became hazards. Offices in the order of the tree."""
    rows = Walk.objects.filter(below_any(actor.paths), walked_at__gt=at - WINDOW, walked_at__lte=at)
    walks: Counter[int] = Counter()
    schools: dict[int, set[int]] = {}
    findings: Counter[int] = Counter()
    for office, unit, seen in rows.values_list("office_id", "unit_id", "seen"):
        walks[office] += 1
        schools.setdefault(office, set()).add(unit)
        findings[office] += sum(1 for fact in seen if fact.get("hazard"))
    units = org.named(walks)
    found = [Counted(units[pk], n, len(schools[pk]), findings[pk]) for pk, n in walks.items() if pk in units]
    return sorted(found, key=lambda c: c.office.unit_path)


def last_at(path: str) -> Walk | None:
    """Who came last to the unit, and when."""
    return Walk.objects.filter(below(path)).select_related("office", "unit").order_by("-walked_at", "-pk").first()


def count_at(path: str, at: datetime) -> int:
    """How many walks within WINDOW, at and below a unit."""
    return Walk.objects.filter(below(path), walked_at__gt=at - WINDOW, walked_at__lte=at).count()
