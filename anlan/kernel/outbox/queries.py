"""What a person was told."""

from __future__ import annotations

from anlan.kernel.outbox.models import Delivery


def told(person_id: int, limit: int = 50) -> list[Delivery]:
    """The person's messages on the page, newest first."""
    return list(Delivery.objects.filter(person_id=person_id, channel="page").select_related("message").order_by("-at", "-id")[:limit])


def unread_count(person_id: int) -> int:
    """How many messages the person has not seen yet (counted to 100)."""
    return Delivery.objects.filter(person_id=person_id, channel="page", read_at__isnull=True)[:100].count()
