"""Questions through the API: the parameters are those of the page's address."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.web.api import inside
from anlan.oversight.questions import queries
from anlan.oversight.questions.apps import may_ask
from anlan.oversight.questions.models import Question
from anlan.oversight.questions.rules import Spec

router = Router(tags=["questions"])


class RowOut(Schema):
    """Labels, and numbers across; null is "few" (fewer than three of a sealed kind)."""

    labels: list[str]
    numbers: list[float | None]
    whole: float | None


class AnswerOut(Schema):
    """A count over what is on record within the caller's scope, as of `at`, over so many units."""

    spec: dict[str, list[str]]
    at: datetime
    units: int
    heads: list[str]
    across: list[str]
    rows: list[RowOut]
    total: float | None
    cut: int


@router.get("/questions", response=AnswerOut, summary="Ask what is on record: ?subject=case:hazard&by=state&by=district …")
@inside
def ask(request: HttpRequest) -> dict[str, Any]:
    if not may_ask(request.actor):  # type: ignore[attr-defined]
        raise Question.DoesNotExist
    spec = Spec.load(dict(request.GET.lists()), queries.known_subjects())
    found = queries.answer(spec, request.actor, at=request.at)  # type: ignore[attr-defined]
    table = found.table
    rows = [{"labels": labels, "numbers": cells, "whole": whole} for labels, cells, whole in table.rows]
    heads = {"heads": table.heads, "across": table.across, "rows": rows, "total": table.total, "cut": table.cut}
    return {"spec": spec.dump(), "at": found.at, "units": found.units, **heads}
