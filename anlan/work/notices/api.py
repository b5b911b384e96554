"""Notices through the API: lists, obligations, dossiers, proving, the matrix. The same queries and actions as the pages."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from anlan.kernel.web.api import inside
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Dossier, Notice, Record
from anlan.work.notices.queries import lineage

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """A notice as lists show it: in review how many lines are confirmed, sent out how many are done."""

    id: int
    unit_id: int
    unit: str
    number: str
    title: str
    state: str
    published_at: datetime | None
    live: int = 0
    confirmed: int = 0
    total: int = 0
    done: int = 0
    overdue: int = 0
    unknown: int = 0


class ObligationOut(Schema):
    """One thing a notice asks. start and end are code points of the notice's text."""

    id: int
    number: int
    section: str
    title: str
    text: str
    start: int
    end: int
    who: str
    addressees: dict[str, Any]
    way: str
    phrase: str
    due_at: datetime | None
    reading: list[str]
    domain: str
    proof: str
    rule: str
    percent: int
    minutes: int
    state: str
    bounded: str
    resolution: str


class LineOut(Schema):
    case_id: int
    obligation_id: int
    number: int
    title: str
    state: str
    cell: str
    owner_id: int | None
    due_at: datetime
    proof: str
    rule: str
    mine: bool
    may: list[str]


class DossierOut(Schema):
    """All lines that one unit got of one notice."""

    id: int
    notice_id: int
    unit_id: int
    received_at: datetime | None
    lines: list[LineOut]


class DossierRow(Schema):
    id: int
    notice_id: int
    title: str
    unit_id: int
    open: int
    waiting: int
    done: int
    late: int


class SubmitIn(Schema):
    """Lines (case ids) proved by one record. `record` names one that is there; otherwise title and text make one."""

    lines: list[int]
    record: int | None = None
    title: str = ""
    text: str = ""
    files: list[int] = Field(default_factory=list)
    place_code: UUID | None = None
    nonce: UUID | None = None


class RecordOut(Schema):
    record: int
    lines: list[int]


class AssignIn(Schema):
    lines: list[int]
    person_id: int


class CountOut(Schema):
    number: int


class CellOut(Schema):
    unit_id: int
    case_id: int
    cell: str


class GroupOut(Schema):
    path: str
    total: int
    done: int
    overdue: int
    unknown: int


class RowOut(Schema):
    obligation_id: int
    number: int
    title: str
    total: int
    done: int
    overdue: int
    unknown: int
    groups: list[GroupOut]
    cells: list[CellOut]


class MatrixOut(Schema):
    """Clauses × districts; the units of `open_path` one by one."""

    notice_id: int
    at: datetime
    open_path: str
    columns: list[dict[str, Any]]
    rows: list[RowOut]


class SampleOut(Schema):
    """One round of drawing for one clause in one district. Order: SHA-256 of `seed|obligation_id|path|number`, the first are drawn.

    population and drawn are case numbers in that order; result is '' while the drawn are looked at, then passed or failed
    """

    obligation_id: int
    path: str
    round: int
    at: datetime
    seed: str
    population: list[str]
    drawn: list[str]
    result: str


class BasisOut(Schema):
    title: str
    number: str
    issuer: str
    issued_on: date | None
    notice_id: int | None


class HandedOnOut(Schema):
    """One district: its re-issue (None: none that is out), how many lines it added, how many of its tasks are done."""

    unit_id: int
    notice_id: int | None
    published_at: datetime | None
    own: int
    sooner: int
    total: int
    done: int


class AmendmentOut(Schema):
    """What a change of a notice that is out did: {field: [before, after]} by line, ids of lines taken back and laid on top."""

    number: int
    at: datetime
    why: str
    changes: list[dict[str, Any]]
    gone: list[int]
    added: list[int]


class LineageOut(Schema):
    """Up and down the line of a notice."""

    up: list[BasisOut]
    down: list[int]
    reissues: int | None
    replaced_by: int | None
    handed_on: list[HandedOnOut]
    amendments: list[AmendmentOut]


