"""Links that ran out long ago go; what was done by them stands in the ledger. A job of the clockwork."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.work.doors.models import Link

KEPT = timedelta(days=30)  # so long a link says that, and when, it was used


def tidy(at: datetime) -> int:
    """Take away what ran out before KEPT. -> how many."""
    return Link.objects.filter(ends_at__lt=at - KEPT).delete()[0]
