"""Programmes through the API: which there are, what one comes to."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.web.api import inside
from anlan.work.programmes import queries

router = Router(tags=["programmes"])


class ProgrammeOut(Schema):
    id: int
    unit_id: int
    name: str
    starts: date
    ends: date
    ended_at: datetime | None


class FiguresOut(Schema):
    """asked, proved, late, unknown: lines of its notices; found, major, closed, open_late: cases of it."""

    name: str
    asked: int
    proved: int
    late: int
    unknown: int
    found: int
    major: int
    closed: int
    open_late: int


class AccountOut(Schema):
    """Counted from records at `at`, as far as the caller's scope goes; sealed cases are not counted."""

    id: int
    at: datetime
    notices: list[int]
    clauses: int
    districts: list[FiguresOut]


@router.get("/programmes", response=list[ProgrammeOut], summary="Programmes that I may see")
@inside
def programmes(request: HttpRequest) -> list[Any]:
    return queries.programmes()


@router.get("/programmes/{int:pk}", response=AccountOut, summary="What a programme comes to, by district")
@inside
def programme(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = queries.account(queries.get_programme(pk), request.actor, at=request.at)  # type: ignore[attr-defined]
    return {
        "id": pk, "at": found.at, "notices": [n.pk for n in found.notices], "clauses": found.clauses,
        "districts": [{"name": name, **asdict(figures)} for name, figures in found.rows],
    }  # fmt: skip
