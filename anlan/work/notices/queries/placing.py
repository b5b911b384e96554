"""On whom lines are laid: as any fresh case, and first of all on who took the domain last time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anlan.kernel.scope import below
from anlan.registers.org.models import Unit
from anlan.work.cases.placing import Placing
from anlan.work.notices.models import UsualOwner
from anlan.work.notices.rules import MACHINE


def placing(units: Sequence[Unit], root: str, at: datetime) -> Placing:
    """Everything that placing needs of the units of one notice."""
    rows = UsualOwner.objects.filter(below(root)).values_list("unit_id", "domain", "role", "person_id")
    step = MACHINE.turn(MACHINE.start)
    assert step is not None
    return Placing(units, root, at, step=step, usual={(unit_id, domain, role): person for unit_id, domain, role, person in rows})
