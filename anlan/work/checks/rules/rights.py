"""Who answers, who hands in, who looks after a round. Pure; scope stays the database's."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.registers.org.rules import CITY, DISTRICT
from anlan.registers.people.rules import AT_UNIT

from .machines import CHECKERS, SIGNERS

LEADERS = ("leader", "head")
WALKERS = ("leader", "head", "safety", "inspector")


def answers_for(actor: Actor, office_path: str, *, own: bool, owner_id: int | None = None) -> bool:
    """Whether the actor may answer a check that the office at `office_path` makes: its own people, or who was handed it.

    own  the unit checks itself: everybody of the unit may walk and answer; else those of the office who check
    """
    roles = AT_UNIT if own else CHECKERS
    return actor.is_system or owner_id == actor.person_id or any(office_path in (g.path, g.home) and g.role in roles for g in actor.grants)


def hands_in(actor: Actor, office_path: str, *, own: bool, owner_id: int | None = None) -> bool:
    """Whether the actor may sign and hand in: for the unit itself its officer or its head, for an office those who check."""
    roles = SIGNERS if own else CHECKERS
    return actor.is_system or owner_id == actor.person_id or any(office_path in (g.path, g.home) and g.role in roles for g in actor.grants)


def is_office(actor: Actor) -> bool:
    """Whether the actor sits in a bureau and follows what comes in from below."""
    return actor.is_system or any(g.unit_kind in (CITY, DISTRICT) and g.reach == "unit" for g in actor.grants)


def looks(actor: Actor) -> bool:
    """Whether checks concern the actor at all: not the contact of an outside body, nor who keeps accounts alone."""
    return bool(actor.roles & {*AT_UNIT, *CHECKERS})


def leads(actor: Actor) -> bool:
    """Whether the actor makes leaders' walks: who answers for a bureau or looks after its schools."""
    return any(g.unit_kind in (CITY, DISTRICT) and g.role in WALKERS for g in actor.grants)
