"""What a decision about a release does to its facts."""

from __future__ import annotations

from datetime import datetime

from anlan.kernel.action import action, quiet
from anlan.kernel.actor import Actor
from anlan.work.asks.models import Release
from anlan.work.cases.many import close_many


def decided(case_id: int, state: str, *, at: datetime) -> None:
    """Called by the kind with the case locked: only a yes counts."""
    if state == "granted":
        Release.objects.filter(case_id=case_id).update(granted_at=at)


@quiet
@action
def no_longer(source: str, ref_id: int, *, by: Actor, at: datetime) -> list[int]:
    """The ask went out into another week, or was thrown away: nobody decides about it any more. -> the cases closed."""
    rows = Release.objects.filter(source=source, ref_id=ref_id, granted_at__isnull=True, case_id__isnull=False)
    asked = [case_id for case_id in rows.values_list("case_id", flat=True) if case_id]
    return close_many("release", "lapse_release", asked, by=by, at=at) if asked else []
