"""What a person was told."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.kernel.outbox.models import Delivery
from anlan.kernel.outbox.together import Told, put_together

LOOKED = 1000  # deliveries that are put together for one page

FRESH = timedelta(hours=24)  # an older one is history: what it was about stands in inbox and board


def told(person_id: int, limit: int = 50) -> list[Told]:
    """What the person reads on the page, newest first, reminders of one group and day as one."""
    rows = Delivery.objects.filter(person_id=person_id, channel="page").select_related("message").order_by("-at", "-id")[:LOOKED]
    return put_together(rows)[:limit]


def unread_count(person_id: int) -> int:
    """How many messages the person has not seen yet (counted to 100)."""
    return Delivery.objects.filter(person_id=person_id, channel="page", read_at__isnull=True)[:100].count()


def urgent(person_id: int, *, at: datetime, limit: int = 3) -> list[Delivery]:
    """Danger to life that the person was told of within a day and has not opened yet, newest first."""
    mine = Delivery.objects.filter(person_id=person_id, at__gt=at - FRESH, channel="page", read_at__isnull=True, message__urgent=True)
    return list(mine.select_related("message").order_by("-at")[:limit])
