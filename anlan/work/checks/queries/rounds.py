"""Reads of lists, rounds and of one unit's check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from anlan.kernel.actor import Actor
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import Addressees
from anlan.work.checks.models import Answer, Check, Checklist, Draw, Round
from anlan.work.checks.rules import CHECKED, SELF


def get_list(pk: int) -> Checklist:
    """The one way to hold a list: Checklist.DoesNotExist when it is not there or not in scope."""
    return Checklist.objects.select_related("unit").get(pk=pk)


def lists_for(actor: Actor) -> list[Checklist]:
    """Lists of the actor's offices and those above, own ones first, examples last."""
    rows = Checklist.objects.select_related("unit").order_by("example", "-unit_path", "-id")
    return list(rows[:200])


def get_round(pk: int) -> Round:
    """Round.DoesNotExist when it is not there or not in scope."""
    return Round.objects.select_related("unit").get(pk=pk)


def get_check(case_id: int) -> Check:
    """One unit's check; Check.DoesNotExist when it is not there or not in scope."""
    return Check.objects.select_related("round", "round__unit", "unit", "office").get(pk=case_id)


def addressed(addressees: Mapping[str, Any], unit: Unit, at: datetime) -> list[Unit]:
    """Schools below an office that are meant, in path order."""
    to = Addressees.load(addressees)
    return [u for u in org.addressed(to, org.reachable(unit.unit_path, at)) if u.kind == "school"]


def rounds_out(limit: int = 60) -> list[Round]:
    """Rounds in scope, newest first."""
    return list(Round.objects.select_related("unit").order_by("-sent_at", "-id")[:limit])


def progress_of(rounds: Iterable[Round]) -> dict[int, dict[str, int]]:
    """Round id -> how many units were asked, handed in, are at it, as far as in scope; of the first stage of each."""
    rows = Check.objects.filter(round_id__in=[r.pk for r in rounds], stage__in=(SELF, "closing", "reopening")).order_by().values("round_id")
    counted: Iterable[Mapping[str, Any]] = rows.annotate(
        asked=Count("case_id"), handed=Count("case_id", filter=Q(state__in=CHECKED)), failed=Sum("failed"),
        begun=Count("case_id", filter=Q(state="to_do", began_at__isnull=False)),
    )  # fmt: skip
    names = ("asked", "handed", "begun", "failed")
    return {row["round_id"]: {name: int(row[name] or 0) for name in names} for row in counted}


def answers_of(case_id: int) -> list[Answer]:
    """The answers of one check with their rooms."""
    return list(Answer.objects.filter(case_id=case_id).select_related("place").order_by("id"))


def draws_of(round_: Round) -> list[Draw]:
    """Draws of a round, as far as in scope, by stage and office."""
    return list(Draw.objects.filter(round=round_).select_related("unit").order_by("stage", "unit_path"))
