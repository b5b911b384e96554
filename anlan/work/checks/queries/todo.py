"""What the actor has to look at: of the own unit, of the office, and how many wait."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from anlan.kernel.actor import Actor
from anlan.registers.people.rules import AT_UNIT
from anlan.work.checks.models import Check
from anlan.work.checks.queries.inspectors import owners
from anlan.work.checks.rules import OPEN
from anlan.work.checks.rules.machines import CHECKERS


def _mine(actor: Actor) -> QuerySet[Check]:
    """Checks that the actor's unit makes of itself, or that the actor's office makes of others."""
    homes = {g.home or g.path for g in actor.grants if g.role in AT_UNIT}
    offices = {g.home or g.path for g in actor.grants if g.role in CHECKERS}
    return Check.objects.filter(Q(office__unit_path__in=homes, office=F("unit")) | Q(office__unit_path__in=offices))


def open_checks(actor: Actor, limit: int = 100) -> list[Check]:
    """Checks to be made, the nearest limit first."""
    rows = _mine(actor).filter(state__in=OPEN).select_related("round", "unit", "office")
    return list(rows.order_by("round__due_at", "unit_path")[:limit])


def given_to(actor: Actor, checks: Iterable[Check]) -> set[int]:
    """Cases of those that offices make and that were handed to the actor, or on which the actor goes along."""
    checks = list(checks)
    whose = owners(checks)
    me = set(actor.persons)
    return {c.pk for c in checks if not c.own and {whose.get(c.pk), c.companion_id} & me}


def done_checks(actor: Actor, limit: int = 30) -> list[Check]:
    """Checks that were made or ended, newest first."""
    rows = _mine(actor).exclude(state__in=OPEN).select_related("round", "unit", "office")
    return list(rows.order_by("-round_id", "unit_path")[:limit])
