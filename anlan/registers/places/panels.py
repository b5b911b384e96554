"""What places show on the page of a unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.registers.org.models import Unit
from anlan.registers.places import queries


def unit_panel(unit: Unit, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """How many places the unit has, and how many may not be used now; nothing outside one's scope."""
    if not any(unit.unit_path.startswith(home) for home in actor.homes):
        return None
    running = queries.running_under(unit.unit_path, at).values_list("place_id", flat=True)
    return {
        "title": _("地点"),
        "side": True,
        "number": queries.places_of(unit.unit_path).count(),
        "stopped": queries.places_of(unit.unit_path).filter(pk__in=queries.inside(running)).count(),
        "url": f"{reverse('places')}?{urlencode({'unit': unit.pk})}",
    }
