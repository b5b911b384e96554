"""On the page of a place: what is to be proved there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.registers.org.queries import whole_unit
from anlan.registers.places.models import Place
from anlan.work.notices.models import Task
from anlan.work.notices.rules.machine import OPEN

MOST = 8


def at_place(place: Place, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """Open lines of the place's unit that want a proof on the spot and that the actor may work on; None when there are none."""
    path = whole_unit(place.unit_path).unit_path
    rows = Task.objects.filter(proof="onsite", unit_path=path, case__state__in=OPEN).select_related("case", "obligation")
    mine = [t for t in rows.order_by("case__due_at")[:50] if t.case.owner_id == actor.person_id or actor.covers(path)]
    return {"title": _("要在这里交证明的"), "lines": mine[:MOST], "place": place} if mine else None
