"""What a decision about a release does to its facts."""

from __future__ import annotations

from datetime import datetime

from anlan.work.asks.models import Release


def decided(case_id: int, state: str, *, at: datetime) -> None:
    """Called by the kind with the case locked: only a yes counts."""
    if state == "granted":
        Release.objects.filter(case_id=case_id).update(granted_at=at)
