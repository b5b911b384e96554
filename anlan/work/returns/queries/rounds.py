"""Reads of rounds and of one unit's rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anlan.kernel.actor import Actor
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import Addressees
from anlan.work.returns.models import Round, Row, Sheet
from anlan.work.returns.rules import OPEN


def get_round(pk: int) -> Round:
    """The one way to hold a round: Round.DoesNotExist when it is not there or not in scope."""
    return Round.objects.select_related("unit").get(pk=pk)


def get_sheet(case_id: int) -> Sheet:
    """One unit's return; Sheet.DoesNotExist when it is not there or not in scope."""
    return Sheet.objects.select_related("round", "round__unit", "unit", "case").get(pk=case_id)


def units_of(round_: Round, at: datetime) -> list[Unit]:
    """Units that the round is addressed to, in path order."""
    return org.addressed(Addressees.load(round_.addressees), org.reachable(round_.unit_path, at))


def row_values(case_id: int | None) -> Mapping[str, Any]:
    """Values of the first row of a return; {} when there is none."""
    return next(iter(rows_of(case_id)), {})


def rows_of(case_id: int | None) -> list[dict[str, Any]]:
    """Values of all rows of a return, in order."""
    if case_id is None:
        return []
    return list(Row.objects.filter(case_id=case_id, removed_at=None).order_by("order", "id").values_list("values", flat=True))


def last_values(round_: Round) -> dict[int, tuple[int, dict[str, Any]]]:
    """Unit id -> (its return of the round before, the values of its first row), of those that handed in."""
    if round_.previous_id is None:
        return {}
    sheets = dict(Sheet.objects.filter(round_id=round_.previous_id, first_at__isnull=False).values_list("case_id", "unit_id"))
    rows = Row.objects.filter(round_id=round_.previous_id, removed_at=None).order_by("case_id", "-order", "-id")
    first = {case_id: values for case_id, values in rows.values_list("case_id", "values") if case_id in sheets}
    return {unit_id: (case_id, first.get(case_id, {})) for case_id, unit_id in sheets.items()}


def drafts(actor: Actor) -> list[Round]:
    """Drafts of the actor's offices, newest first."""
    return list(
        Round.objects.filter(state="draft", unit_id__in=[g.unit_id for g in actor.grants]).select_related("unit").order_by("-id")[:50]
    )


def rounds_out(limit: int = 60) -> list[Round]:
    """Rounds that were sent, in scope, newest first."""
    return list(Round.objects.exclude(state="draft").select_related("unit").order_by("-sent_at", "-id")[:limit])


def sheets_at(actor: Actor, limit: int = 60) -> list[Sheet]:
    """Returns asked of the actor's own units, those to be done first, then newest first."""
    homes = {g.home or g.path for g in actor.grants}
    rows = Sheet.objects.filter(unit_path__in=homes).select_related("round", "round__unit", "unit", "case")
    found = list(rows.order_by("-round_id")[:limit])
    todo = sorted((s for s in found if s.state in OPEN), key=lambda s: s.case.due_at)
    return [*todo, *(s for s in found if s.state not in OPEN)]
