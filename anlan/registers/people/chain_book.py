"""What the responsibility chain is read from, gathered in few queries: for one unit, or for the whole city at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from anlan.kernel.actor import lineage
from anlan.kernel.clock import local
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Link, Supervision, Unit
from anlan.registers.people.models import Answerable, Grant
from anlan.registers.people.queries import Holder, running
from anlan.registers.people.rules import OWN_LAYERS

UNIT_COLUMNS = ("id", "unit_path", "kind", "parent_id", "name", "short", "traits", "stage", "closed_on")
GRANT_COLUMNS = (
    "person_id", "person__name", "post__title", "post__role", "post__unit_id", "post__unit__name", "post__unit__short", "unit_path",
    "post__duty_phone", "post__unit__duty_phone", "post__domain", "post_id", "stands_in_id", "id",
)  # fmt: skip


@dataclass(frozen=True)
class UnitFacts:
    """What the chain needs to know of a unit."""

    id: int
    path: str
    kind: str
    parent_id: int | None
    name: str
    domains: tuple[str, ...] = ()
    open: bool = True


@dataclass(frozen=True)
class Named:
    """Who was named at one layer."""

    layer: str
    domain: str
    path: str
    person_id: int | None
    post_id: int | None
    outside_name: str
    outside_phone: str


@dataclass
class Book:
    """Everything the chain is read from at one moment. `holders`: path of a whole unit -> who holds posts in it."""

    units: dict[int, UnitFacts] = field(default_factory=dict)
    holders: dict[str, list[Holder]] = field(default_factory=dict)
    by_person: dict[int, Holder] = field(default_factory=dict)
    by_post: dict[int, Holder] = field(default_factory=dict)
    supervisions: dict[int, list[tuple[str, date, int]]] = field(default_factory=dict)
    links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # path -> (domain, path of a town)
    named: dict[str, dict[str, list[Named]]] = field(default_factory=dict)  # path -> domain -> rows
    # found before, kept because a thousand schools ask the same
    picked: dict[tuple[str, tuple[str, ...], str], Holder | None] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    made: dict[tuple[str, int, bool], Any] = field(default_factory=dict)

    def wholes(self) -> list[UnitFacts]:
        """Bureaus and schools that exist, in path order."""
        return sorted((u for u in self.units.values() if u.open and u.kind in org_rules.WHOLE), key=lambda u: u.path)

    def mentioned(self) -> set[str]:
        """Domains for which anything is said anywhere: a post, a name, a town, a supervisor. In all others a unit's chain is one."""
        found = {h.domain for rows in self.holders.values() for h in rows} | {d for rows in self.named.values() for d in rows}
        found |= {d for rows in self.links.values() for d, _town in rows}
        return found | {d for rows in self.supervisions.values() for d, _starts, _who in rows}

    def line(self, path: str) -> list[str]:
        """The path and those above it, nearest first."""
        if path not in self.lines:
            self.lines[path] = lineage(path)
        return self.lines[path]

    def supervisor(self, unit: UnitFacts, domain: str) -> UnitFacts | None:
        """Who supervises the unit in the domain: its own relation (for the domain, else for all), else the parent."""
        rows = [r for r in self.supervisions.get(unit.id, ()) if r[0] in ("", domain)]
        if rows:
            return self.units.get(max(rows, key=lambda r: (r[0] == domain, r[1]))[2])
        return self.units.get(unit.parent_id or 0)

    def towns(self, unit: UnitFacts, domain: str) -> list[str]:
        """Towns linked to the unit or above it, the nearest first, those for the domain before those for all."""
        line = self.line(unit.path)
        found = [(path, d, town) for path in line for d, town in self.links.get(path, ()) if d in ("", domain) or not domain]
        return [town for _path, _d, town in sorted(found, key=lambda r: (-len(r[0]), r[1] != domain))]

    def named_for(self, path: str, domain: str) -> dict[str, Named]:
        """layer -> who was named for it: the nearest unit, and there the domain itself, wins."""
        best: dict[str, Named] = {}
        for here in reversed(self.line(path)):
            there = self.named.get(here)
            if not there:
                continue
            for wanted in ("", domain):
                for row in there.get(wanted, ()):
                    if here == path or row.layer not in OWN_LAYERS:
                        best[row.layer] = row
        return best

    def first(self, path: str, roles: tuple[str, ...], domain: str) -> Holder | None:
        """Who holds the first of `roles` in the whole unit: a post for the domain before a general one."""
        key = (path, roles, domain)
        if key not in self.picked:
            fitting = [h for h in self.holders.get(path, ()) if h.role in roles and h.domain in ("", domain)]
            self.picked[key] = min(
                fitting,
                key=lambda h: (roles.index(h.role), h.domain != domain, h.stands_in, len(h.unit_path), h.person_id),
                default=None,
            )
        return self.picked[key]

    def keeper(self, path: str, post_id: int | None) -> Holder | None:
        """Who keeps the place: whoever holds its keeper's post in the unit."""
        return _nearest(h for h in self.holders.get(path, ()) if post_id and h.post_id == post_id)

    def at_post(self, path: str, domain: str) -> Holder | None:
        """Who does it: whoever holds the post for the domain, else the only person there is."""
        here = self.holders.get(path, ())
        if found := _nearest(h for h in here if domain and h.domain == domain):
            return found
        alone = {h.person_id for h in here if not h.stands_in}
        return next((h for h in here if not h.stands_in), None) if len(alone) == 1 else None

    def holder_of_post(self, post_id: int) -> Holder | None:
        """Who holds the post."""
        return self.by_post.get(post_id)

    def holder_by_person(self, person_id: int) -> Holder | None:
        """The person in their widest post; None when they hold none."""
        return self.by_person.get(person_id)