class ComparedOut(Schema):
    """A notice beside an earlier one, in the words of their lines; changed: old, new, and what differs (time addressees force words)."""

    new: list[str]
    gone: list[str]
    changed: list[dict[str, Any]]
    same: int


@router.get("/notices", response=list[NoticeOut], summary="Notices that I may see, newest first")
@inside
def notices(request: HttpRequest) -> list[dict[str, Any]]:
    rows = queries.notices(request.actor, at=request.at)  # type: ignore[attr-defined]
    keys = ("id", "unit_id", "number", "title", "state", "published_at")
    counts = ("live", "confirmed", "total", "done", "overdue", "unknown")
    return [{**{k: getattr(r["notice"], k) for k in keys}, "unit": str(r["notice"].unit), **{k: r.get(k, 0) for k in counts}} for r in rows]


@router.get("/notices/{int:pk}/obligations", response=list[ObligationOut], summary="What a notice asks")
@inside
def obligations(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    notice = queries.get_notice(pk)
    if not notice.is_out and not queries.may_edit(request.actor, notice):  # type: ignore[attr-defined]
        raise Notice.DoesNotExist(pk)
    keys = ("id", "section", "title", "text", "start", "end", "addressees", "way", "phrase", "due_at", "domain", "proof", "rule", "percent",
            "minutes", "state", "bounded", "resolution")  # fmt: skip
    found = queries.review(notice, request.actor, at=request.at)  # type: ignore[attr-defined]
    return [
        {**{k: getattr(r["obligation"], k) for k in keys}, "number": r["number"], "who": r["who"], "reading": r["reading"]}
        for r in found["rows"]
    ]


@router.get("/notices/{int:pk}/matrix", response=MatrixOut, summary="Which unit has proved which clause")
@inside
def matrix(request: HttpRequest, pk: int, open_path: str = "", show: str = "") -> dict[str, Any]:
    found = queries.matrix(_out(pk), request.actor, at=request.at, open_path=open_path, show=show)  # type: ignore[attr-defined]
    return {
        "notice_id": pk, "at": found.at, "open_path": found.open_path,
        "columns": [{"path": path, "name": name, "units": n} for path, name, n in found.columns],
        "rows": [_row(row) for row in found.rows],
    }  # fmt: skip


def _counted(count: Any) -> dict[str, int]:
    return {name: getattr(count, name) for name in ("total", "done", "overdue", "unknown")}


def _row(row: Any) -> dict[str, Any]:
    return {
        "obligation_id": row.obligation.pk, "number": row.number, "title": row.obligation.title, **_counted(row.whole),
        "groups": [{"path": path, **_counted(count)} for path, count in row.groups.items()],
        "cells": [{"unit_id": c.unit_id, "case_id": c.case_id, "cell": c.key} for c in row.cells.values()],
    }  # fmt: skip


@router.get("/notices/{int:pk}/samples", response=list[SampleOut], summary="What was drawn, from what, by which seed")
@inside
def samples(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [asdict(found) for found in queries.samples_of(_out(pk).pk)]


@router.get("/notices/{int:pk}/line", response=LineageOut, summary="What a notice rests on, who handed it on, how it was amended")
@inside
def line(request: HttpRequest, pk: int) -> dict[str, Any]:
    notice, actor = _out(pk), request.actor  # type: ignore[attr-defined]
    found = lineage.line_of(notice)
    above = lineage.handed_on(notice, actor, at=request.at) if actor.covers(notice.unit_path) else []  # type: ignore[attr-defined]
    kept = ("number", "at", "why", "changes", "gone", "added")
    return {
        "up": [{**{k: getattr(b, k) for k in ("title", "number", "issuer", "issued_on")}, "notice_id": b.other_id} for b in found.up],
        "down": [n.pk for n in found.down], "reissues": notice.reissues_id, "replaced_by": notice.replaced_by_id,
        "handed_on": [
            {"unit_id": h.unit.pk, "notice_id": h.notice.pk if h.notice else None,
             "published_at": h.notice.published_at if h.notice else None, **{k: getattr(h, k) for k in ("own", "sooner", "total", "done")}}
            for h in above
        ],
        "amendments": [{k: getattr(a["amendment"], k) for k in kept} for a in lineage.amendments_of(notice)],
    }  # fmt: skip


@router.get("/notices/{int:pk}/compare", response=ComparedOut, summary="A notice beside an earlier one")
@inside
def compare(request: HttpRequest, pk: int, other: int) -> dict[str, Any]:
    found = lineage.compared(_out(other), _out(pk))
    return {
        "new": [s.text for s in found.new], "gone": [s.text for s in found.gone], "same": len(found.same),
        "changed": [{"old": p.old.text, "new": p.new.text, "changed": list(p.changed)} for p in found.changed],
    }  # fmt: skip


def _out(pk: int) -> Notice:
    notice = queries.get_notice(pk)
    if not notice.is_out:
        raise Notice.DoesNotExist(pk)
    return notice


@router.get("/dossiers", response=list[DossierRow], summary="What my units received")
@inside
def dossiers(request: HttpRequest) -> list[dict[str, Any]]:
    rows = queries.dossiers(request.actor, at=request.at)  # type: ignore[attr-defined]
    return [
        {"id": r["dossier"].pk, "notice_id": r["notice"].pk, "title": r["notice"].title, "unit_id": r["dossier"].unit_id,
         **{k: r[k] for k in ("open", "waiting", "done", "late")}}
        for r in rows
    ]  # fmt: skip


@router.get("/dossiers/{int:pk}", response=DossierOut, summary="One dossier with its lines")
@inside
def dossier(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _dossier(request, pk)


def _dossier(request: HttpRequest, pk: int) -> dict[str, Any]:
    found = queries.dossier(pk, request.actor, at=request.at)  # type: ignore[attr-defined]
    row = found["dossier"]
    return {"id": row.pk, "notice_id": row.notice_id, "unit_id": row.unit_id, "received_at": row.received_at,
            "lines": [_line(line) for line in found["lines"]]}  # fmt: skip


def _line(line: dict[str, Any]) -> dict[str, Any]:
    case, task = line["case"], line["task"]
    return {
        "case_id": case.pk, "obligation_id": line["clause"].pk, "number": line["number"], "title": line["clause"].title,
        "state": case.state, "cell": line["cell"].key, "owner_id": case.owner_id, "due_at": line["due_at"], "proof": task.proof,
        "rule": task.rule, "mine": line["mine"], "may": sorted(line["may"]),
    }  # fmt: skip


@router.post("/dossiers/{int:pk}/receive", response=CountOut, summary="Receive all lines in one go")
@inside
def receive(request: HttpRequest, pk: int) -> dict[str, int]:
    done = actions.receive_dossier(Dossier.objects.get(pk=pk), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return {"number": done}


@router.post("/dossiers/{int:pk}/assign", response=CountOut, summary="Hand lines to a colleague")
@inside
def assign(request: HttpRequest, pk: int, data: AssignIn) -> dict[str, int]:
    lines = _own_lines(request, pk, data.lines)
    done = actions.assign_lines(lines, to_person=data.person_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return {"number": done}


@router.post("/dossiers/{int:pk}/submit", response=RecordOut, summary="Prove several lines with one record")
@inside
def submit(request: HttpRequest, pk: int, data: SubmitIn) -> dict[str, Any]:
    who: dict[str, Any] = {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]
    found = queries.dossier(pk, request.actor, at=request.at)  # type: ignore[attr-defined]
    lines = _own_lines(request, pk, data.lines)
    if data.record is not None:
        record = Record.objects.get(pk=data.record)
    else:
        record = actions.make_record(
            found["unit"], title=data.title, text=data.text, files=data.files, place_code=data.place_code, nonce=data.nonce, **who
        )
    done = actions.submit_lines(lines, record=record, **who)
    return {"record": record.pk, "lines": [case.pk for case in done]}


def _own_lines(request: HttpRequest, pk: int, wanted: list[int]) -> list[int]:
    """Those of `wanted` that lie in the dossier; one that does not is not there for the caller."""
    found = queries.dossier(pk, request.actor, at=request.at)  # type: ignore[attr-defined]
    mine = {line["case"].pk for line in found["lines"]}
    if not set(wanted) <= mine:
        raise Dossier.DoesNotExist(pk)
    return wanted
