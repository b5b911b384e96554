"""Whether an ask may go out, and the releases that were asked for it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.work.asks.models import Release
from anlan.work.asks.queries.collisions import Week, collisions
from anlan.work.asks.rules import SOURCES, Draft
from anlan.work.cases.models import Case


def get_draft(source: str, ref_id: int, actor: Actor, at: datetime) -> Draft:
    """The ask that is to go out, for who may send it; Release.DoesNotExist when no app knows it."""
    if source not in SOURCES:
        raise Release.DoesNotExist(source)
    return SOURCES[source].draft(ref_id, actor, at)


def release_of(case_id: int) -> Release:
    """What a case of the kind `release` is about."""
    return Release.objects.select_related("unit").get(case_id=case_id)


def standing_release(draft: Draft, weeks: list[Week]) -> Release | None:
    """The newest release or exemption that covers the ask as it is now: the weeks that are too full and no more units than then."""
    over = {one.week.isoformat() for one in weeks if one.over}
    for row in Release.objects.filter(source=draft.source, ref_id=draft.ref_id, granted_at__isnull=False).order_by("-id"):
        if over <= {w["week"] for w in row.weeks} and draft.units <= row.units:
            return row
    return None


def asked_release(draft: Draft) -> Case | None:
    """The case in which a release was asked last, while it is open or was refused."""
    row = Release.objects.filter(source=draft.source, ref_id=draft.ref_id, case_id__isnull=False).order_by("-id").first()
    found = Case.objects.filter(pk=row.case_id).first() if row and row.case_id else None
    return found if found is not None and found.state in ("asked", "refused") else None


def demand_room(draft: Draft, *, at: datetime) -> None:
    """Refused while units have as much as they may have in a week and nobody who may has released it."""
    weeks = collisions(draft, at=at)
    over = max((one.over for one in weeks), default=0)
    if not over or standing_release(draft, weeks):
        return
    limit = weeks[0].limit
    words = _("有 %(n)d 个单位那一周已有 %(limit)d 件以上，换个日子，或者请分管领导放行") % {"n": over, "limit": limit}
    raise Refused("E-ask-crowded", words, fields={"due": words})
