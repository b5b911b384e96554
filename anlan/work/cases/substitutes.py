"""Who works in somebody's place: let into the case they are told of, and named wherever it shows whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.registers.people import queries as people
from anlan.registers.presence import queries as presence
from anlan.registers.presence import rules
from anlan.work.cases.models import Case, Party

PART = "substitute"


def let_in(pairs: set[tuple[int, int]], at: datetime) -> set[tuple[int, int]]:
    """(case, person) who is told in another's place: each sees the case from now on. What is sealed stays with its readers."""
    cases = {case.pk: case for case in Case.objects.filter(pk__in={case for case, _person in pairs}, sealed=False)}
    allowed = {pair for pair in pairs if pair[0] in cases}
    rows = [Party(case=cases[case], unit_path=cases[case].unit_path, person_id=person, part=PART, at=at) for case, person in allowed]
    Party.objects.bulk_create(rows, ignore_conflicts=True)
    return allowed


def place_words(case: Case, actor: Actor) -> str:
    """代何静, where the case waits for the actor only in somebody's place; else ''."""
    if case.turn_person_id:
        names = [name for person, name in actor.stands_for if person == case.turn_person_id]
    else:
        held = [g for g in actor.grants if g.role == case.turn_role and case.turn_unit_id is not None and _serves(case, g.unit_id, g.home)]
        names = [] if any(not g.for_name for g in held) else [g.for_name for g in held]
    return _("代%(name)s") % {"name": names[0]} if names else ""


def _serves(case: Case, unit_id: int, home: str) -> bool:
    return unit_id == case.turn_unit_id or (bool(home) and case.unit_path.startswith(home))


def away_line(persons: Sequence[int], at: datetime) -> dict[str, Any]:
    """For whose turn it is: what keeps all of them away, until when, and who stands in; {} while one of them is there."""
    away = presence.away_at(persons, at)
    if not persons or any(person not in away for person in persons):
        return {}
    first = persons[0]
    chosen = rules.stands_in({who: now.substitute for who, now in presence.everybody_away(at).items()}, first)
    found = people.holders_of(chosen, at) if chosen and chosen != first else []
    holder = found[0] if found else None
    return {
        "away": _(rules.KINDS[away[first].kind]), "until": away[first].until, "stand_in": holder.name if holder else "",
        "stand_phone": holder.phone if holder else "",
    }  # fmt: skip
