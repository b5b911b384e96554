"""Who may issue, and who does what with a dossier. Read from the actor's own grants; scope stays the database's."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import CITY, DISTRICT
from anlan.work.notices.models import Notice

ISSUERS = ("safety", "leader", "head")


def may_issue(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may import, review and send notices in the name of `unit` (a bureau)."""
    return unit.kind in (CITY, DISTRICT) and _issues_at(actor, unit.unit_path)


def may_edit(actor: Actor, notice: Notice) -> bool:
    """Whether the actor belongs to those who review and send this notice."""
    return _issues_at(actor, notice.unit_path)


def _issues_at(actor: Actor, path: str) -> bool:
    return actor.is_system or any(g.path == path and g.role in ISSUERS and g.reach == "unit" for g in actor.grants)


def issuing_units(actor: Actor) -> list[int]:
    """Ids of bureaus in whose name the actor may issue, the one in use first."""
    post = actor.post
    found = [g for g in actor.grants if g.unit_kind in (CITY, DISTRICT) and g.role in ISSUERS and g.reach == "unit"]
    return list(dict.fromkeys(g.unit_id for g in sorted(found, key=lambda g: g is not post)))
