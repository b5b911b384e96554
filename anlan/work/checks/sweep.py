"""The clockwork's part: re-check and sample are drawn when their time has come; what is not closed at its limit is named;
who may not check any more gives back what was handed to them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from anlan.kernel.actor import SYSTEM
from anlan.kernel.kept import kept
from anlan.work.checks import actions
from anlan.work.checks.models import OPEN, Check, Round
from anlan.work.checks.queries.inspectors import able
from anlan.work.checks.rules import OFFICE_STAGES, PARTS, RECHECK, SAMPLE
from anlan.work.checks.rules import OPEN as TO_DO

log = logging.getLogger("anlan.checks")
AT_ONCE = 500


def draw(at: datetime) -> int:
    """Draw every stage whose time has come. -> how many stages; one that fails is named in the log and tried again."""
    done = 0
    for stage, due in ((RECHECK, "due_at"), (SAMPLE, "recheck_due_at")):
        ready = Q(**{f"{due}__lte": at, f"{stage}_drawn_at": None, f"{stage}_share__gt": 0})
        for pk in list(Round.objects.filter(ready, state=OPEN, sort="round").order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]):
            done += _one(partial(actions.draw_stage, pk, stage, by=SYSTEM, at=at), f"draw {stage} of round {pk}")
    return done


def name_unsealed(at: datetime) -> int:
    """Tell by name what is not closed at the limit. -> how many schools."""
    late = Check.objects.filter(stage__in=PARTS, state__in=TO_DO, named_at=None, case__due_at__lte=at, round__state=OPEN)
    done = 0
    for pk in list(late.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        done += _one(partial(actions.name_unsealed, pk, by=SYSTEM, at=at), f"unsealed rooms of check {pk}")
    return done


def give_back(at: datetime) -> int:
    """Checks that are handed to somebody who may not make them any more are the office's again. -> how many."""
    given = Check.objects.filter(stage__in=OFFICE_STAGES, state__in=TO_DO, round__state=OPEN)
    given = given.filter(Q(case__owner_id__isnull=False) | Q(companion_id__isnull=False))
    lost = []
    with kept():  # one look at each office
        for check in given.select_related("office", "case").order_by("pk")[:AT_ONCE]:
            if {check.case.owner_id, check.companion_id} - {None} - {h.person_id for h in able(check, at)}:
                lost.append(check.pk)
    return sum(_one(partial(actions.give_back_lost, pk, by=SYSTEM, at=at), f"give check {pk} back") for pk in lost)


def _one(work: Callable[[], Any], what: str) -> int:
    try:
        with transaction.atomic():
            work()
        return 1
    except Exception:
        log.exception("%s failed", what)
        return 0
