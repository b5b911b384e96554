"""What somebody will do and when; and a case as it is looked at between two steps."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from anlan.work.cases.models import Case


@dataclass(frozen=True, slots=True)
class Deed:
    """At `moment` the person does `verb`. With a case: only if it is still at `version` then (0: whatever its version)."""

    moment: datetime
    person_id: int
    verb: str
    case_id: int = 0
    version: int = 0
    poor: bool = False
    more: dict[str, Any] = field(default_factory=dict)


class Row(NamedTuple):
    """The columns of a case that decide who does what next."""

    id: int
    number: str
    kind: str
    state: str
    version: int
    climbed: int
    unit_id: int
    unit_path: str
    domain: str
    level: str
    title: str
    due_at: datetime
    limit_at: datetime | None
    since: datetime
    opened_by_id: int
    owner_id: int | None
    turn_unit_id: int | None
    turn_role: str
    turn_person_id: int | None
    stepped_up: bool
    bundle_id: int | None
    place_id: int | None
    lister_id: int | None
    returned: int


def rows(case_ids: Iterable[int]) -> list[Row]:
    """The open ones among these cases, in the order of their ids."""
    found = Case.objects.filter(pk__in=list(case_ids), closed_at__isnull=True).order_by("pk")
    return [Row(*values) for values in found.values_list(*Row._fields)]


def open_versions() -> dict[int, tuple[int, int]]:
    """Open case -> (version, rungs climbed)."""
    found = Case.objects.filter(closed_at__isnull=True).values_list("pk", "version", "climbed")
    return {pk: (version, climbed) for pk, version, climbed in found}


class Diary:
    """Deeds in the order of their moments; of two at one moment the one written first."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Deed]] = []
        self._number = count()

    def __len__(self) -> int:
        return len(self._heap)

    def write(self, deed: Deed) -> None:
        heapq.heappush(self._heap, (deed.moment, next(self._number), deed))

    def due(self, at: datetime) -> list[Deed]:
        """Take out everything whose moment has come."""
        found = []
        while self._heap and self._heap[0][0] <= at:
            found.append(heapq.heappop(self._heap)[2])
        return found
