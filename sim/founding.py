"""Found the city in the product: units, outside bodies, people, posts, places, chain and calendar, all through its actions.

One transaction, so that the ledger is written once at the end; a city of 60 schools takes some seconds, one of 1,011 about a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.kernel import action
from anlan.kernel.actor import SYSTEM
from anlan.registers.calendar import actions as calendar
from anlan.registers.org import actions as org
from anlan.registers.org.models import Unit as ProductUnit
from anlan.registers.people import actions as people
from anlan.registers.people.gaps import once_for_all
from anlan.registers.people.models import Grant, Post
from anlan.registers.people.models import Person as ProductPerson
from anlan.registers.places import actions as places
from anlan.registers.places.models import Place as ProductPlace
from sim.specs import POSTS, Appointment, Person, Unit
from sim.world import City

ACCOUNT_KEEPERS = ("safety_officer", "safety_lead")
Progress = Callable[[str], None]


@dataclass
class Founded:
    """The rows of the product by the codes of the plan."""

    city: City
    units: dict[str, ProductUnit] = field(default_factory=dict)
    people: dict[str, ProductPerson] = field(default_factory=dict)
    posts: dict[tuple[str, str, str], Post] = field(default_factory=dict)  # (unit code, post code, title)
    grants: dict[tuple[str, str], Grant] = field(default_factory=dict)  # (username, post code)
    places: dict[str, ProductPlace] = field(default_factory=dict)


def found(city: City, *, at: datetime, say: Progress = lambda _text: None) -> Founded:
    """Write the whole plan through the product's actions at `at`, as the software itself."""
    made = Founded(city)
    with transaction.atomic(), action.collecting(), once_for_all(at):
        _units(made, at)
        say(f"{len(made.units)} units")
        calendar.seed(at=at)
        _terms(made, at)
        _people(made, at)
        say(f"{len(made.people)} people")
        _places(made, at)
        _chain(made, at)
        say(f"{len(made.places)} places")
        action.flush_if_outermost()
    return made


def _units(made: Founded, at: datetime) -> None:
    outlines = {o.code: [[list(p) for p in o.points]] for o in made.city.outlines if o.kind == "district"}
    for unit in made.city.units:
        made.units[unit.code] = org.open_unit(
            made.units.get(unit.parent) if unit.parent else None, by=SYSTEM, at=at, **_facts(unit, outlines)
        )
    for body in made.city.outside:
        made.units[body.code] = org.open_unit(
            None, kind="outside", outside_kind=body.kind, name=body.name, code=body.code, duty_phone=body.phone, by=SYSTEM, at=at
        )
    for link in made.city.links:
        org.link(made.units[link.unit], made.units[link.outside], by=SYSTEM, at=at)
    for row in made.city.supervisors:
        org.supervise(
            made.units[row.unit], domain=row.domain, supervisor=made.units[row.supervisor], starts=row.since, basis="", by=SYSTEM, at=at
        )


def _facts(unit: Unit, outlines: dict[str, list[list[list[float]]]]) -> dict[str, Any]:
    return {
        "kind": unit.kind,
        "name": unit.name,
        "short": unit.short,
        "code": unit.code,
        "stage": unit.stage,
        "nature": unit.nature,
        "pupils": unit.pupils or None,
        "staff": unit.staff or None,
        "longitude": unit.lon,
        "latitude": unit.lat,
        "outline": outlines.get(unit.code),
        "address": unit.address,
        "duty_phone": unit.phone,
        "traits": unit.traits if unit.kind == "school" else {},
    }


def _terms(made: Founded, at: datetime) -> None:
    """The city's own school year takes the place of the shipped placeholder, and says that it is made up."""
    for term in made.city.terms:
        for stage in term.kinds or ("",):
            calendar.set_term(
                made.units["YT"], school_year=term.first_day.year - (term.break_name == "暑假"), stage=stage,
                season="spring" if term.break_name == "暑假" else "autumn", first_day=term.first_day, last_day=term.last_day,
                source=term.standing, by=SYSTEM, at=at,
            )  # fmt: skip


def _people(made: Founded, at: datetime) -> None:
    for person in made.city.people:
        if not person.account:
            continue
        home = made.units[person.appointments[0].unit]
        row = people.enrol(
            home, username=person.username, name=person.name, mobile=person.phone, email=f"{person.username}@example.com",
            must_change=False, by=SYSTEM, at=at,
        )  # fmt: skip
        made.people[person.username] = row
        for appointment in person.appointments:
            _appoint(made, person, appointment, at)
    _stand_ins(made, at)


def _appoint(made: Founded, person: Person, appointment: Appointment, at: datetime) -> None:
    kind = POSTS[appointment.post]
    unit = made.units[appointment.unit]
    key = (appointment.department or unit.code, appointment.post, appointment.title)
    if key not in made.posts:
        made.posts[key] = people.open_post(
            unit, role=kind.role, title=appointment.title, department=made.units.get(appointment.department), by=SYSTEM, at=at
        )
    made.grants[person.username, appointment.post] = people.give(
        made.people[person.username], made.posts[key], reach=appointment.reach, starts=appointment.since, ends=appointment.until,
        by=SYSTEM, at=at,
    )  # fmt: skip
    if appointment.post in ACCOUNT_KEEPERS:
        keeper = people.open_post(unit, role="admin", title="账号管理员", by=SYSTEM, at=at)
        people.give(made.people[person.username], keeper, reach="own", starts=appointment.since, by=SYSTEM, at=at)


def _stand_ins(made: Founded, at: datetime) -> None:
    for row in made.city.substitutes:
        grant = made.grants.get((row.person, row.post))
        if grant and row.substitute in made.people:
            people.give(
                made.people[row.substitute], grant.post, reach=grant.reach, starts=row.since, ends=row.until, stands_in=grant,
                by=SYSTEM, at=at,
            )  # fmt: skip


def _places(made: Founded, at: datetime) -> None:
    keepers: dict[str, list[Post]] = {}
    for grant in made.grants.values():
        keepers.setdefault(grant.person.username, []).append(grant.post)
    for place in made.city.places:
        unit = made.units[place.unit]
        keeper = next((post for post in keepers.get(place.keeper, ()) if post.unit_path.startswith(unit.unit_path)), None)
        made.places[place.code] = places.register(
            unit, name=place.name, kind=place.kind, building=_building(place.label, place.name),
            within=made.places.get(place.parent) if place.parent else None, keeper=keeper,
            longitude=unit.longitude, latitude=unit.latitude, by=SYSTEM, at=at,
        )  # fmt: skip


def _building(label: str, name: str) -> str:
    return label.removesuffix(name).strip()


def _chain(made: Founded, at: datetime) -> None:
    for row in made.city.responsibilities:
        if row.layer == "post" and row.person in made.people:
            people.name_answerable(made.units[row.unit], domain=row.domain, layer="post", person=made.people[row.person], by=SYSTEM, at=at)
