"""Who answers for what: five layers per school and domain, a few gaps, and domains supervised by another unit."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sim.specs import DOMAINS, OTHER_DOMAINS, Layer, Link, Outside, OutsideKind, Responsibility, Supervisor, Unit

Holders = Mapping[tuple[str, str], list[str]]

#: Which outside body holds the territory layer of a domain; the town's safety office for all others.
_TERRITORY: dict[str, OutsideKind] = {"gate": "police", "disputes": "police", "food": "market", "gas": "gas"}
#: Which post of the bureau supervises a domain.
_SUPERVISING_POST: dict[str, str] = {
    "food": "logistics_officer",
    "gas": "logistics_officer",
    "building": "logistics_officer",
    "epidemic": "logistics_officer",
    "disputes": "teaching_officer",
}
#: Which posts of the school act in a domain, the first that exists.
_ACTING_POSTS: dict[str, tuple[str, ...]] = {
    "fire": ("dorm_keeper", "logistics_lead"),
    "gas": ("canteen_keeper", "logistics_lead"),
    "food": ("canteen_keeper", "nurse"),
    "building": ("logistics_lead",),
    "chemicals": ("chemicals_keeper", "lab_keeper"),
    "bus": ("bus_manager",),
    "gate": ("guard",),
    "electric": ("logistics_lead",),
    "crowd": ("grade_lead", "safety_lead"),
    "epidemic": ("nurse", "moral_lead", "principal"),
    "disputes": ("moral_lead", "principal"),
}
#: Who acts in all other domains, at a school and in a bureau.
_KEEPING_SAFETY = ("safety_lead", "safety_chief", "safety_officer", "principal")
#: One school in so many has a cell that nobody has filled.
GAP_EVERY = 15


def domains_of(unit: Unit) -> tuple[str, ...]:
    """The domains that exist at a school."""
    absent = {"gas": not unit.gas, "chemicals": not unit.chemicals, "bus": not unit.buses, "food": not unit.canteen}
    return tuple(d for d in DOMAINS if not absent.get(d, False))


def _first(holders: Holders, unit: str, posts: Iterable[str]) -> str | None:
    return next((holders[unit, p][0] for p in posts if holders.get((unit, p))), None)


def responsibilities(
    units: Iterable[Unit], holders: Holders, links: Iterable[Link], outside: Iterable[Outside]
) -> Iterator[Responsibility]:
    """Every cell of every school in its own domains, in the order of the units; gaps have person None. In the others (domain '' for
    all at once, one by one where a gap is to stay open) and in bureaus the post of whoever keeps safety."""
    bodies = {o.code: o for o in outside}
    near: dict[str, dict[OutsideKind, str]] = {}
    for link in links:
        body = bodies[link.outside]
        near.setdefault(link.unit, {}).setdefault(body.kind, body.contact)
    number = 0
    for unit in units:
        if unit.kind in ("city", "district"):
            yield Responsibility(unit.code, "", "post", _first(holders, unit.code, _KEEPING_SAFETY))
        if unit.kind != "school":
            continue
        number += 1
        domains = domains_of(unit)
        gap = domains[number % len(domains)] if number % GAP_EVERY == 4 else ""
        for domain in domains:
            for layer, person in _cells(unit, domain, holders, near.get(unit.code, {})):
                empty = domain == gap and layer == ("territory" if number % 2 else "post")
                yield Responsibility(unit.code, domain, layer, None if empty else person)
        keeper = _first(holders, unit.code, _KEEPING_SAFETY)
        for domain in OTHER_DOMAINS if gap and number % 2 == 0 else ("",):
            yield Responsibility(unit.code, domain, "post", keeper)


def _cells(unit: Unit, domain: str, holders: Holders, near: Mapping[OutsideKind, str]) -> tuple[tuple[Layer, str | None], ...]:
    parent = unit.parent or ""
    return (
        ("leadership", _first(holders, "YT", ("deputy_director",))),
        ("department", _first(holders, parent, (_SUPERVISING_POST.get(domain, "safety_chief"), "safety_officer"))),
        ("territory", near.get(_TERRITORY.get(domain, "town"))),
        ("school", _first(holders, unit.code, ("principal",))),
        ("post", _first(holders, unit.code, _ACTING_POSTS[domain])),
    )


def supervisors(units: Iterable[Unit], seed: int) -> list[Supervisor]:
    """Where not the parent supervises: the zone has nobody for buses and buildings, private buses are the city's."""
    out: list[Supervisor] = []
    for unit in units:
        if unit.kind != "school":
            continue
        if unit.parent == "YT03":
            out += [Supervisor(unit.code, d, "YT", date(2025, 9, 1)) for d in ("bus", "building") if d in domains_of(unit)]
        elif unit.nature == "private" and unit.buses:
            out.append(Supervisor(unit.code, "bus", "YT", date(2026, 3, 1)))
        elif random.Random(f"{seed}:supervisor:{unit.code}").random() < 0.02:
            out.append(Supervisor(unit.code, "food", "YT", date(2025, 9, 1), date(2026, 8, 31)))
    return out
