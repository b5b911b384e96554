"""The clockwork's part: letters become tips, what was passed up goes up, numbers and addresses are erased when their day has come."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from anlan.kernel import clock
from anlan.kernel.actor import SYSTEM
from anlan.work.tips import actions, rules
from anlan.work.tips.models import Letter, Tip

log = logging.getLogger("anlan.tips")
BATCH = 200
EVERY = timedelta(hours=1)
MOST_TRIES = 5


def let_in(at: datetime) -> int:
    """Let in what came at the doors, the first first; one that fails is tried again, then set aside and named in the log. -> how many."""
    waiting = list(Letter.objects.filter(case__isnull=True, tries__lt=MOST_TRIES).order_by("id")[:BATCH])
    return sum(_one(lambda row=row: actions.let_in(row, by=SYSTEM, at=at), row) for row in waiting)  # type: ignore[misc]


def _one(work: Callable[[], Any], row: Letter) -> int:
    try:
        with transaction.atomic():
            work()
    except Exception as error:
        log.exception("letter %s not let in", row.pk)
        Letter.objects.filter(pk=row.pk).update(tries=row.tries + 1, trouble=repr(error)[:500])
        return 0
    return 1


def move_up(at: datetime) -> int:
    """Carry up what a unit passed up. -> how many."""
    done = 0
    for tip in Tip.objects.filter(going_up=True).order_by("pk")[:BATCH]:
        try:
            with transaction.atomic():
                actions.move_up(tip, by=SYSTEM, at=at)
            done += 1
        except Exception:
            log.exception("tip %s not carried up", tip.pk)
    return done


def forget(at: datetime) -> int:
    """Erase numbers of tips that ended long enough ago, and addresses of two days ago. -> how many numbers."""
    old = clock.wall() - rules.ADDRESS_KEPT
    Letter.objects.filter(received_at__lt=old).exclude(address="").update(address="")
    with transaction.atomic():
        due = list(Tip.objects.select_for_update(of=("self",)).select_related("case").filter(reach_until__lte=at)[:BATCH])
        return actions.erase_reach(due, by=SYSTEM, at=at) if due else 0