def _nearest(found: Iterable[Holder]) -> Holder | None:
    return min(found, key=lambda h: (h.stands_in, len(h.unit_path), h.person_id), default=None)


def load_all(at: datetime) -> Book:
    """The whole city."""
    today = local(at).date()
    book = Book(units={row[0]: _unit(row, today) for row in Unit.objects.values_list(*UNIT_COLUMNS)})
    homes = _homes(book.units.values())
    _relations(book, today, Q(), Q(), Q())
    for holder in _grants(today, Q()):
        _take(book, homes.get(holder.unit_path, holder.unit_path), holder)
    return book


def load_one(path: str, at: datetime) -> tuple[Book, UnitFacts]:
    """What the chains of one unit need, and the whole unit that `path` belongs to."""
    today = local(at).date()
    above = list(Unit.objects.filter(unit_path__in=lineage(path)).values_list(*UNIT_COLUMNS))
    book = Book(units={row[0]: _unit(row, today) for row in above})
    whole = max((u for u in book.units.values() if u.kind not in org_rules.INNER), key=lambda u: len(u.path), default=None)
    if whole is None:
        raise Unit.DoesNotExist(path)
    near = Q(unit_path__in=lineage(path))
    _relations(book, today, Q(unit_id=whole.id), near, near)
    above_it = {row[2] for row in book.supervisions.get(whole.id, ())} | ({whole.parent_id} if whole.parent_id else set())
    more = Unit.objects.filter(pk__in=above_it - book.units.keys()).values_list(*UNIT_COLUMNS)
    book.units |= {row[0]: _unit(row, today) for row in more}
    homes = {whole.path: whole.path} | {p: p for p in (book.units[i].path for i in above_it)}
    homes |= {town: town for rows in book.links.values() for _d, town in rows}
    homes |= _inside(homes)
    for holder in _grants(today, Q(unit_path__in=homes)):
        _take(book, homes[holder.unit_path], holder)
    rows = [n for by_domain in book.named.values() for named in by_domain.values() for n in named]
    people, posts = {n.person_id for n in rows if n.person_id}, {n.post_id for n in rows if n.post_id}
    if people or posts:
        book.by_person, book.by_post = {}, {}
        for holder in _grants(today, Q(person_id__in=people) | Q(post_id__in=posts)):
            _index(book, holder)
    return book, whole


def _unit(row: tuple[Any, ...], today: date) -> UnitFacts:
    pk, path, kind, parent_id, name, short, traits, stage, closed_on = row
    domains = org_rules.domains_of(traits or {}, stage)
    return UnitFacts(pk, path, kind, parent_id, short or name, domains, closed_on is None or closed_on > today)


def _inside(homes: Iterable[str]) -> dict[str, str]:
    """Path of a department or campus in one of `homes` -> that home; departments of campuses included."""
    rows = Unit.objects.filter(kind__in=org_rules.INNER).filter(
        Q(parent__unit_path__in=homes) | Q(parent__kind__in=org_rules.INNER, parent__parent__unit_path__in=homes)
    )
    paths = rows.values_list("unit_path", "parent__unit_path", "parent__parent__unit_path")
    return {path: parent if parent in homes else above for path, parent, above in paths}


def _homes(units: Iterable[UnitFacts]) -> dict[str, str]:
    """Path of a department or campus -> path of the whole unit it belongs to."""
    kinds = {u.path: u.kind for u in units}
    inner = [path for path, kind in kinds.items() if kind in org_rules.INNER]
    return {path: next((p for p in lineage(path) if kinds.get(p, "") not in org_rules.INNER), path) for path in inner}


def _relations(book: Book, today: date, supervised: Q, linked: Q, named: Q) -> None:
    now = org.running(today)
    for unit_id, domain, starts, supervisor in Supervision.objects.filter(now & supervised).values_list(
        "unit_id", "domain", "starts", "supervisor_id"
    ):
        book.supervisions.setdefault(unit_id, []).append((domain, starts, supervisor))
    towns = Link.objects.filter(now & linked, outside__outside_kind="town").order_by("id")
    for path, domain, town in towns.values_list("unit_path", "domain", "outside__unit_path"):
        book.links.setdefault(path, []).append((domain, town))
    columns = ("layer", "domain", "unit_path", "person_id", "post_id", "outside_name", "outside_phone")
    for row in Answerable.objects.filter(named, ends__isnull=True).values_list(*columns):
        book.named.setdefault(row[2], {}).setdefault(row[1], []).append(Named(*row))


def _grants(today: date, which: Q) -> Iterator[Holder]:
    rows = Grant.objects.filter(running(today) & which).order_by("unit_path", "id").values_list(*GRANT_COLUMNS)
    for person, name, title, role, unit_id, unit_name, short, path, phone, unit_phone, domain, post, stands_in, _pk in rows:
        yield Holder(person, name, title, role, unit_id, short or unit_name, path, phone or unit_phone, domain, post, stands_in is not None)


def _take(book: Book, home: str, holder: Holder) -> None:
    book.holders.setdefault(home, []).append(holder)
    _index(book, holder)


def _index(book: Book, holder: Holder) -> None:
    """The widest post of a person, and the holder of a post: who stands in comes after who is stood in for."""
    book.by_person.setdefault(holder.person_id, holder)
    known = book.by_post.get(holder.post_id)
    if known is None or (known.stands_in and not holder.stands_in):
        book.by_post[holder.post_id] = holder
