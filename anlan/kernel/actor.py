"""Who acts: a person with the grants that hold at the moment. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

UNIT, OWN = "unit", "own"  # a grant's reach: all unsealed cases there, or only those that name the person


@dataclass(frozen=True)
class Held:
    """One grant as held now: a role at a unit, with its reach and the title of the post."""

    role: str
    unit_id: int
    path: str
    reach: str = UNIT
    title: str = ""
    unit_name: str = ""
    grant_id: int = 0
    unit_kind: str = ""

    @property
    def depth(self) -> int:
        return self.path.count(".")


@dataclass(frozen=True)
class Actor:
    """A person (or the software itself, person_id 0) and what is granted to them now. `post` is the one in use."""

    person_id: int
    name: str
    grants: tuple[Held, ...] = ()
    post_index: int = 0

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
