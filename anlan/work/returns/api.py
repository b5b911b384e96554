"""Returns through the API: rounds, their roll-up, one unit's table, cells, handing in. The same queries and actions as the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from anlan.kernel.web.api import inside
from anlan.work.returns import actions
from anlan.work.returns.models import Round, Row
from anlan.work.returns.queries.lists import progress_of
from anlan.work.returns.queries.rollup import rollup
from anlan.work.returns.queries.rounds import get_round, get_sheet, rounds_out, sheets_at
from anlan.work.returns.rules import is_office
from anlan.work.returns.screens.rollup import missing_text

router = Router(tags=["returns"])


class RoundOut(Schema):
    """A round with how far it is, as far as the caller's scope goes."""

    id: int
    unit_id: int
    title: str
    state: str
    due_at: datetime | None
    sent_at: datetime | None
    asked: int = 0
    handed: int = 0
    begun: int = 0
    doubts: int | None = 0


class GroupOut(Schema):
    key: str
    label: str
    asked: int
    handed: int
    begun: int
    questioned: int
    doubts: int
    totals: dict[str, Any]


class RollUpOut(Schema):
    """Columns by their stable keys, groups (by district or by kind of school) and the whole."""

    columns: list[dict[str, Any]]
    groups: list[GroupOut]
    whole: GroupOut
    missing: str


class RowOut(Schema):
    id: int
    order: int
    values: dict[str, Any]


class SheetOut(Schema):
    """One unit's return: the columns, what is known already, the rows."""

    case_id: int
    round_id: int
    unit_id: int
    title: str
    state: str
    due_at: datetime
    columns: list[dict[str, Any]]
    known: dict[str, Any]
    rows: list[RowOut]


class AskedOut(Schema):
    case_id: int
    round_id: int
    title: str
    state: str
    due_at: datetime


class CellsIn(Schema):
    """Texts by key of the column, as they would be typed. `why` is needed once the return was handed in."""

    values: dict[str, str]
    why: str = ""


class HandIn(Schema):
    nothing: bool = False


class ProblemOut(Schema):
    """What stands in the way of handing in: an empty cell, or a doubt to be answered."""

    row: int
    key: str
    kind: str
    doubt: int


class KeepIn(Schema):
    why: str


class AskIn(Schema):
    """Doubts to be asked about; none named: all that stand."""

    doubts: list[int] = Field(default_factory=list)
    note: str = ""


class CountOut(Schema):
    cells: int
    units: int


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


def _round(round_: Round, counted: dict[str, int]) -> dict[str, Any]:
    names = ("id", "unit_id", "title", "state", "due_at", "sent_at")
    return {name: getattr(round_, name) for name in names} | counted


@router.get("/returns", response=list[RoundOut], summary="Rounds that are out, with how far they are")
@inside
def rounds(request: HttpRequest) -> list[dict[str, Any]]:
    found = rounds_out() if is_office(request.actor) else []  # type: ignore[attr-defined]
    counted = progress_of(found)
    return [_round(r, counted[r.pk]) for r in found if r.pk in counted]


@router.get("/returns/asked", response=list[AskedOut], summary="Returns asked of my own units, those to be done first")
@inside
def asked(request: HttpRequest) -> list[dict[str, Any]]:
    rows = sheets_at(request.actor)  # type: ignore[attr-defined]
    return [{"case_id": s.pk, "round_id": s.round_id, "title": s.round.title, "state": s.state, "due_at": s.case.due_at} for s in rows]


@router.get("/returns/{int:pk}", response=RollUpOut, summary="The roll-up of a round: ?by=district or kind")
@inside
def roll_up(request: HttpRequest, pk: int, by: str = "district") -> dict[str, Any]:
    round_ = get_round(pk)
    if not round_.is_out or not is_office(request.actor):  # type: ignore[attr-defined]
        raise Round.DoesNotExist(pk)
    found = rollup(round_, by="kind" if by == "kind" else "district")
    text = missing_text(round_, request.at)  # type: ignore[attr-defined]
    return {"columns": round_.fields, "groups": [vars(g) for g in found.groups], "whole": vars(found.whole), "missing": text}


@router.post("/returns/{int:pk}/ask", response=CountOut, summary="Ask back about doubtful cells, and only there")
@inside
def ask(request: HttpRequest, pk: int, data: AskIn) -> dict[str, int]:
    cells, units = actions.ask_back(get_round(pk), data.doubts or None, note=data.note, **_who(request))
    return {"cells": cells, "units": units}


@router.get("/returns/sheets/{int:pk}", response=SheetOut, summary="One unit's return")
@inside
def sheet(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _sheet(pk)


def _sheet(pk: int) -> dict[str, Any]:
    found = get_sheet(pk)
    rows = Row.objects.filter(case_id=pk, removed_at=None).order_by("order", "id")
    return {
        "case_id": pk, "round_id": found.round_id, "unit_id": found.unit_id, "title": found.round.title, "state": found.state,
        "due_at": found.case.due_at, "columns": found.round.fields, "known": found.known,
        "rows": [{"id": r.pk, "order": r.order, "values": r.values} for r in rows],
    }  # fmt: skip


@router.post(
    "/returns/sheets/{int:pk}/rows/{int:row_pk}", response=SheetOut, summary="Fill in cells; afterwards every change is a correction"
)
@inside
def cells(request: HttpRequest, pk: int, row_pk: int, data: CellsIn) -> dict[str, Any]:
    get_sheet(pk)
    actions.set_cells(pk, row_pk, data.values, why=data.why, **_who(request))
    return _sheet(pk)


@router.post("/returns/sheets/{int:pk}/rows", response=SheetOut, summary="One more row")
@inside
def add_row(request: HttpRequest, pk: int) -> dict[str, Any]:
    get_sheet(pk)
    actions.add_row(pk, **_who(request))
    return _sheet(pk)


@router.post("/returns/sheets/{int:pk}/hand-in", response=list[ProblemOut], summary="Hand in, or a zero return; [] when it went in")
@inside
def hand_in(request: HttpRequest, pk: int, data: HandIn) -> list[dict[str, Any]]:
    get_sheet(pk)
    problems = actions.hand_in(pk, nothing=data.nothing, **_who(request))
    return [{"row": p.row_id, "key": p.key, "kind": p.kind, "doubt": p.doubt_id} for p in problems]


@router.post("/returns/sheets/{int:pk}/doubts/{int:doubt_pk}", response=SheetOut, summary="Let a questioned value stand, with a reason")
@inside
def keep(request: HttpRequest, pk: int, doubt_pk: int, data: KeepIn) -> dict[str, Any]:
    get_sheet(pk)
    actions.keep(pk, doubt_pk, why=data.why, **_who(request))
    return _sheet(pk)
