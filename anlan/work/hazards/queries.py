"""Reads of hazards, within the scope of who asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from anlan.kernel.actor import lineage
from anlan.kernel.clock import local
from anlan.kernel.scope import below_any
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.queries import Holder
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case
from anlan.work.hazards import rules
from anlan.work.hazards.models import Criterion, Hazard, LedgerMapping, RuleRow


def get(case_id: int) -> Hazard:
    """The facts of one hazard with its case; Hazard.DoesNotExist outside scope."""
    return Hazard.objects.select_related("case", "case__unit", "case__place", "lister", "outside", "duplicate_of").get(pk=case_id)


def facts(case_ids: Iterable[int]) -> dict[int, Hazard]:
    """Facts by case id, for lists."""
    return Hazard.objects.select_related("lister", "outside").in_bulk(list(case_ids))


# ── criteria and rules ─────────────────────────────────────────────────────────────────────────────────────────────────


def criteria(path: str, at: datetime) -> list[Criterion]:
    """Yes-facts that hold for a unit at `at`; one set by an office above replaces the shipped one of the same code."""
    day = local(at).date()
    rows = (
        Criterion.objects.filter(unit_path__in=["", *lineage(path)])
        .filter(Q(effective_from__isnull=True) | Q(effective_from__lte=day))
        .filter(Q(effective_to__isnull=True) | Q(effective_to__gte=day))
        .order_by("unit_path", "code")
    )
    best = {row.code: row for row in rows}
    return [best[code] for code in sorted(best)]


def rule_rows(path: str, at: datetime) -> dict[str, RuleRow]:
    """A region's own rows in force for the unit of `path`, the nearest office's first."""
    day = local(at).date()
    rows = (
        RuleRow.objects.filter(unit_path__in=lineage(path), effective_from__lte=day)
        .filter(Q(effective_to__isnull=True) | Q(effective_to__gte=day))
        .order_by("unit_path", "effective_from")
    )
    return {row.rule_id: row for row in rows}


def values(path: str, at: datetime) -> dict[str, tuple[float, str]]:
    """rule -> (value, unit) in force for the unit of `path` at `at`."""
    return rules.values_of({name: float(row.value) for name, row in rule_rows(path, at).items()})


def stamp(unit_path: str, domain: str, level: str, at: datetime) -> dict[str, Any]:
    """Limits and ladder to be kept on a hazard of grade `level` opened (or regraded) at `at`."""
    return rules.stamp_of(level or rules.GENERAL, values(unit_path, at))


# ── reporting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def recent_places(person_id: int, path: str, limit: int = 5) -> list[Place]:
    """The places where the person last reported something at the unit, newest first; filled up with others of the unit."""
    seen = (
        Hazard.objects.filter(found_by_id=person_id, case__place__isnull=False)
        .order_by("-found_at")
        .values_list("case__place_id", flat=True)[:40]
    )
    ids = list(dict.fromkeys(seen))[:limit]
    found = Place.objects.select_related("unit", "keeper").in_bulk(ids)
    return [found[i] for i in ids if i in found and not found[i].closed_on and found[i].unit_path.startswith(path)]


def search_places(words: str, paths: Iterable[str], limit: int = 12) -> list[Place]:
    """Places in use at or under `paths` whose name, building or unit holds every word."""
    rows = Place.objects.filter(below_any(paths), closed_on__isnull=True).select_related("unit", "keeper")
    for word in words.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(building__icontains=word) | Q(unit__name__icontains=word))
    return list(rows.order_by("unit_path", "building", "name")[:limit])


def search_units(words: str, paths: Iterable[str], limit: int = 6) -> list[Unit]:
    """Schools in reach whose name holds every word: for a report at a place that nobody registered yet."""
    rows = Unit.objects.filter(below_any(paths), kind="school", closed_on__isnull=True)
    for word in words.split()[:5]:
        rows = rows.filter(name__icontains=word)
    return list(rows.order_by("unit_path")[:limit])


def category_order(person_id: int) -> list[str]:
    """Categories, those that the person reports most first, once there is something to learn from."""
    used = list(Hazard.objects.filter(found_by_id=person_id).order_by("-found_at").values_list("category", flat=True)[:30])
    if len(used) < 10:
        return list(rules.CATEGORIES)
    return sorted(rules.CATEGORIES, key=lambda key: (key == "other", -used.count(key)))


def told(unit: Unit, domain: str, grade: str, reporter_id: int, at: datetime) -> list[Holder]:
    """Who hears of a report of `grade` first: for a major one the head and the supervising officer, else who grades or confirms."""
    home = org.whole_unit(unit.unit_path)
    if grade == rules.MAJOR:
        supervisor = org.supervisor_of(unit.unit_path, domain, at)
        found = people.nearest_holders(home.unit_path, "head", at)[:1]
        return found + (people.nearest_holders(supervisor.unit_path, "safety", at)[:1] if supervisor else [])
    step = rules.MACHINE.turn("fixed" if grade == rules.MINOR else "reported")
    roles = step.role if step else ("safety",)
    able = [h for h in people.holders_at(home.unit_path, roles, at) if grade != rules.MINOR or h.person_id != reporter_id]
    if able:
        return able[:1]
    supervisor = org.supervisor_of(unit.unit_path, domain, at)
    return people.nearest_holders(supervisor.unit_path, "safety", at)[:1] if supervisor else []


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def at_place(place: Place, limit: int = 20) -> list[Case]:
    """Open hazards at a place, nearest limit first."""
    rows = Case.objects.filter(place=place, kind="hazard", closed_at__isnull=True).select_related("unit", "place")
    return list(rows.order_by("due_at", "id")[:limit])


def mappings(path: str) -> QuerySet[LedgerMapping]:
    """Header mappings usable at a unit: its own and those of offices above."""
    return LedgerMapping.objects.filter(unit_path__in=lineage(path)).order_by("name")


def due_for_look_back(at: datetime, limit: int = 500) -> list[int]:
    """Closed hazards whose day to be looked at again has come: case ids."""
    rows = Hazard.objects.filter(look_back_at__lte=at).order_by("look_back_at")
    return list(rows.values_list("pk", flat=True)[:limit])
