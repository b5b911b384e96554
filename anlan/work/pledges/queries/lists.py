"""Lists of letters and batches, and one of each. All within the current scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from anlan.kernel.actor import Actor
from anlan.kernel.scope import below, below_any
from anlan.work.pledges.models import DRAFT, Batch, Cover, Letter
from anlan.work.pledges.rules import IN_FORCE, WAITING


def get_batch(pk: int) -> Batch:
    """The one way to hold a batch: Batch.DoesNotExist when it is not there or not in scope."""
    return Batch.objects.select_related("unit", "previous").get(pk=pk)


def get_letter(case_id: int) -> Letter:
    """One letter with its batch and case; Letter.DoesNotExist when it is not there or not in scope."""
    return Letter.objects.select_related("batch", "batch__unit", "unit", "case").get(pk=case_id)


def covers(actor: Actor, *, path: str = "", layer: str = "", state: str = "") -> QuerySet[Cover]:
    """Rows of the list, narrowed; the policy stays the judge."""
    rows = Cover.objects.filter(below(path) if path else below_any(actor.paths)).select_related("unit")
    if layer:
        rows = rows.filter(layer=layer)
    return rows.filter(state=state) if state else rows


def batches(actor: Actor, limit: int = 100) -> list[Batch]:
    """Batches of the actor's own units and of those below, drafts only of the own ones, the latest first."""
    own = [g.unit_id for g in actor.grants]
    rows = Batch.objects.filter(below_any(actor.paths)).filter(~Q(state=DRAFT) | Q(unit_id__in=own)).select_related("unit")
    return list(rows.order_by("-id")[:limit])


def progress(batch_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """batch -> how many letters were sent (`all`), are confirmed (`signed`), wait for somebody (`waiting`), have remarks (`remarked`)."""
    rows = Letter.objects.filter(batch_id__in=list(batch_ids)).order_by().values("batch_id")
    counted: Iterable[Mapping[str, Any]] = rows.annotate(
        all=Count("case_id", filter=~Q(state__in=("withdrawn", "replaced"))), signed=Count("case_id", filter=Q(state__in=IN_FORCE)),
        waiting=Count("case_id", filter=Q(state__in=WAITING)), remarked=Count("case_id", filter=Q(state="remarked")),
    )  # fmt: skip
    return {row["batch_id"]: {key: int(row[key]) for key in ("all", "signed", "waiting", "remarked")} for row in counted}


def letters_of(batch: Batch, limit: int = 2000) -> list[Letter]:
    """Letters of a batch, those that wait first."""
    rows = Letter.objects.filter(batch=batch).exclude(state="replaced").select_related("unit", "case").defer("unit__outline", "text")
    order = {"remarked": 0, "asked": 1, "paper": 1, "confirmed": 2, "withdrawn": 3}
    return sorted(rows[:limit], key=lambda row: (order.get(row.state, 4), row.unit_path, row.layer, row.name))
