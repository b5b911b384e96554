"""The door to hooks on the page of a unit, for who keeps its accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.registers.org.models import Unit
from anlan.registers.people.rules import may_staff
from anlan.work.hooks import queries


def unit_panel(unit: Unit, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """How many hooks the unit has, and how many of them do not get through."""
    if unit.unit_path.startswith("9.") or not may_staff(actor, unit.unit_path):
        return None
    rows = list(queries.hooks_of(unit))
    return {
        "title": _("推送"), "side": True, "number": len(rows), "bad": sum(not row.live or row.failing_since is not None for row in rows),
        "url": reverse("hooks", args=[unit.pk]),
    }  # fmt: skip
