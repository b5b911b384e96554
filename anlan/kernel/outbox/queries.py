"""What a person was told."""

from __future__ import annotations

from anlan.kernel.outbox.models import Delivery
from anlan.kernel.outbox.together import Told, put_together

LOOKED = 1000  # deliveries that are put together for one page


def told(person_id: int, limit: int = 50) -> list[Told]:
    """What the person reads on the page, newest first, reminders of one group and day as one."""
    rows = Delivery.objects.filter(person_id=person_id, channel="page").select_related("message").order_by("-at", "-id")[:LOOKED]
    return put_together(rows)[:limit]


def unread_count(person_id: int) -> int:
    """How many messages the person has not seen yet (counted to 100)."""
    return Delivery.objects.filter(person_id=person_id, channel="page", read_at__isnull=True)[:100].count()
