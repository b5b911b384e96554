"""The rehearsal city from one frozen config: `build(World(seed=7))` → the same 云汀市 every time.

The city is data only. Whoever feeds it to the product does so through the product's actions, parents first,
in the order in which the tuples stand here.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sim import chain, geography, outside, premises, staffing
from sim.city_plan import CITY, CITY_BUREAU, DISTRICTS
from sim.names import Registry
from sim.schools import campuses, schools
from sim.seats import department_names
from sim.specs import (
    Link,
    Outline,
    Outside,
    Person,
    Place,
    Responsibility,
    Substitute,
    Supervisor,
    Term,
    Unit,
)


@dataclass(frozen=True, slots=True)
class World:
    """What a rehearsal city is made from. `west`, `north`: the corner of the fictional map in degrees."""

    seed: int = 7
    schools: int = 60
    west: float = 119.0
    north: float = 32.0
    km_per_unit: float = 0.15

    def __post_init__(self) -> None:
        if not 1 <= self.schools <= 5000:
            raise ValueError(f"a city has 1 to 5000 schools, not {self.schools}")


@dataclass(frozen=True)
class City:
    """Everything there is in the city. Parents stand before children in `units` and `places`."""

    world: World
    name: str
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    outside: tuple[Outside, ...]
    links: tuple[Link, ...]
    supervisors: tuple[Supervisor, ...]
    substitutes: tuple[Substitute, ...]
    outlines: tuple[Outline, ...]
    terms: tuple[Term, ...]

    @cached_property
    def unit(self) -> dict[str, Unit]:
        """Unit code → unit."""
        return {u.code: u for u in self.units}

    @cached_property
    def schools(self) -> tuple[Unit, ...]:
        """The schools, without campuses and departments."""
        return tuple(u for u in self.units if u.kind == "school")

    @cached_property
    def bureaus(self) -> tuple[Unit, ...]:
        """City bureau first, then districts and the zone."""
        return tuple(u for u in self.units if u.kind in ("city", "district"))

    @cached_property
    def person(self) -> dict[str, Person]:
        """Username → person, contacts of outside bodies included."""
        return {p.username: p for p in self.people}

    @cached_property
    def holders(self) -> dict[tuple[str, str], list[str]]:
        """(unit code, post code) → usernames in order of appointment."""
        return holders(self.people)

    @cached_property
    def cast(self) -> tuple[Person, ...]:
        """The people offered on the sign-in page of the demo, in its order. Fewer in a city of few schools."""
        by_name = {p.name: p for p in self.people if p.cast}
        return tuple(by_name[n] for n in staffing.CAST_ORDER if n in by_name)

    @cached_property
    def responsibilities(self) -> tuple[Responsibility, ...]:
        """Every cell of the responsibility chain of every school, gaps included."""
        return tuple(chain.responsibilities(self.units, self.holders, self.links, self.outside))

    @cached_property
    def geojson(self) -> dict[str, object]:
        """Districts and rivers as a GeoJSON FeatureCollection."""
        return {"type": "FeatureCollection", "features": [o.feature() for o in self.outlines]}

    def find(self, name: str) -> Unit:
        """The unit with this full name; KeyError when there is none."""
        for unit in self.units:
            if unit.name == name:
                return unit
        raise KeyError(name)

    def who(self, unit_name: str, post: str) -> Person:
        """The first holder of a post at the unit with this name."""
        return self.person[self.holders[self.find(unit_name).code, post][0]]


def holders(people: tuple[Person, ...] | list[Person]) -> dict[tuple[str, str], list[str]]:
    """(unit code, post code) → usernames."""
    found: dict[tuple[str, str], list[str]] = {}
    for p in people:
        for a in p.appointments:
            found.setdefault((a.unit, a.post), []).append(p.username)
    return found


#: The calendar of a city that does not exist: its winter break begins with the new year, so that the story always stands in the week
#: before it. Senior schools leave three school days later: "before the break" means two different days in one city.
TERMS: tuple[Term, ...] = (
    Term("2026—2027学年第一学期", date(2026, 9, 1), date(2026, 12, 31), "寒假", date(2027, 1, 1), date(2027, 2, 21)),
    Term(
        "2026—2027学年第一学期", date(2026, 9, 1), date(2027, 1, 6), "寒假", date(2027, 1, 7), date(2027, 2, 21),
        kinds=("senior", "vocational"),
    ),
    Term("2026—2027学年第二学期", date(2027, 2, 22), date(2027, 7, 2), "暑假", date(2027, 7, 3), date(2027, 8, 31)),
)  # fmt: skip


def _bureaus(registry: Registry, frame: geography.Frame) -> list[Unit]:
    lon, lat = frame.lonlat(geography.CENTRES["汀南区"])
    top = Unit("YT", None, CITY_BUREAU, "市教育局", "city", lon=lon, lat=lat, phone=registry.landline())
    rows = [top]
    for d in DISTRICTS:
        lon, lat = frame.lonlat(geography.CENTRES[d.name])
        rows.append(
            Unit(d.code, "YT", d.bureau, d.short, "district", district=d.code, zone=d.kind == "zone", town=d.towns[0], lon=lon, lat=lat,
                 address=f"{d.name}{d.towns[0]}", phone=registry.landline())
        )  # fmt: skip
    return rows


def _departments(unit: Unit) -> list[Unit]:
    return [
        Unit(f"{unit.code}-{suffix.upper()}", unit.code, f"{unit.name}{name}", name, "department", unit.district)
        for suffix, name in department_names(unit)
    ]


def build(world: World | None = None) -> City:
    """The city of this config. Pure: the same config gives an equal city in any process."""
    world = world or World()
    frame = geography.Frame(world.west, world.north, world.km_per_unit)
    registry = Registry(random.Random(f"{world.seed}:names"))
    registry.reserve(iter([k.name for k in staffing.KNOWN] + list(staffing.OUTSIDE_KNOWN.values())))
    main = _bureaus(registry, frame)
    extra: dict[str, list[Unit]] = {}
    for school, marks in schools(world.schools, frame, registry, world.seed):
        main.append(school)
        extra[school.code] = campuses(school, marks)
    units: list[Unit] = []
    departments: dict[str, dict[str, str]] = {}
    for unit in main:
        below = _departments(unit)
        departments[unit.code] = {d.short: d.code for d in below}
        units += [unit, *below, *extra.get(unit.code, ())]
    people = staffing.staff(main, departments, registry, world.seed)
    bodies, contacts = outside.bodies(registry)
    people += contacts
    posts = holders(people)
    places = [p for u in main if u.kind == "school" for p in premises.places(u, posts)]
    return City(
        world=world,
        name=CITY,
        units=tuple(units),
        people=tuple(people),
        places=tuple(places),
        outside=tuple(bodies),
        links=tuple(outside.links(main, bodies)),
        supervisors=tuple(chain.supervisors(main, world.seed)),
        substitutes=tuple(staffing.substitutes(main, posts, world.seed)),
        outlines=geography.outlines(frame, {d.name: d.code for d in DISTRICTS}),
        terms=TERMS,
    )
