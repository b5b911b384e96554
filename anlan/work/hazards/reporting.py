"""A report as it is sent, by the page and by the API alike: one form, one action."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.registers.org.models import Unit
from anlan.work.hazards import actions, screens
from anlan.work.hazards.forms import ReportForm
from anlan.work.hazards.models import Hazard


def context_for(actor: Actor, at: datetime, wanted: str) -> dict[str, Any]:
    """What a report at the place that is `wanted` (screens.place_or_unit; "" for none yet) may say. Refused for who has no post."""
    chosen, unit = screens.place_or_unit(wanted) if wanted else (None, None)
    if context := screens.report_page(actor, at, chosen):
        return context | {"chosen_unit": unit}
    raise Refused("E-report-unit", _("你现在没有岗位，不能上报。找账号管理员。"))


def form_for(context: dict[str, Any], data: Any = None, files: Any = None) -> ReportForm:
    """The form with the yes-facts that hold at the unit of `context` (screens.report_page)."""
    return ReportForm(data, files, criteria_choices=[(c.code, c.text) for c, _categories in context["facts"]])


def report(data: dict[str, Any], *, home: Unit, nonce: UUID | None, by: Actor, at: datetime) -> Hazard:
    """Report what a valid form holds; a place that is not there, or not in scope, is refused by its field."""
    place, unit = screens.place_or_unit(data["place"])
    if data["place"] and place is None and unit is None:
        raise Refused("E-report-place", _("选一处，或写上在哪儿"), fields={"where": _("选一处，或写上在哪儿")})
    return actions.report(
        place.unit if place else unit or home, place=place, where="" if place else data["where"], category=data["category"],
        description=data["description"], criteria=data["criteria"], danger=data["danger"], photos=data["photos"],
        fixed_now=data["fixed_now"], after_photos=data["after_photos"], nonce=nonce, by=by, at=at,
    )  # fmt: skip
