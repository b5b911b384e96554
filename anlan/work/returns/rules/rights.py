"""Who fills in a return, and who looks after a round. Pure; scope stays the database's."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.registers.org.rules import CITY, DISTRICT
from anlan.registers.people.rules import AT_UNIT

from .machine import ABOVE

OWN, FROM_ABOVE = "own", "above"


def fills(actor: Actor, unit_path: str, owner_id: int | None = None) -> str:
    """How the actor may fill in the return of a unit: its 'own' people, an office 'above', or '' not at all."""
    if actor.is_system:
        return FROM_ABOVE
    if owner_id == actor.person_id or any(unit_path in (g.path, g.home) and g.role in AT_UNIT for g in actor.grants):
        return OWN
    return FROM_ABOVE if any(g.path != unit_path and unit_path.startswith(g.path) and g.reach == "unit" and g.role in ABOVE
                             for g in actor.grants) else ""  # fmt: skip


def is_office(actor: Actor) -> bool:
    """Whether the actor sits in a bureau and follows what comes in from below."""
    return actor.is_system or any(g.unit_kind in (CITY, DISTRICT) and g.reach == "unit" for g in actor.grants)
