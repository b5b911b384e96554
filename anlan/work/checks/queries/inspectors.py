"""Who of an office may be sent to check on the spot, and who has which check."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.queries import Holder
from anlan.registers.people.rules import ROLES
from anlan.work.cases.models import Case
from anlan.work.checks.models import Check
from anlan.work.checks.rules import CHECKERS


def inspectors(office: Unit, at: datetime) -> list[Holder]:
    """Those of the office who check, each once."""
    return list({h.person_id: h for h in reversed(people.holders_at(office.unit_path, CHECKERS, at))}.values())[::-1]


def posts_at(unit_path: str, at: datetime) -> set[int]:
    """Persons who hold a post at the unit: none of them checks it for an office."""
    return {h.person_id for h in people.holders_at(unit_path, list(ROLES), at)}


def able(check: Check, at: datetime) -> list[Holder]:
    """To whom a check may be handed."""
    away = posts_at(check.unit_path, at)
    return [h for h in inspectors(check.office, at) if h.person_id not in away]


def owners(checks: Iterable[Check]) -> dict[int, int]:
    """case -> inspector, of checks that offices make and that were handed to somebody, as far as in scope."""
    ids = [c.pk for c in checks if not c.own]
    rows = Case.objects.filter(pk__in=ids, owner_id__isnull=False) if ids else Case.objects.none()
    return {pk: owner for pk, owner in rows.values_list("pk", "owner_id") if owner}


def named(checks: Iterable[Check]) -> dict[int, list[str]]:
    """case -> names of the inspector and the companion, of those that were handed to somebody."""
    checks = list(checks)
    whose = owners(checks)
    ids = {c.pk: [pk for pk in (whose[c.pk], c.companion_id) if pk] for c in checks if c.pk in whose}
    names = people.names({pk for several in ids.values() for pk in several})
    return {case: [names.get(pk, "") for pk in several] for case, several in ids.items()}
