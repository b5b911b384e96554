"""Reads of tips, within the scope of who asks."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from anlan.kernel.actor import Actor
from anlan.kernel.scope import below_any
from anlan.work.cases.models import Case
from anlan.work.tips import rules
from anlan.work.tips.models import Tip

WHEN = ("open", "closed")


def of_case(case_id: int | None) -> Tip | None:
    """The facts of a tip, None outside scope."""
    return Tip.objects.select_related("case", "about", "hazard", "moved_to").filter(pk=case_id).first()


def of_hazard(case_id: int) -> list[Tip]:
    """Tips that became part of a hazard, the first first, as far as one sees them."""
    return list(Tip.objects.filter(hazard_id=case_id).select_related("case").order_by("at"))


def rows_of(actor: Actor, when: str) -> QuerySet[Case]:
    """Tips of the actor's scope: those to look at, or those that ended."""
    rows = Case.objects.filter(below_any(actor.paths) if actor.paths else Q(pk__in=[]), kind="tip")
    return rows.filter(closed_at__isnull=when == "open")


def facts(case_ids: Iterable[int]) -> dict[int, Tip]:
    """Facts by case id, for lists."""
    return Tip.objects.in_bulk(list(case_ids))


def is_open(case: Case) -> bool:
    """Whether somebody still has to decide."""
    return case.state in rules.OPEN
