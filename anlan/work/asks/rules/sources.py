"""What asks something of many units at once: each app that does says here how its asks are counted. Pure.

Notices and returns are such apps; a later one joins by `add_source` in its manifest, and is then counted, stopped and priced like them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anlan.kernel.actor import Actor


@dataclass(frozen=True)
class Waiting:
    """One ask that a unit still has to do, with a day on which something of it falls due. `ref_id` names the ask within its source."""

    unit_id: int
    day: date
    ref_id: int


@dataclass(frozen=True)
class Draft:
    """An ask that is not out yet: whose it is, and when it would fall due at which unit (one pair a due day of a unit)."""

    source: str
    ref_id: int
    unit_id: int
    unit_path: str
    title: str
    url: str
    dues: tuple[tuple[int, datetime], ...]

    @property
    def units(self) -> int:
        """How many units it asks."""
        return len({unit for unit, _due in self.dues})


@dataclass(frozen=True)
class Sent:
    """An ask that is out, as far as the scope goes: whose, when, of how many units, and the minutes estimated for all of them."""

    source: str
    ref_id: int
    unit_id: int
    title: str
    at: datetime
    units: int
    minutes: int
    url: str = ""

    @property
    def each(self) -> int:
        """Minutes of one unit."""
        return round(self.minutes / self.units) if self.units else 0


@dataclass(frozen=True)
class Needless:
    """Something that need not have been asked.

    why    'known' the register says the same · 'nothing' nearly all answered 无 or 0 · 'again' the same units had proved it before
    of, units  how many of how many units answered so
    facts  names for the sentence: what was asked, what is known, when
    """

    source: str
    ref_id: int
    unit_id: int
    unit_path: str
    why: str
    key: str
    of: int
    units: int
    minutes: int
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """An app whose asks reach many units. All reads happen within the scope of who looks; times are aware.

    waiting(path, since, until)  asks still to be done at units under `path`, falling due in [since, until)
    titles(ref ids)              ref id -> (title, name of the office that asks)
    draft(ref_id, actor, at)     one that is not out yet, for who may send it; raises DoesNotExist for others
    sent(paths, since, until)    what went out in [since, until) to schools under `paths`
    needless(at)                 what need not have been asked, over the last year; run by the clockwork
    """

    key: str
    label: Any
    waiting: Callable[[str, datetime, datetime], Iterable[Waiting]]
    titles: Callable[[Iterable[int]], Mapping[int, tuple[str, str]]]
    draft: Callable[[int, Actor, datetime], Draft]
    sent: Callable[[Iterable[str], datetime, datetime], Iterable[Sent]]
    needless: Callable[[datetime], Iterable[Needless]]


SOURCES: dict[str, Source] = {}


def add_source(source: Source) -> None:
    """Register an app that asks; twice the same key is a mistake of the build."""
    if source.key in SOURCES and SOURCES[source.key] is not source:
        raise ValueError(f"source of asks {source.key} registered twice")
    SOURCES[source.key] = source
