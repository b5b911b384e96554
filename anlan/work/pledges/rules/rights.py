"""Who sends letters, and for which layers. Pure; scope stays the database's."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.registers.org.rules import CITY, DISTRICT, SCHOOL, issues_at
from anlan.registers.people.rules import LAYERS, NAMERS


def may_issue(actor: Actor) -> list[int]:
    """Ids of units in whose name the actor sends letters, the one in use first: bureaus, and schools to their own people."""
    post = actor.post
    found = [g for g in actor.grants if g.unit_kind in (CITY, DISTRICT, SCHOOL) and issues_at(actor, g.path)]
    return list(dict.fromkeys(g.unit_id for g in sorted(found, key=lambda g: g is not post)))


def layers_for(kind: str) -> tuple[str, ...]:
    """Layers that a unit of this kind sends letters for: a school only to its own posts."""
    return ("post",) if kind == SCHOOL else tuple(LAYERS)


def sees(actor: Actor) -> bool:
    """Whether the list is for the actor: who says who answers, over a whole unit."""
    return any(g.role in NAMERS and g.reach == "unit" for g in actor.grants)
