"""The list of rounds with how far each is, and what waits in the menu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from anlan.kernel.actor import Actor
from anlan.work.cases.queries import turns_of
from anlan.work.returns.models import Round, Sheet
from anlan.work.returns.rules import HANDED, OPEN


def progress_of(rounds: Iterable[Round]) -> dict[int, dict[str, int]]:
    """Round id -> how many units were asked, handed in, are at it, and how many cells are doubtful, as far as in scope."""
    rows = Sheet.objects.filter(round_id__in=[r.pk for r in rounds]).order_by().values("round_id")
    counted: Iterable[Mapping[str, Any]] = rows.annotate(
        asked=Count("case_id"), handed=Count("case_id", filter=Q(state__in=HANDED)),
        begun=Count("case_id", filter=Q(state="asked", began_at__isnull=False)), doubts=Sum("doubts"),
    )  # fmt: skip
    names = ("asked", "handed", "begun", "doubts")
    return {row["round_id"]: {name: int(row[name] or 0) for name in names} for row in counted}


def waiting_count(actor: Actor, at: datetime) -> int:
    """How many tables the actor has to fill in now; counted to 99."""
    pairs = turns_of(actor)
    mine = Q(case__turn_person_id=actor.person_id)
    for unit_id, role in pairs:
        mine |= Q(case__turn_unit_id=unit_id, case__turn_role=role, case__turn_person_id=None)
    homes = {g.home or g.path for g in actor.grants}
    return min(Sheet.objects.filter(mine, state__in=OPEN, unit_path__in=homes).count(), 99)
