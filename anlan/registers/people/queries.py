"""Reads of the register of people: who acts, who holds a role, who answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from anlan.kernel.actor import UNIT, Actor, Held, lineage
from anlan.kernel.clock import local
from anlan.kernel.kept import remembered
from anlan.kernel.scope import below, below_any
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import INNER
from anlan.registers.people.models import Answerable, Contact, Grant, Person, Post
from anlan.registers.people.rules import OWN_LAYERS, ROLES, STAND_INS


@dataclass(frozen=True)
class Holder:
    """A person in a post, as shown beside a case: name, title, unit, and the office phone of the post."""

    person_id: int
    name: str
    title: str
    role: str
    unit_id: int
    unit_name: str
    unit_path: str
    phone: str
    domain: str = ""
    post_id: int = 0
    stands_in: bool = False


def running_days(day: date) -> Q:
    """Grants whose days include `day`, whether or not the account is enabled."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def running(day: date) -> Q:
    """Grants that hold on `day`."""
    return running_days(day) & Q(person__is_active=True)


def grants_at(at: datetime) -> QuerySet[Grant]:
    """Grants that hold at `at`, with person, post and unit."""
    return Grant.objects.filter(running(local(at).date())).select_related("person", "post", "post__unit")


# set by registers/presence: in whose place a person works at a moment, because they are away
standing_in: Callable[[int, datetime], list[int]] = lambda person_id, at: []


def actor_for(person: Person | int, at: datetime, grant_id: int | None = None) -> Actor:
    """The person as an actor at `at`, in the post last used (or `grant_id`)."""
    if not isinstance(person, Person):
        person = Person.objects.get(pk=person)
    others = standing_in(person.pk, at)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"persons": [person.pk, *others], "day": local(at).date()})
        rows = cursor.fetchall()
    grants = [_held(*row[2:]) for row in rows if row[0] == person.pk]  # one's own come first: the post in use is one of them
    grants += [replace(_held(*row[2:]), for_name=row[1]) for row in rows if row[0] != person.pk]
    stands_for = tuple({row[0]: row[1] for row in rows if row[0] != person.pk}.items())
    actor = Actor(person_id=person.pk, name=person.name, grants=tuple(grants), stands_for=stands_for)
    return actor.using(grant_id or person.last_post_id or 0)


# every request asks for these: said in SQL, because composing the same question takes Django longer than answering it takes the database.
# A department stands in a campus at most, so two units above its own are enough to find the whole unit.
_HELD = """
select held.person_id, person.name, held.id, held.unit_path, held.reach, post.role, post.title, unit.id, unit.name, unit.short, unit.kind,
    above.kind, above.unit_path, top.kind, top.unit_path
from people_grant held
join people_person person on person.id = held.person_id
join people_post post on post.id = held.post_id
join org_unit unit on unit.id = post.unit_id
left join org_unit above on above.id = unit.parent_id
left join org_unit top on top.id = above.parent_id
where held.person_id = any(%(persons)s) and person.is_active and held.starts <= %(day)s and (held.ends is null or held.ends >= %(day)s)
order by held.unit_path, held.id
"""


def _held(pk: int, path: str, reach: str, role: str, title: str, unit_id: int, name: str, short: str, kind: str, *above: str) -> Held:
    """One row of `_HELD`, without its person."""
    home = next((up for up_kind, up in zip(above[::2], above[1::2], strict=True) if up_kind not in INNER), "") if kind in INNER else ""
    return Held(role, unit_id, path, reach, title, short or name, pk, kind, home or "")


def _holder(grant: Grant) -> Holder:
    post = grant.post
    return Holder(
        person_id=grant.person_id,
        name=grant.person.name,
        title=post.title,
        role=post.role,
        unit_id=post.unit_id,
        unit_name=str(post.unit),
        unit_path=grant.unit_path,
        phone=post.duty_phone or post.unit.duty_phone,
        domain=post.domain,
        post_id=post.pk,
        stands_in=grant.stands_in_id is not None,
    )


def belongs_to(path: str) -> Q:
    """Grants at the unit of `path`, in its departments and campuses, and in the departments of those: not in a school below."""
    inner, unit = Q(post__unit__kind__in=INNER), "post__unit__parent"
    inside = Q(**{f"{unit}__unit_path": path})
    deeper = Q(**{f"{unit}__kind__in": INNER, f"{unit}__parent__unit_path": path})
    return Q(unit_path=path) | (inner & (inside | deeper))


@remembered
def holders_at(path: str, roles: Iterable[str], at: datetime, *, departments: bool = True) -> list[Holder]:
    """Who holds one of `roles` at the unit of `path` (or in its departments), in the order of `roles`."""
    order = list(roles)
    rows = grants_at(at).filter(post__role__in=order)
    rows = rows.filter(below(path)).filter(belongs_to(path)) if departments else rows.filter(unit_path=path)
    return sorted((_holder(g) for g in rows), key=lambda h: (order.index(h.role), len(h.unit_path), h.person_id))


