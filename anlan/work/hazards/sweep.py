"""The clockwork's part: closed hazards come up again when they are to be looked at."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from anlan.kernel.actor import SYSTEM
from anlan.kernel.errors import Refused
from anlan.work.cases import actions as cases
from anlan.work.hazards import queries
from anlan.work.hazards.models import Hazard

log = logging.getLogger("anlan.hazards")


def look_back(at: datetime) -> int:
    """Bring up what is due to be looked at again. -> how many; one that fails is set aside and named in the log."""
    done = 0
    for case_id in queries.due_for_look_back(at):
        try:
            with transaction.atomic():
                cases.advance(case_id, "look_back_due", by=SYSTEM, at=at)
            done += 1
        except Refused:  # opened again since, or taken back
            Hazard.objects.filter(pk=case_id).update(look_back_at=None)
        except Exception:
            log.exception("look-back of case %s failed", case_id)
    return done
