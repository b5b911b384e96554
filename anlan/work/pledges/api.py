"""Responsibility letters through the API: how far they cover the chain. Confirming is a step of the case."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.errors import NotYours
from anlan.kernel.web.api import inside
from anlan.kernel.web.keyset import keyset
from anlan.kernel.words import OUT_OF_SCOPE
from anlan.registers.people.rules import LAYERS
from anlan.work.pledges.queries import lists
from anlan.work.pledges.rules import COVER, sees

router = Router(tags=["pledges"])


class CoverOut(Schema):
    """One layer of one unit; `state` one of gap none remarked asked ending signed whole; `case_id` of the letter to look at."""

    unit_id: int
    unit: str
    layer: str
    state: str
    gaps: int
    people: int
    signed: int
    who: str
    until: date | None
    case_id: int | None


class CoversOut(Schema):
    rows: list[CoverOut]
    next: str


@router.get("/pledges", response=CoversOut, summary="How far responsibility letters cover the chain, what is missing first")
@inside
def covers(request: HttpRequest, layer: str = "", state: str = "", after: str = "") -> dict[str, Any]:
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not sees(actor):
        raise NotYours("E-pledge-see", OUT_OF_SCOPE)
    chosen = {"layer": layer if layer in LAYERS else "", "state": state if state in COVER else ""}
    page = keyset(lists.covers(actor, **chosen), order=("rank", "unit_path", "layer"), after=after)
    names = ("unit_id", "layer", "state", "gaps", "people", "signed", "who", "until", "case_id")
    return {"rows": [{name: getattr(row, name) for name in names} | {"unit": str(row.unit)} for row in page], "next": page.after}
