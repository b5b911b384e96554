"""Jobs of the clockwork that belong to no single action."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from anlan.kernel.clock import wall
from anlan.kernel.models import Progress
from anlan.work.notices.models import REVIEW, SENDING, Notice

SILENT = timedelta(minutes=5)  # of the machine's own time: long work tells its progress every second


def free_stalled(at: datetime) -> int:
    """A sending whose worker died is open to review again: nothing of it was committed. -> how many."""
    with transaction.atomic():
        waiting = list(Notice.objects.select_for_update(skip_locked=True).filter(state=SENDING))
        fresh = set(
            Progress.objects.filter(pk__in=[n.progress_id for n in waiting], updated__gt=wall() - SILENT, state__in=["waiting", "running"])
            .values_list("pk", flat=True)
        )  # fmt: skip
        stalled = [n.pk for n in waiting if n.progress_id not in fresh]
        return Notice.objects.filter(pk__in=stalled).update(state=REVIEW, progress_id=None)
