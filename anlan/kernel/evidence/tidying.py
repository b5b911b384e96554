"""Erase bytes that no row holds: uploads whose transaction was undone, and what was withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.kernel import clock
from anlan.kernel.evidence import store
from anlan.kernel.evidence.models import Evidence

UNTOUCHED_FOR = timedelta(days=2)  # on the wall's clock: a transaction just now may still be about to write its row
BATCH = 500


def tidy(at: datetime) -> int:
    """Forget files older than two days without a row that counts; gives how many. Runs as the worker, who sees every row."""
    before = (clock.wall() - UNTOUCHED_FOR).timestamp()
    old = [sha256 for sha256, touched in store.every_original() if touched < before]
    gone = 0
    for start in range(0, len(old), BATCH):
        part = old[start : start + BATCH]
        held = set(Evidence.objects.filter(sha256__in=part, withdrawn_at=None).values_list("sha256", flat=True))
        for sha256 in part:
            if sha256 not in held:
                store.forget(sha256)
                gone += 1
    store.drop_parts(before)
    return gone
