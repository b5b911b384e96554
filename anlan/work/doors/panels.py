"""What short doors show on one's page of keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.work.doors import queries


def calendar_panel(row: Actor, actor: Actor, at: datetime) -> dict[str, Any]:
    """Whether there is a calendar, when it was last fetched, and the buttons."""
    return {"title": _("时限放进日历"), "feed": queries.running_feed(actor.person_id)}
