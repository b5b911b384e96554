"""`anlan verify` over a ledger with one entry for each case: every chain and every payload digest computed anew."""

from __future__ import annotations

import time
from collections.abc import Iterator

from anlan.kernel.ledger import queries
from bench import Figure, city

MOST_SECONDS = 30.0


def run(scale: float) -> Iterator[Figure]:
    """One run; the whole ledger must be found whole."""
    with city.working("owner", scale):
        chains, entries = queries.totals()
        begun = time.monotonic()
        broken = queries.broken()
        took = time.monotonic() - begun
        if broken:
            raise AssertionError(f"the ledger does not hold: {broken[:3]}")
        yield Figure("verify", f"{entries} entries", round(took, 2), "s", MOST_SECONDS, f"{chains} chains, all whole")
