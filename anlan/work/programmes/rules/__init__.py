"""Pure rules of programmes: how counts add up, and what a figure means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

NOT_FOUND = ("task", "return", "instruction")  # kinds that are asked for or handed out, not found


@dataclass
class Figures:
    """What a programme comes to, in one place or in all. Only records are counted; nothing is estimated.

    asked   lines of its notices that count: not those handled outside, not applicable or withdrawn
    proved  of these, done as the rule of each demands · late, unknown as in the matrix
    found   cases of it: hazards and the like · major of them · closed · open_late: open and past their limit
    """

    asked: int = 0
    proved: int = 0
    late: int = 0
    unknown: int = 0
    found: int = 0
    major: int = 0
    closed: int = 0
    open_late: int = 0

    def add(self, other: Figures) -> None:
        """Add another place's figures."""
        for name in (f.name for f in fields(self)):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def open(self) -> int:
        return self.found - self.closed

    @property
    def empty(self) -> bool:
        return not (self.asked or self.found)


@dataclass
class Book:
    """Figures by district, in the order of their paths, and all together."""

    by_path: dict[str, Figures] = field(default_factory=dict)

    def at(self, path: str, districts: Iterable[str]) -> Figures:
        """The figures of the district in which `path` lies, else of the path itself."""
        group = next((d for d in districts if path.startswith(d)), path)
        return self.by_path.setdefault(group, Figures())

    @property
    def whole(self) -> Figures:
        total = Figures()
        for one in self.by_path.values():
            total.add(one)
        return total

    def ordered(self) -> Mapping[str, Figures]:
        """By path."""
        return dict(sorted(self.by_path.items()))
