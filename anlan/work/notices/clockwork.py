"""Jobs of the clockwork that belong to no single action."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from anlan.kernel.clock import wall
from anlan.kernel.models import Progress
from anlan.work.notices.models import REVIEW, SENDING, Notice

SILENT = timedelta(minutes=5)  # of the machine's own time: long work tells its progress every second


def free_stalled(at: datetime) -> int:
    """A sending whose worker died is open to review again: nothing of it was committed. One that still waits in the queue is left.

    -> how many were freed
    """
    with transaction.atomic():
        sending = list(Notice.objects.select_for_update(skip_locked=True).filter(state=SENDING).defer("text", "undo"))
        if not sending:
            return 0
        told = Progress.objects.filter(pk__in=[n.progress_id for n in sending], updated__gt=wall() - SILENT)
        fresh = set(told.filter(state__in=["waiting", "running"]).values_list("pk", flat=True))
        queued = set(ProcrastinateJob.objects.filter(task_name="notices.send", status="todo").values_list("args__notice_id", flat=True))
        stalled = [n.pk for n in sending if n.progress_id not in fresh and n.pk not in queued]
        return Notice.objects.filter(pk__in=stalled).update(state=REVIEW, progress_id=None)
