"""Who answers, who hands in, who looks after a round. Pure; scope stays the database's."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.registers.org.rules import CITY, DISTRICT
from anlan.registers.people.rules import AT_UNIT

from .machines import CHECKERS, SIGNERS

LEADERS = ("leader", "head")
WALKERS = ("leader", "head", "safety", "inspector")


def sits_at(actor: Actor, unit_path: str) -> bool:
    """Whether the actor holds a post at the unit or inside it: nobody checks their own house for an office."""
    return bool(unit_path) and any(g.path.startswith(unit_path) for g in actor.grants)


def answers_for(
    actor: Actor, office_path: str, *, own: bool, owner_id: int | None = None, companion_id: int | None = None, unit_path: str = ""
) -> bool:  # fmt: skip
    """Whether the actor may answer a check of the unit at `unit_path` that the office at `office_path` makes.

    own  the unit checks itself: everybody of the unit may walk and answer, and who was handed it; else those of the office who check,
         and once it was handed to an inspector of it, that one and the companion alone; never who holds a post at the unit
    """
    return _does(actor, AT_UNIT if own else CHECKERS, office_path, own, {owner_id, companion_id}, unit_path)


def hands_in(
    actor: Actor, office_path: str, *, own: bool, owner_id: int | None = None, companion_id: int | None = None, unit_path: str = ""
) -> bool:  # fmt: skip
    """Whether the actor may sign and hand in: for the unit itself its officer or its head, for an office those who answer."""
    return _does(actor, SIGNERS if own else CHECKERS, office_path, own, {owner_id, companion_id}, unit_path)


def _does(actor: Actor, roles: tuple[str, ...], office_path: str, own: bool, named: set[int | None], unit_path: str) -> bool:
    if actor.is_system:
        return True
    mine = bool((named - {None}) & set(actor.persons))
    here = any(office_path in (g.path, g.home) and g.role in roles for g in actor.grants)
    if own:
        return mine or here
    return here and (mine or named == {None}) and not sits_at(actor, unit_path)


def is_office(actor: Actor) -> bool:
    """Whether the actor sits in a bureau and follows what comes in from below."""
    return actor.is_system or any(g.unit_kind in (CITY, DISTRICT) and g.reach == "unit" for g in actor.grants)


def looks(actor: Actor) -> bool:
    """Whether checks concern the actor at all: not the contact of an outside body, nor who keeps accounts alone."""
    return bool(actor.roles & {*AT_UNIT, *CHECKERS})


def leads(actor: Actor) -> bool:
    """Whether the actor makes leaders' walks: who answers for a bureau or looks after its schools."""
    return any(g.unit_kind in (CITY, DISTRICT) and g.role in WALKERS for g in actor.grants)
