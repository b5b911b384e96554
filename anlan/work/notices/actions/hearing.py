"""Everybody whom a change of a notice concerns hears of it once: the unit, and on whom its open lines lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from anlan.kernel.outbox.actions import Telling, tell
from anlan.work.notices.models import Dossier
from anlan.work.notices.queries.effects import ROLE, persons_of


def tell_once(
    dossiers: Iterable[Dossier], owners: Mapping[int, Iterable[int]], kind: str, facts: Callable[[Dossier], dict[str, Any]], *, at: datetime
) -> int:
    """One message a unit, one more for each owner whom that does not reach. -> how many persons."""
    rows = list(dossiers)
    told, more = persons_of(rows, owners, at)
    tellings = []
    for d in rows:
        said = facts(d)
        tellings.append(Telling(d.unit_id, d.unit_path, kind, role=ROLE, facts=said))
        tellings += [Telling(d.unit_id, d.unit_path, kind, person_id=person, facts=said) for person in more.get(d.unit_id, ())]
    tell(tellings, at=at)
    return len(told) + sum(len(found) for found in more.values())
