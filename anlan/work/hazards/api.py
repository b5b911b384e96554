"""Hazards through the API: the report. What follows are steps of the case (work/cases/api)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from anlan.kernel.web.api import inside
from anlan.kernel.web.sent import as_sent, demand_valid
from anlan.work.hazards import reporting

router = Router(tags=["hazards"])
NONE: list[UploadedFile] = []


class ReportIn(Schema):
    """What is wrong and where. `place`: id or QR code of a place, or `u7` for the unit 7 with `where` in words.

    A nonce makes a report that is sent again the same report.
    """

    category: str
    description: str
    place: str = ""
    where: str = ""
    criteria: list[str] = Field(default_factory=list)
    danger: bool = False
    fixed_now: bool = False
    nonce: UUID | None = None


class ReportedOut(Schema):
    """The case that a report became; its steps are at /cases/{id}."""

    id: int
    number: str
    level: str
    state: str


class CriterionOut(Schema):
    """A yes-fact that makes a hazard major, with where it comes from and whether that was verified."""

    code: str
    text: str
    categories: list[str]
    source: str
    standing: str


@router.get("/hazards/criteria", response=list[CriterionOut], summary="Yes-facts that may be ticked when reporting at my unit")
@inside
def criteria(request: HttpRequest) -> list[dict[str, Any]]:
    context = reporting.context_for(request.actor, request.at, "")  # type: ignore[attr-defined]
    return [
        {"code": c.code, "text": c.text, "categories": categories.split(), "source": c.source, "standing": c.standing}
        for c, categories in context["facts"]
    ]  # fmt: skip


@router.post("/hazards", response=ReportedOut, summary="Report a hazard with photos, sent as a form")
@inside
def report(
    request: HttpRequest, data: Form[ReportIn], photos: File[list[UploadedFile]], after_photos: File[list[UploadedFile]] = NONE
) -> dict[str, Any]:
    context = reporting.context_for(request.actor, request.at, data.place)  # type: ignore[attr-defined]
    files = MultiValueDict({"photos": photos, "after_photos": after_photos})
    form = reporting.form_for(context, as_sent(data.model_dump(exclude={"nonce"})), files)
    demand_valid(form, "E-report")
    hazard = reporting.report(form.cleaned_data, home=context["home"], nonce=data.nonce, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return {key: getattr(hazard.case, key) for key in ReportedOut.model_fields}
