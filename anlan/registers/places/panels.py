"""What places show on the page of a unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.scope import below
from anlan.registers.org.models import Unit
from anlan.registers.places import queries
from anlan.registers.places.models import Control


def unit_panel(unit: Unit, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """How many places the unit has, and how many may not be used now; nothing outside one's scope."""
    if not any(unit.unit_path.startswith(home) for home in actor.homes):
        return None
    running = Control.objects.filter(below(unit.unit_path), since__lte=at, lifted_at__isnull=True)
    return {
        "title": _("地点"),
        "side": True,
        "number": queries.places_of(unit.unit_path).count(),
        "stopped": running.values("place_id").distinct().count(),
        "url": f"{reverse('places')}?{urlencode({'unit': unit.pk})}",
    }
