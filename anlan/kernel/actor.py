"""Who acts: a person with the grants that hold at the moment. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

UNIT, OWN = "unit", "own"  # a grant's reach: all unsealed cases there, or only those that name the person
ADMIN = "admin"  # keeps accounts and registers of a unit, whatever the reach over its cases


@dataclass(frozen=True)
class Held:
    """One grant as held now: a role at a unit, with its reach and the title of the post.

    home      path of the school or bureau that `path` belongs to, where `path` is a department's or campus's; else ''
    for_name  whose it is, where it is held in the place of somebody who is away now
    """

    role: str
    unit_id: int
    path: str
    reach: str = UNIT
    title: str = ""
    unit_name: str = ""
    grant_id: int = 0
    unit_kind: str = ""
    home: str = ""
    for_name: str = ""

    @property
    def depth(self) -> int:
        return self.path.count(".")


@dataclass(frozen=True)
class Actor:
    """A person (or the software itself, person_id 0) and what is granted to them now. `post` is the one in use.

    stands_for  (person id, name) of those who are away now and in whose place this person works
    via  by which door they came where it was not by signing in: "link", "token 12"; every entry of the ledger says it
    """

    person_id: int
    name: str
    grants: tuple[Held, ...] = ()
    post_index: int = 0
    stands_for: tuple[tuple[int, str], ...] = ()
    via: str = ""

    @property
    def persons(self) -> tuple[int, ...]:
        """Oneself, then those in whose place one works."""
        return (self.person_id, *(person for person, _name in self.stands_for))

    @property
    def post(self) -> Held | None:
        return self.grants[self.post_index] if self.grants else None

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths that the actor's grants reach as a whole, without those that lie under another."""
        return shortest(g.path for g in self.grants if g.reach == UNIT)

    @property
    def homes(self) -> tuple[str, ...]:
        """Paths of all grants, whatever their reach."""
        return shortest(g.path for g in self.grants)

    @property
    def keeps(self) -> tuple[str, ...]:
        """Paths whose registers (units, accounts, posts) the actor may write as far as the database is concerned: those
        reached as a whole, and those of an account administrator, who need not see a single case."""
        return shortest(g.path for g in self.grants if g.reach == UNIT or g.role == ADMIN)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(g.role for g in self.grants)

    @property
    def is_system(self) -> bool:
        return self.person_id == 0

    def roles_at(self, path: str) -> frozenset[str]:
        """Roles held exactly at `path`."""
        return frozenset(g.role for g in self.grants if g.path == path)

    def covers(self, path: str) -> bool:
        """Whether a grant that reaches a whole unit lies at or above `path`."""
        return any(path.startswith(p) for p in self.paths)

    def holds(self, path: str, roles: Iterable[str]) -> bool:
        """Whether one of `roles` is held at `path` or above it; the software itself holds all."""
        wanted = set(roles)
        return self.is_system or any(g.role in wanted and path.startswith(g.path) for g in self.grants)

    def using(self, grant_id: int) -> Actor:
        """The same actor in another of their posts; unchanged when the grant is not theirs."""
        for index, grant in enumerate(self.grants):
            if grant.grant_id == grant_id:
                return replace(self, post_index=index)
        return self


SYSTEM = Actor(person_id=0, name="安澜")


def shortest(paths: Iterable[str]) -> tuple[str, ...]:
    """`paths` in order, without duplicates and without those that lie under another."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def lineage(path: str) -> list[str]:
    """`path` and every path above it, nearest first: '1.03.017.' -> ['1.03.017.', '1.03.', '1.']."""
    labels = path.rstrip(".").split(".")
    return [".".join(labels[:n]) + "." for n in range(len(labels), 0, -1)]
