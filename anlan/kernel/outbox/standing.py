"""How the ways to people fare: what waits, what failed and why. Numbers and reasons, no persons; for operators and /healthz."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from anlan.kernel import settings_store
from anlan.kernel.outbox.channels import CHANNELS
from anlan.kernel.outbox.models import Delivery
from anlan.kernel.outbox.rules import without_persons

KEPT = "outbox.standing"
DAY, PATIENCE = timedelta(days=1), timedelta(minutes=15)
REASONS = 5


def look(at: datetime) -> int:
    """Count anew and keep it where pages and /healthz look. -> how many messages wait."""
    counted = count(at)
    settings_store.write(KEPT, {"at": at.isoformat(), "channels": counted})
    return sum(row["waiting"] + row["trying"] for row in counted.values())


def count(at: datetime) -> dict[str, dict[str, Any]]:
    """channel -> waiting, trying, oldest (since when the oldest waits), late (danger to life that waits too long), and of the last
    day sent, read, given_up, reasons [[words, how many]]."""
    found: dict[str, dict[str, Any]] = {
        key: {"waiting": 0, "trying": 0, "oldest": "", "late": 0, "sent": 0, "read": 0, "given_up": 0, "reasons": []} for key in CHANNELS
    }
    waiting = Delivery.objects.filter(state="waiting").exclude(channel="page")
    late = Q(message__urgent=True, at__lt=at - PATIENCE)
    for row in waiting.values("channel").annotate(
        all=Count("id"), trying=Count("id", filter=Q(tries__gt=0)), oldest=Min("at"), late=Count("id", filter=late)
    ):
        if row["channel"] in found:
            found[row["channel"]] |= {
                "waiting": row["all"] - row["trying"], "trying": row["trying"], "oldest": row["oldest"].isoformat(), "late": row["late"],
            }  # fmt: skip
    since = Delivery.objects.filter(at__gt=at - DAY).exclude(channel="page")
    for day in since.values("channel").annotate(
        sent=Count("id", filter=Q(state="sent")),
        read=Count("id", filter=Q(state="sent", read_at__isnull=False)),
        given_up=Count("id", filter=Q(state="given_up")),
    ):
        if day["channel"] in found:
            found[day["channel"]] |= {"sent": day["sent"], "read": day["read"], "given_up": day["given_up"]}
    for channel, reasons in _reasons(at).items():
        if channel in found:
            found[channel]["reasons"] = [list(pair) for pair in reasons.most_common(REASONS)]
    return found


def _reasons(at: datetime) -> dict[str, Counter[str]]:
    rows = Delivery.objects.filter(Q(at__gt=at - DAY) | Q(state="waiting")).exclude(channel="page").exclude(trouble="")
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for channel, trouble, many in rows.values_list("channel", "trouble").annotate(Count("id")):
        found[channel][without_persons(trouble)] += many
    return found


def kept() -> dict[str, Any]:
    """What was counted last: {at, channels}; {} before the first look."""
    found = settings_store.read(KEPT, {})
    return found if isinstance(found, dict) else {}


def trouble() -> str:
    """What /healthz says: ways by which danger to life waits for more than a quarter of an hour. "" when well."""
    rows = kept().get("channels", {})
    return "; ".join(f"{key}: {row['late']} urgent wait" for key, row in sorted(rows.items()) if row.get("late"))


def again(channel: str, at: datetime) -> int:
    """What was given up within a day by this way is tried once more from the beginning. -> how many. The worker's."""
    rows = Delivery.objects.filter(channel=channel, state="given_up", at__gt=at - DAY)
    return rows.update(state="waiting", tries=0, next_try=at)
