"""From the responsibility chain to who signs what: one letter for each person and layer, over all units that the person answers for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from anlan.kernel.actor import lineage
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import INNER, Addressees
from anlan.registers.people.chain import Layer, chains_of, chains_of_unit
from anlan.registers.people.rules import FROM_ABOVE
from anlan.work.pledges.models import Batch

FEW = 3
Who = tuple[int | None, str]  # person id, or None and the name of somebody outside
Chain = Mapping[str, Sequence[Layer]]  # domain -> its five layers


@dataclass
class Answers:
    """One layer of one unit: who answers for which domains, and the domains nobody answers for."""

    people: dict[Who, list[str]] = field(default_factory=lambda: defaultdict(list))
    title: dict[Who, Layer] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)


@dataclass
class Draft:
    """A letter as it would be sent: whose, where it is kept, for which domains of which units."""

    layer: str
    who: Who
    title: str
    unit: Unit
    domains: list[str]
    units: list[Unit]


@dataclass(frozen=True)
class Plan:
    """Letters of a batch, and (unit, layer, domains) that nobody can sign for."""

    letters: list[Draft]
    gaps: list[tuple[Unit, str, list[str]]]


def answers_of(chain: Chain) -> dict[str, Answers]:
    """layer -> who answers, of one unit's chains."""
    found: dict[str, Answers] = defaultdict(Answers)
    for domain, layers in chain.items():
        for layer in layers:
            here = found[layer.key]
            if layer.gap:
                here.gaps.append(domain)
            else:
                who = (layer.person_id, "" if layer.person_id else layer.name)
                here.people[who].append(domain)
                here.title.setdefault(who, layer)
    return found


def answers_at(units: Sequence[Unit], at: datetime) -> dict[int, dict[str, Answers]]:
    """unit id -> layer -> who answers. A few units are read one by one, many with the whole city."""
    if len(units) <= FEW:
        return {u.pk: answers_of(chains_of_unit(u.unit_path, at)) for u in units}
    return {pk: answers_of(chain) for pk, chain in chains_of(at, [u.pk for u in units]).items()}


def units_of(batch: Batch, at: datetime) -> list[Unit]:
    """Whole units that the batch is meant for, in path order."""
    return org.addressed(Addressees.load(batch.addressees), org.reachable(batch.unit_path, at))


def plan(batch: Batch, at: datetime) -> Plan:
    """What would be sent now. What the office itself answers for above its own house is asked by its own superior, not by itself."""
    units = units_of(batch, at)
    answers = answers_at(units, at)
    letters: dict[tuple[str, Who], Draft] = {}
    gaps: list[tuple[Unit, str, list[str]]] = []
    for unit in units:
        for layer in batch.layers:
            if unit.pk == batch.unit_id and layer in FROM_ABOVE:
                continue
            here = answers.get(unit.pk, {}).get(layer)
            if here is None:
                continue
            if here.gaps:
                gaps.append((unit, layer, here.gaps))
            for who, domains in here.people.items():
                letter = letters.setdefault((layer, who), Draft(layer, _named(who, here.title[who]), here.title[who].title, unit, [], []))
                letter.units.append(unit)
                letter.domains = list(dict.fromkeys([*letter.domains, *domains]))
    for letter in letters.values():
        letter.unit = common(letter.units)
    return Plan(sorted(letters.values(), key=lambda d: (d.unit.unit_path, d.layer, d.who[1])), gaps)


def _named(who: Who, layer: Layer) -> Who:
    return who[0], layer.name


def common(units: Sequence[Unit]) -> Unit:
    """The whole unit that all of these lie at or under, the nearest."""
    if len(units) == 1:
        return units[0]
    shared = set.intersection(*(set(lineage(u.unit_path)) for u in units))
    return org.whole_unit(max(shared, key=len))


def inside(paths: Iterable[str], at: datetime) -> list[Unit]:
    """Whole units at or under these paths, and the whole units that departments among them belong to."""
    found: dict[int, Unit] = {}
    for path in set(paths):
        found |= {u.pk: u for u in org.reachable(path, at)}
        here = Unit.objects.filter(unit_path=path, kind__in=INNER).first()
        if here:
            whole = org.whole_unit(path)
            found[whole.pk] = whole
    return list(found.values())
