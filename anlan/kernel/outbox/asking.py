"""Asking services that tell it what became of messages: read, or never arrived."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.kernel.outbox.channels import CHANNELS, Channel, Unreachable
from anlan.kernel.outbox.models import Delivery

MOST = 100
AGAIN, LONGEST = timedelta(hours=1), timedelta(days=1)


def ask(at: datetime) -> int:
    """Ask about messages whose time has come: ten minutes after they went, then hourly for a day. -> how many were read now."""
    return sum(_ask(channel, at) for channel in list(CHANNELS.values()) if channel.became)


def _ask(channel: Channel, at: datetime) -> int:
    due = list(Delivery.objects.filter(channel=channel.key, state="sent", next_try__lte=at).order_by("next_try")[:MOST])
    if not due or channel.became is None:
        return 0
    try:
        told = channel.became({d.pk: (d.person_id, d.receipt) for d in due})
    except Unreachable:
        told = {}
    read = 0
    for delivery in due:
        outcome = told.get(delivery.pk, "unread")
        sent = delivery.sent_at or delivery.at
        delivery.next_try = at + AGAIN if outcome == "unread" and at - sent < LONGEST else None
        if outcome == "read":
            delivery.read_at, read = at, read + 1
        elif outcome != "unread":
            delivery.state, delivery.trouble = "given_up", outcome[:300]
        delivery.save(update_fields=["state", "trouble", "read_at", "next_try"])
    return read
