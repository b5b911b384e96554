"""The cast of all tests: a small city, made through the product's own actions.

Lin, safety officer of the city bureau · Gu, its leader · Zhao, safety officer of the east district · Wu, of the west district ·
Chen, safety officer of Green School (east) · Lu, its head · Liang, its logistics · Su, a class teacher with reach 'own' ·
Neighbour Feng of Hill School (east) · Tiny, the one-person kindergarten (east) · Xu, the town's office (outside).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from anlan.kernel.actor import SYSTEM, Actor
from anlan.registers.calendar import actions as calendar
from anlan.registers.org import actions as org
from anlan.registers.org.models import Unit
from anlan.registers.people import actions as people
from anlan.registers.people.models import Grant, Person, Post
from anlan.registers.people.queries import actor_for
from anlan.registers.places import actions as places
from anlan.registers.places.models import Place

START = datetime(2026, 12, 14, 1, 0, tzinfo=UTC)  # Monday 9:00 in the city
LONG_AGO = START - timedelta(days=100)
PASSWORD = "Anlan-2026-test"


@dataclass
class Cast:
    """Units, persons, posts and places by short names."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def actor(self, name: str, at: datetime = START) -> Actor:
        """The person as an actor at `at`."""
        return actor_for(self.people[name], at)

    def __getattr__(self, name: str) -> Actor:
        if name in self.__dict__.get("people", {}):
            return self.actor(name)
        raise AttributeError(name)


ROSTER = [
    # name, unit, role, title, reach
    ("lin", "city", "safety", "安全处干部", "unit"),
    ("gu", "city", "leader", "分管副局长", "unit"),
    ("admin", "city", "admin", "系统管理员", "own"),
    ("zhao", "east", "safety", "安全科长", "unit"),
    ("qian", "east", "leader", "分管副局长", "unit"),
    ("wu", "west", "safety", "安全科长", "unit"),
    ("lu", "green", "head", "校长", "unit"),
    ("chen", "green", "safety", "安全主任", "unit"),
    ("liang", "green", "logistics", "总务主任", "unit"),
    ("su", "green", "teacher", "班主任", "own"),
    ("feng", "hill", "safety", "安全主任", "unit"),
    ("hao", "hill", "head", "校长", "unit"),
    ("tiny", "tiny", "head", "园长", "unit"),
    ("xie", "river", "safety", "安全主任", "unit"),
    ("xu", "town", "outside", "安全办主任", "own"),
]


def raise_city() -> Cast:
    """Make the city in the current transaction."""
    cast, at, day = Cast(), LONG_AGO, date(2026, 9, 1)
    unit = cast.units
    unit["city"] = org.open_unit(None, kind="city", name="云汀市教育局", by=SYSTEM, at=at)
    calendar.seed(at=at)
    for key, name in (("east", "东汀区教育局"), ("west", "西汀区教育局")):
        unit[key] = org.open_unit(unit["city"], kind="district", name=name, by=SYSTEM, at=at, duty_phone="5550100")
    for key, above, name, stage in (
        ("green", "east", "青禾中学", "junior"),
        ("hill", "east", "白鹭小学", "primary"),
        ("tiny", "east", "芦汀幼儿园", "kindergarten"),
        ("river", "west", "听涛小学", "primary"),
    ):
        traits = {"gas": True, "canteen": True, "boarding": key == "green", "chemicals": key == "green"}
        unit[key] = org.open_unit(
            unit[above], kind="school", name=name, stage=stage, traits=traits, pupils=600, longitude=119.9, latitude=31.7,
            by=SYSTEM, at=at, duty_phone="5550111",
        )  # fmt: skip
    unit["office"] = org.open_unit(unit["green"], kind="department", name="总务处", by=SYSTEM, at=at)
    unit["town"] = org.open_unit(None, kind="outside", outside_kind="town", name="清沙街道安全办", by=SYSTEM, at=at)
    org.link(unit["east"], unit["town"], by=SYSTEM, at=at)
    for number, (name, where, role, title, reach) in enumerate(ROSTER):
        person = people.enrol(
            unit[where], username=name, name=name.title(), password=None, mobile=f"1990000{number:04d}",
            email=f"{name}@example.com", must_change=False, by=SYSTEM, at=at,
        )  # fmt: skip
        post = people.open_post(unit[where], role=role, title=title, by=SYSTEM, at=at)
        cast.people[name], cast.posts[name] = person, post
        cast.grants[name] = people.give(person, post, reach=reach, starts=day, by=SYSTEM, at=at)
    for key, where, name, kind in (
        ("stair", "green", "二层东楼梯", "stair"),
        ("lab", "green", "化学实验室", "lab"),
        ("kitchen", "hill", "食堂", "canteen"),
    ):
        cast.places[key] = places.register(unit[where], name=name, kind=kind, by=SYSTEM, at=at)
    return cast
