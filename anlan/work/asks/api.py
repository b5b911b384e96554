"""How full weeks are, through the API: the same queries and actions as the pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.web.api import inside
from anlan.work.asks import actions, queries

router = Router(tags=["asks"])


class WeekOut(Schema):
    """What the units of an ask have to do already in the week that begins on `week`; `having`: asks -> units with so many."""

    week: date
    limit: int
    units: int
    over: int
    most: int
    having: dict[int, int]


class RoomOut(Schema):
    """Whether it may go out as it is; `release`: the case in which one was granted, if that is why."""

    free: bool
    release: int | None = None
    weeks: list[WeekOut]


class WhyIn(Schema):
    why: str


class CaseOut(Schema):
    case_id: int


@router.get("/asks/{source}/{int:pk}", response=RoomOut, summary="Before sending: how full the weeks are (source: notice or return)")
@inside
def room(request: HttpRequest, source: str, pk: int) -> dict[str, Any]:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    draft = queries.get_draft(source, pk, actor, at)
    weeks = queries.collisions(draft, at=at)
    over = any(w.over for w in weeks)
    release = queries.standing_release(draft, weeks) if over else None
    names = ("week", "limit", "units", "over", "most", "having")
    rows = [{name: getattr(w, name) for name in names} for w in weeks]
    return {"free": not over or release is not None, "release": release.case_id if release else None, "weeks": rows}


@router.post("/asks/{source}/{int:pk}/release", response=CaseOut, summary="Ask the leader for a release")
@inside
def release(request: HttpRequest, source: str, pk: int, data: WhyIn) -> dict[str, int]:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    case = actions.ask_release(queries.get_draft(source, pk, actor, at), why=data.why, by=actor, at=at)
    return {"case_id": case.pk}
