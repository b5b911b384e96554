"""The responsibility chain: for a unit and a domain, who answers at each of the five layers, and where nobody does.

What is named (Answerable) comes first, the nearest unit before those above; only the keeper of the place in question comes before
whoever is named for the post. Otherwise posts imply it:

leadership  the leader in charge, else the head, of the supervising bureau
department  the safety officer of the supervising bureau
territory   the safety office of the town that the unit, or a unit above it, works with
school      the head of the unit
post        the keeper of the place, else whoever holds the unit's post for the domain; where one single person holds all
            posts of a unit, as in a small kindergarten, that person

A post for one domain answers for that domain before the others, and for no other domain. Who no longer holds any post answers
for nothing. An empty layer is a gap. One function reads single chains, another all units at once; both by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people.chain_book import Book, Named, UnitFacts, load_all, load_one
from anlan.registers.people.queries import Holder
from anlan.registers.people.rules import LAYERS


class Layer(NamedTuple):
    """One layer of one chain: who (None: a gap), and whether it was named or follows from a post."""

    key: str
    label: str
    person_id: int | None = None
    name: str = ""
    title: str = ""
    unit: str = ""
    phone: str = ""
    named: bool = False

    @property
    def gap(self) -> bool:
        return not self.name


FEW = 3
Chains = dict[int, dict[str, list[Layer]]]


def chain_of(unit_path: str, domain: str, at: datetime, *, keeper_post_id: int | None = None) -> list[Layer]:
    """The five layers for the unit (or the whole unit that a department belongs to) in the domain, top first."""
    book, whole = load_one(unit_path, at)
    return layers(book, whole, domain, keeper_post_id=keeper_post_id)


def chains_of(at: datetime, unit_ids: Iterable[int] | None = None) -> Chains:
    """All chains at once: unit id -> domain -> five layers, for all schools and bureaus, or for those given.

    Only domains that a unit has at all (org.rules.domains_of): a school without a bus has no gap there.
    """
    book = load_all(at)
    wanted = None if unit_ids is None else set(unit_ids)
    chosen = [u for u in book.wholes() if wanted is None or u.id in wanted]
    mentioned = book.mentioned()
    return {u.id: _of_unit(book, u, mentioned) for u in chosen}


def _of_unit(book: Book, unit: UnitFacts, mentioned: set[str]) -> dict[str, list[Layer]]:
    """Every domain of a unit; those of which nobody says anything share one chain."""
    found: dict[str, list[Layer]] = {}
    plain: list[Layer] | None = None
    for domain in unit.domains:
        if domain in mentioned:
            found[domain] = layers(book, unit, domain)
            continue
        plain = plain or layers(book, unit, domain)
        found[domain] = plain
    return found


def gaps_of(at: datetime, unit_ids: Iterable[int] | None = None) -> dict[int, tuple[int, int]]:
    """unit id -> (empty layers, all layers), for all schools and bureaus or the units given. A few units are read one by one."""
    few = None if unit_ids is None else list(unit_ids)
    chains = _one_by_one(few, at) if few is not None and len(few) <= FEW else chains_of(at, few)
    counted = {}
    for unit_id, by_domain in chains.items():
        cells = [layer for chain in by_domain.values() for layer in chain]
        counted[unit_id] = (sum(layer.gap for layer in cells), len(cells))
    return counted


def chains_of_unit(unit_path: str, at: datetime) -> dict[str, list[Layer]]:
    """domain -> five layers for one unit, without reading the city."""
    book, whole = load_one(unit_path, at)
    return {domain: layers(book, whole, domain) for domain in whole.domains}


def _one_by_one(unit_ids: Iterable[int], at: datetime) -> Chains:
    rows = Unit.objects.filter(pk__in=unit_ids, kind__in=org_rules.WHOLE).values_list("pk", "unit_path")
    return {pk: chains_of_unit(path, at) for pk, path in rows}


# ── the rules ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def layers(book: Book, unit: UnitFacts, domain: str, *, keeper_post_id: int | None = None) -> list[Layer]:
    """The five layers of one unit in one domain, from what `book` holds."""
    named = book.named_for(unit.path, domain)
    found = []
    for key, label in LAYERS.items():
        row = named.get(key)
        keeper = book.keeper(unit.path, keeper_post_id) if key == "post" else None
        who = _of(book, key, label, keeper) if keeper else _named(book, key, label, row) if row else None
        if who is None:
            holder = _implied(book, unit, key, domain)
            who = _of(book, key, label, holder) if holder else Layer(key, label)
        found.append(who)
    return found


def _named(book: Book, key: str, label: str, row: Named) -> Layer | None:
    if row.post_id:
        holder = book.holder_of_post(row.post_id)
        return _of(book, key, label, holder, named=True) if holder else None
    if row.person_id:
        holder = book.holder_by_person(row.person_id)
        return _of(book, key, label, holder, named=True) if holder else None
    return Layer(key, label, None, row.outside_name, "", "", row.outside_phone, named=True)


def _of(book: Book, key: str, label: str, holder: Holder, *, named: bool = False) -> Layer:
    made: Layer | None = book.made.get((key, id(holder), named))
    if made is None:  # one officer of a district answers for a hundred schools
        made = Layer(key, label, holder.person_id, holder.name, holder.title, holder.unit_name, holder.phone, named)
        book.made[key, id(holder), named] = made
    return made


def _implied(book: Book, unit: UnitFacts, key: str, domain: str) -> Holder | None:
    if key in ("leadership", "department"):
        above = book.supervisor(unit, domain) or unit
        roles: tuple[str, ...] = ("leader", "head") if key == "leadership" else ("safety",)
        if above.kind == org_rules.OUTSIDE:
            roles = (*roles, "outside")
        return book.first(above.path, roles, domain)
    if key == "territory":
        for town in book.towns(unit, domain):
            if holder := book.first(town, ("outside", "safety", "leader", "head"), domain):
                return holder
        return None
    if key == "school":
        return book.first(unit.path, ("head",) if unit.kind == org_rules.SCHOOL else ("head", "leader"), domain)
    return book.at_post(unit.path, domain)
