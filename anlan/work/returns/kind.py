"""The case kind `return`: one unit's table of one round. Hooks the table into the generic steps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from anlan.kernel.actor import Actor
from anlan.kernel.machine import Step
from anlan.kernel.registry import Kind
from anlan.kernel.wording import N_
from anlan.work.cases.models import Case
from anlan.work.returns.models import Doubt, Sheet
from anlan.work.returns.rules import MACHINE, load


def before(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Handing in is refused while something is missing or a doubt stands without an answer."""
    from anlan.work.returns.actions import handing

    if step.verb in ("submit", "enter", "answer") and not by.is_system:
        handing.check_whole(row.pk, by)
    return {}


def after(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Keep the return's own state beside the case's."""
    from anlan.work.returns.actions import handing

    handing.stepped(row.pk, step.verb, step.target, given, by=by, at=at)


def facts(case: Case) -> list[tuple[str, Any]]:
    """What the page of the case tells about the table."""
    sheet = Sheet.objects.select_related("round", "round__unit").get(pk=case.pk)
    return [
        (N_("报表"), sheet.round.title),
        (N_("谁要的"), str(sheet.round.unit)),
        (N_("要填几列"), sum(f.asked and f.key not in sheet.known for f in load(sheet.round.fields))),
        (N_("已知、不用填的"), len(sheet.known)),
        (N_("更正过"), sheet.corrections),
    ]


def conditions(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """What is still missing before it can be handed in."""
    from anlan.work.returns.screens.sheet import conditions as of_sheet

    return of_sheet(case)


def panels(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The door to the table itself, with the questions that stand."""
    asked = Doubt.objects.filter(case_id=case.pk, state__in=("open", "asked")).count()
    return [{"template": "returns/_door.html", "case": case, "url": door(case), "asked": asked, "open": case.closed_at is None}]


def door(case: Case) -> str:
    """Where a return is filled in."""
    return reverse("return_sheet", args=[case.pk])


KIND = Kind(
    key="return", label=N_("报表"), icon="list", prefix="BB", machine=MACHINE, facts=facts, panels=panels, conditions=conditions,
    before=before, after=after, door=door, close_tells=(),
)  # fmt: skip
