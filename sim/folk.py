"""The people of the plan and the rows of the product, each found from the other; who holds which post on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anlan.kernel import settings_store
from anlan.kernel.actor import UNIT, Actor
from anlan.kernel.clock import local
from anlan.registers.calendar import queries as calendar
from anlan.registers.org.models import Unit as ProductUnit
from anlan.registers.people.models import Grant
from anlan.registers.people.models import Person as ProductPerson
from anlan.registers.people.queries import actor_for, grants_at
from anlan.registers.places.models import Place as ProductPlace
from sim.people_habits import ROUND_THE_CLOCK
from sim.specs import HabitCode, Person, Place, Unit
from sim.world import City, World, build

DAY = timedelta(days=1)
MADE_OF = "sim.world"  # where the product keeps which plan it was founded from


@dataclass(frozen=True, slots=True)
class Held:
    """One post as held on a day."""

    person_id: int
    role: str
    path: str
    reach: str


@dataclass(frozen=True)
class range_of_days:
    """Days from `first` until the day before `end`."""

    first: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.end


class Folk:
    """Lookups over a founded city. What hangs on the day is read when it changes."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.units: dict[str, ProductUnit] = {u.code: u for u in ProductUnit.objects.exclude(code="")}
        self.unit_by_id: dict[int, ProductUnit] = {u.pk: u for u in self.units.values()}
        ids = dict(ProductPerson.objects.values_list("username", "pk"))
        self.people: dict[int, Person] = {ids[p.username]: p for p in city.people if p.username in ids}
        self.ids: dict[str, int] = {p.username: pk for pk, p in self.people.items()}
        self.places = self._places()
        self._leave = {
            self.ids[s.person]: (s.since, s.until, self.ids[s.substitute])
            for s in city.substitutes
            if s.person in self.ids and s.substitute in self.ids
        }
        self._span = range_of_days(date.max, date.max)
        self._grants: dict[int, list[int]] = {}
        self._actors: dict[int, Actor] = {}
        self._held: dict[str, list[Held]] = {}
        self._reach: dict[int, list[str]] = {}
        self._workdays: dict[date, bool] = {}

    def _places(self) -> dict[str, int]:
        rows = {(u, b, n): pk for pk, u, b, n in ProductPlace.objects.values_list("pk", "unit_id", "building", "name")}
        found = {}
        for place in self.city.places:
            key = (self.units[place.unit].pk, place.label.removesuffix(place.name).strip(), place.name)
            if key in rows:
                found[place.code] = rows[key]
        return found

    # the day -----------------------------------------------------------------------------------------------------------

    def _turn_to(self, at: datetime) -> None:
        """Read anew who holds what, on days on which a post begins or ends."""
        day = local(at).date()
        if day in self._span:
            return
        grants: dict[int, list[int]] = {}
        self._span, self._held, self._reach = self._unchanged_around(day), {}, {}
        rows = grants_at(at).order_by("unit_path", "person_id", "pk")
        for pk, person, role, path, reach in rows.values_list("pk", "person_id", "post__role", "unit_path", "reach"):
            self._held.setdefault(path, []).append(Held(person, role, path, reach))
            grants.setdefault(person, []).append(pk)
            if reach == UNIT:
                self._reach.setdefault(person, []).append(path)
        self._actors = {pk: actor for pk, actor in self._actors.items() if grants.get(pk) == self._grants.get(pk)}
        self._grants = grants

    def _unchanged_around(self, day: date) -> range_of_days:
        """The days around `day` on which everybody holds what they hold on it."""
        turns = set()
        for starts, ends in Grant.objects.values_list("starts", "ends").distinct():
            turns |= {starts, *([ends + DAY] if ends else [])}
        first = max((t for t in turns if t <= day), default=date.min)
        return range_of_days(first, min((t for t in turns if t > day), default=date.max))

    def actor(self, person_id: int, at: datetime) -> Actor:
        """The person with the posts held on the day of `at`."""
        self._turn_to(at)
        if person_id not in self._actors:
            self._actors[person_id] = actor_for(person_id, at)
        return self._actors[person_id]

    def holders(self, path: str, roles: Iterable[str], at: datetime) -> list[Held]:
        """Who holds one of `roles` at the unit of `path`, in the order of `roles`."""
        self._turn_to(at)
        order = list(roles)
        return sorted((h for h in self._held.get(path, ()) if h.role in order), key=lambda h: (order.index(h.role), h.person_id))

    def reaches(self, person_id: int, path: str, at: datetime) -> bool:
        """Whether a post held that day reaches the whole unit of `path`."""
        self._turn_to(at)
        return any(path.startswith(p) for p in self._reach.get(person_id, ()))

    def is_workday(self, day: date) -> bool:
        """By the product's own calendar of the city."""
        if day not in self._workdays:
            self._workdays[day] = calendar.city_calendar().is_workday(day)
        return self._workdays[day]

    def substitute(self, person_id: int, at: datetime) -> int | None:
        """Who stands in for the person on the day of `at`; None when the person is at work."""
        found = self._leave.get(person_id)
        return found[2] if found and found[0] <= local(at).date() <= found[1] else None

    # the plan ----------------------------------------------------------------------------------------------------------

    def habit(self, person_id: int) -> HabitCode:
        """How the person works; somebody who is not of the plan works well."""
        person = self.people.get(person_id)
        return person.habit if person else "diligent"

    def username(self, person_id: int) -> str:
        person = self.people.get(person_id)
        return person.username if person else str(person_id)

    def always(self, person_id: int) -> bool:
        """Whether the person works round the clock."""
        person = self.people.get(person_id)
        return bool(person and any(a.post in ROUND_THE_CLOCK for a in person.appointments))

    def at_post(self, unit_code: str, post: str, nth: int = 0) -> int | None:
        """The n-th holder of a post code at a unit of the plan."""
        names = [n for n in self.city.holders.get((unit_code, post), ()) if n in self.ids]
        return self.ids[names[nth % len(names)]] if names else None

    def somebody(self, unit_code: str, posts: Iterable[str]) -> int:
        """The holder of the first of `posts` that is held at the unit. LookupError when none is."""
        for post in posts:
            if (found := self.at_post(unit_code, post)) is not None:
                return found
        raise LookupError(unit_code)

    def by_name(self, name: str) -> int | None:
        """The first person with this name."""
        return next((pk for pk, p in self.people.items() if p.name == name), None)

    def school(self, unit_id: int) -> Unit:
        """The unit of the plan for a row of the product."""
        return self.city.unit[self.unit_by_id[unit_id].code]

    def places_of(self, unit_code: str) -> list[Place]:
        """Places of a school in the plan that the product knows."""
        return [p for p in self.city.places if p.unit == unit_code and p.code in self.places]


def remember(world: World) -> None:
    """Keep which plan the city was founded from."""
    settings_store.write(MADE_OF, {"seed": world.seed, "schools": world.schools})


def remembered() -> City | None:
    """The plan this product was founded from; None when it was not founded by the rehearsal."""
    made_of = settings_store.read(MADE_OF)
    return build(World(seed=made_of["seed"], schools=made_of["schools"])) if made_of else None


def day_start(at: datetime) -> datetime:
    """Midnight at the beginning of the day of `at`, on the city's clock."""
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)
