"""The engine's job: once a day it looks for what need not have been asked, source by source, and puts it in place of the last."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anlan.oversight.burden.models import Finding
from anlan.work.asks.rules import SOURCES


def look(at: datetime) -> int:
    """Ask every source; -> how many findings there are now."""
    rows = [
        Finding(
            unit_id=n.unit_id, unit_path=n.unit_path, source=n.source, ref_id=n.ref_id, key=n.key, why=n.why, of=n.of, units=n.units,
            minutes=n.minutes, facts=dict(n.facts), found_at=at,
        )
        for source in SOURCES.values()
        for n in source.needless(at)
    ]  # fmt: skip
    with transaction.atomic():
        Finding.objects.all().delete()
        Finding.objects.bulk_create(rows, batch_size=500)
    return len(rows)