@remembered
def sees_all(person_id: int, path: str, at: datetime) -> bool:
    """Whether a grant of the person reaches the whole unit of `path`."""
    return grants_at(at).filter(person_id=person_id, reach=UNIT, unit_path__in=lineage(path)).exists()


def nearest_holders(path: str, role: str, at: datetime) -> list[Holder]:
    """Who holds `role` at the unit or, if nobody does, a role that stands in for it there; else the same one unit up."""
    for here in lineage(path):
        for wanted in (role, *STAND_INS.get(role, ())):
            if found := holders_at(here, [wanted], at, departments=here == path):
                return found
    return []


@remembered
def persons_to_tell(unit_id: int, path: str, role: str, at: datetime) -> list[int]:
    """Persons whom a message for `role` at the unit reaches; a step that resolves to nobody is skipped upwards at once.

    The unit may have moved since the message was written: where it stands now counts.
    """
    path = Unit.objects.filter(pk=unit_id).values_list("unit_path", flat=True).first() or path
    return list(dict.fromkeys(h.person_id for h in nearest_holders(path, role, at)))


class Seats:
    """Who holds what, read once for many questions. `at_paths` narrows to these units (with what lies inside them)."""

    COLUMNS = (
        "person_id", "person__name", "unit_path", "post__role", "post__unit__kind", "post__unit__parent__unit_path",
        "post__unit__parent__kind", "post__unit__parent__parent__unit_path",
    )  # fmt: skip

    def __init__(self, roles: Iterable[str], at: datetime, at_paths: Iterable[str] | None = None) -> None:
        self.exact: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
        self.inside: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
        rows = Grant.objects.filter(running(local(at).date()), post__role__in=set(roles))
        if at_paths is not None:
            near, inner = list(at_paths), Q(post__unit__kind__in=INNER)
            rows = rows.filter(
                Q(unit_path__in=near)
                | (inner & (Q(post__unit__parent__unit_path__in=near) | Q(post__unit__parent__parent__unit_path__in=near)))
            )
        for person, name, path, role, kind, above, above_kind, top in rows.values_list(*self.COLUMNS):
            seat = (len(path), person, name)
            self.exact[path, role].append(seat)
            if kind in INNER:
                self.inside[above, role].append(seat)
                if above_kind in INNER:
                    self.inside[top, role].append(seat)

    def holders(self, path: str, role: str, *, departments: bool = True) -> list[tuple[int, str]]:
        """(person, name) of those who hold `role` at the unit (and in its departments), in the order of holders_at()."""
        found = self.exact.get((path, role), []) + (self.inside.get((path, role), []) if departments else [])
        return [(person, name) for _length, person, name in sorted(found)]

    def nearest(self, path: str, role: str) -> list[int]:
        """As nearest_holders(), each person once."""
        for here in lineage(path):
            for wanted in (role, *STAND_INS.get(role, ())):
                if found := self.holders(here, wanted, departments=here == path):
                    return list(dict.fromkeys(person for person, _name in found))
        return []


def persons_to_tell_all(keys: Iterable[tuple[int, str, str]], at: datetime) -> dict[tuple[int, str, str], list[int]]:
    """persons_to_tell() for many (unit id, path, role) at once, with two questions to the database in all."""
    wanted = list(keys)
    now = dict(Unit.objects.filter(pk__in={k[0] for k in wanted}).values_list("pk", "unit_path"))
    seats = Seats({r for k in wanted for r in (k[2], *STAND_INS.get(k[2], ()))}, at)
    return {key: seats.nearest(now.get(key[0], key[1]), key[2]) for key in wanted}


Line = tuple[str, str, str]  # path of a case, its domain, layer of the responsibility chain


def answerers(lines: Iterable[Line], at: datetime) -> dict[Line, int]:
    """(path, domain, layer) -> the person named for it in the responsibility chain, asked for all at once. Left out where nobody is
    named, where who is named holds no post any more, has no account, or could not see what they would be told of.

    As in the chain itself the nearest unit wins, and there the domain; what a bureau named for its own house is not for a school.
    """
    wanted = set(lines)
    paths = {here for path, _domain, _layer in wanted for here in lineage(path)}
    named: dict[Line, tuple[int | None, int | None]] = {}
    rows = Answerable.objects.filter(unit_path__in=paths, ends__isnull=True)
    for path, domain, layer, person, post in rows.values_list("unit_path", "domain", "layer", "person_id", "post_id"):
        named[path, domain, layer] = (person, post)
    if not named:
        return {}
    inner = set(Unit.objects.filter(unit_path__in=paths, kind__in=INNER).values_list("unit_path", flat=True))
    found: dict[Line, tuple[int | None, int | None]] = {}
    for line in wanted:
        whole = next((p for p in lineage(line[0]) if p not in inner), line[0])
        if (row := _named_for(named, whole, line)) is not None:
            found[line] = row
    persons, reach = _who_answers(found.values(), at)
    return {line: who for line, row in found.items() if (who := persons.get(row)) and any(line[0].startswith(p) for p in reach[who])}


