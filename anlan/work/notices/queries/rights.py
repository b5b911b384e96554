"""Who may issue, and who does what with a dossier. Read from the actor's own grants; scope stays the database's."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import CITY, DISTRICT, issues_at, issuing_units
from anlan.work.notices.models import Notice

__all__ = ["issuing_units", "may_edit", "may_issue", "may_reissue", "reissuing_unit"]


def may_issue(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may import, review and send notices in the name of `unit` (a bureau)."""
    return unit.kind in (CITY, DISTRICT) and issues_at(actor, unit.unit_path)


def may_edit(actor: Actor, notice: Notice) -> bool:
    """Whether the actor belongs to those who review and send this notice."""
    return issues_at(actor, notice.unit_path)


def may_reissue(actor: Actor, unit: Unit, notice: Notice) -> bool:
    """Whether the actor may hand a notice from above on in the name of `unit`, a bureau below its issuer."""
    return may_issue(actor, unit) and unit.unit_path != notice.unit_path and unit.unit_path.startswith(notice.unit_path)


def reissuing_unit(actor: Actor, notice: Notice) -> int | None:
    """Id of the bureau in whose name the actor may hand the notice on; None where there is none."""
    below = [g for g in actor.grants if g.unit_id in issuing_units(actor) and g.path.startswith(notice.unit_path)]
    return next((g.unit_id for g in below if g.path != notice.unit_path), None)
