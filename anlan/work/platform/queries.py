"""Reads of the exchange, within the scope of who asks."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from anlan.kernel import settings_store
from anlan.kernel.actor import Actor
from anlan.kernel.scope import below_any
from anlan.work.platform.models import Sending

LINK = "platform.link"


def rows_of(actor: Actor, show: str) -> QuerySet[Sending]:
    """Messages of the actor's scope: refused, waiting, conflict (another number than ours), or all."""
    rows = Sending.objects.filter(below_any(actor.paths) if actor.paths else Q(pk__in=[])).select_related("case", "case__unit")
    if show == "conflict":
        return rows.exclude(their_number="")
    return rows if show == "all" else rows.filter(status=show)


def counts(actor: Actor) -> dict[str, int]:
    """How many messages wait, were refused, were taken; and how many numbers differ."""
    mine = Sending.objects.filter(below_any(actor.paths) if actor.paths else Q(pk__in=[]))
    found = dict(mine.filter(status__in=["waiting", "refused"]).order_by().values_list("status").annotate(n=Count("id")))
    return {"waiting": 0, "refused": 0, **found, "conflict": mine.exclude(their_number="").count()}


def link_trouble() -> dict[str, str]:
    """Why the last request did not get there ('' when it did), and when."""
    found = settings_store.read(LINK, {})
    return {"trouble": str(found.get("trouble", "")), "at": str(found.get("at", ""))}


def last_of(case_id: int) -> Sending | None:
    """The newest message about a hazard."""
    return Sending.objects.filter(case_id=case_id).order_by("-sequence").first()