def _named_for(named: dict[Line, tuple[int | None, int | None]], whole: str, line: Line) -> tuple[int | None, int | None] | None:
    _path, domain, layer = line
    for here in [whole] if layer in OWN_LAYERS else lineage(whole):
        for wanted in (domain, ""):
            if row := named.get((here, wanted, layer)):
                return row
    return None


def _who_answers(
    rows: Iterable[tuple[int | None, int | None]], at: datetime
) -> tuple[dict[tuple[int | None, int | None], int], dict[int, list[str]]]:
    """(person, post) as named -> who that is now; person -> paths that they see as a whole."""
    wanted = set(rows)
    running_now = Grant.objects.filter(running(local(at).date()))
    posts: dict[int, int] = {}
    held = running_now.filter(post__in={post for _person, post in wanted if post})
    for post, person in held.order_by(F("stands_in_id").asc(nulls_first=True), "id").values_list("post_id", "person_id"):
        posts.setdefault(post, person)  # who stands in comes after who is stood in for
    who = {row: posts.get(row[1], 0) if row[1] else row[0] or 0 for row in wanted}
    reach: dict[int, list[str]] = defaultdict(list)
    for person, path in running_now.filter(person__in=set(who.values()), reach=UNIT).values_list("person_id", "unit_path"):
        reach[person].append(path)
    return {row: person for row, person in who.items() if person in reach}, reach


def first_names(places: Iterable[tuple[str, str]], at: datetime) -> dict[tuple[str, str], str]:
    """(path, role) -> name of the first who holds the role there; left out where nobody does."""
    wanted = list(places)
    if not wanted:
        return {}
    seats = Seats({role for _path, role in wanted}, at, {path for path, _role in wanted})
    return {key: found[0][1] for key in wanted if (found := seats.holders(*key))}


def mailbox(person_id: int) -> tuple[str, str]:
    """The person's mail address ('' when there is none) and the language they chose to read ('' when they did not)."""
    found = Contact.objects.filter(person_id=person_id).values_list("email", "person__language").first()
    return found or ("", "")


def mailboxes(person_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """mailbox() for many at once, without those who have no address."""
    rows = Contact.objects.filter(person_id__in=list(person_ids)).exclude(email="")
    return {pk: (email, language) for pk, email, language in rows.values_list("person_id", "email", "person__language")}


def names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names by id; 0 is the software itself."""
    found = dict(Person.objects.filter(pk__in=[p for p in person_ids if p]).values_list("pk", "name"))
    return {0: "安澜", **found}


@remembered
def holders_of(person_id: int, at: datetime) -> list[Holder]:
    """The person's posts as holders, the widest first."""
    return [_holder(g) for g in grants_at(at).filter(person_id=person_id).order_by("unit_path", "id")]


def in_scope(actor: Actor, at: datetime) -> QuerySet[Person]:
    """Accounts within the actor's scope: at home in it, or holding a post there now. Oneself always."""
    today = local(at).date()
    homes = Contact.objects.filter(below_any(actor.homes)).values("person_id")
    held = Grant.objects.filter(running_days(today), below_any(actor.homes)).values("person_id")
    return Person.objects.filter(Q(pk__in=homes) | Q(pk__in=held) | Q(pk=actor.person_id))


def person_in_scope(actor: Actor, pk: int, at: datetime) -> Person:
    """The account; Person.DoesNotExist outside the actor's scope."""
    return in_scope(actor, at).get(pk=pk)


def found(text: str) -> Q:
    """Accounts that somebody means by `text`: part of the name, pinyin or initials, the user name."""
    text = text.strip()
    typed = text.lower().replace(" ", "")
    if not typed:
        return Q()
    by_sound = Q(pinyin__startswith=typed) | Q(pinyin__contains=f" {typed}") if typed.isascii() else Q(pk__in=[])
    return Q(name__icontains=text) | Q(username=typed) | by_sound


def posts_of_unit(unit: Unit, at: datetime) -> list[tuple[Post, list[Grant]]]:
    """Posts of a unit (not of its departments), each with who holds it now; empty ones last."""
    today = local(at).date()
    posts = list(Post.objects.filter(unit=unit, closed_on__isnull=True).select_related("department").order_by("id"))
    held: dict[int, list[Grant]] = {}
    rows = Grant.objects.filter(running(today), post__in=posts).select_related("person", "stands_in__person")
    for grant in rows.order_by("starts", "id"):
        held.setdefault(grant.post_id, []).append(grant)
    order = list(ROLES)
    return sorted(((p, held.get(p.pk, [])) for p in posts), key=lambda r: (not r[1], order.index(r[0].role), r[0].pk))


def grants_of(person: Person) -> list[Grant]:
    """All grants of a person, past and to come included, the latest first."""
    rows = Grant.objects.filter(person=person).select_related("post", "post__unit", "post__department", "stands_in__person")
    return list(rows.order_by("-starts", "-id"))


def chains(at: datetime, unit_ids: Iterable[int]) -> Mapping[int, Mapping[str, list[Any]]]:
    """The responsibility chains of units: unit id -> domain -> five layers (key, label, name, title, unit, phone, gap), top first."""
    from anlan.registers.people.chain import chains_of

    return chains_of(at, unit_ids)
