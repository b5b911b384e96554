"""The case through the API: the same queries and actions as the pages."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from anlan.kernel import registry
from anlan.kernel.errors import Refused
from anlan.kernel.ledger import queries as ledger
from anlan.kernel.web.api import inside
from anlan.kernel.web.sent import as_sent, demand_valid
from anlan.registers.people.queries import names
from anlan.work.cases import actions, giving, queries
from anlan.work.cases.inbox import read_key, write_key
from anlan.work.cases.models import Case, TimeRequest
from anlan.work.cases.standing import standing

router = Router(tags=["cases"])


class CaseOut(Schema):
    """A case as lists show it. Moments are UTC."""

    id: int
    number: str
    kind: str
    unit_id: int
    unit: str
    domain: str
    level: str
    title: str
    state: str
    sign: str
    due_at: datetime
    limit_at: datetime | None
    closed_at: datetime | None
    turn_unit_id: int | None
    turn_role: str
    version: int


class WaitingOut(CaseOut):
    """A case that waits for the caller, or (`time_request_id`) a request for more time about it that the caller decides."""

    time_request_id: int | None = None


class StepOut(Schema):
    verb: str
    label: str
    needs: list[str]


class CaseWhole(CaseOut):
    """A case with the steps that the caller may take now."""

    steps: list[StepOut]
    opened_at: datetime
    was_late: bool


class PageOut(Schema):
    rows: list[CaseOut]
    next: str


class InboxOut(Schema):
    rows: list[WaitingOut]
    next: str


class TrailOut(Schema):
    at: datetime
    who: str
    verb: str
    was: str | None
    now: str | None
    payload: dict[str, Any]


class StepIn(Schema):
    """What a step needs (`given`), and the version the caller looked at."""

    given: dict[str, Any] = Field(default_factory=dict)
    seen: int | None = None


class AssignIn(Schema):
    person_id: int


class NoteIn(Schema):
    text: str


class TimeIn(Schema):
    until: datetime
    why: str


class DecisionIn(Schema):
    granted: bool
    decision: str = ""


def shown(case: Case, at: datetime) -> dict[str, Any]:
    """A case as CaseOut."""
    keys = ("id", "number", "kind", "unit_id", "domain", "level", "title", "state", "due_at", "limit_at", "closed_at",
            "turn_unit_id", "turn_role", "version")  # fmt: skip
    return {k: getattr(case, k) for k in keys} | {"unit": str(case.unit), "sign": queries.sign(case, at)}


@router.get("/inbox", response=InboxOut, summary="What waits for me")
@inside
def inbox(request: HttpRequest, after: str = "") -> dict[str, Any]:
    lines = queries.waiting_lines(request.actor, after=read_key(after))  # type: ignore[attr-defined]
    cases = {c.pk: c for c in queries.in_order(list(dict.fromkeys(line.pk for line in lines)))}
    wishes = queries.open_wishes({line.pk for line in lines if line.wish})
    rows = []
    for line in lines:
        if line.pk in cases:
            wish = wishes.get(line.pk) if line.wish else None
            rows.append(shown(cases[line.pk], request.at) | {"time_request_id": wish.pk if wish else None})  # type: ignore[attr-defined]
    last = lines[-1] if len(lines) == queries.PAGE else None
    return {"rows": rows, "next": write_key((last.due_at, last.pk)) if last else ""}


@router.get("/cases", response=PageOut, summary="Cases of a scope, filtered")
@inside
def listing(
    request: HttpRequest, kind: str = "", path: str = "", domain: str = "", level: str = "", state: str = "", when: str = "open",
    after: str = "",
) -> dict[str, Any]:  # fmt: skip
    filters = queries.Filters(kind=kind, path=path, domain=domain, level=level, state=state, when=when)
    page = queries.page(request.actor, filters, at=request.at, after=read_key(after))  # type: ignore[attr-defined]
    return {"rows": [shown(c, request.at) for c in page.rows], "next": write_key(page.next_key)}  # type: ignore[attr-defined]


@router.get("/search", response=list[CaseOut], summary="Cases by words in title or number")
@inside
def search(request: HttpRequest, q: str) -> list[dict[str, Any]]:
    return [shown(c, request.at) for c in queries.search(q)]  # type: ignore[attr-defined]


def _whole(request: HttpRequest, case: Case) -> dict[str, Any]:
    who = standing(case, request.actor, request.at)  # type: ignore[attr-defined]
    steps = [{"verb": s.verb, "label": s.label, "needs": list(s.needs)} for s in registry.kind(case.kind).machine.offered(case.state, who)]
    return shown(case, request.at) | {"steps": steps, "opened_at": case.opened_at, "was_late": case.was_late}  # type: ignore[attr-defined]


@router.get("/cases/{int:pk}", response=CaseWhole, summary="One case, with the steps open to me")
@inside
def show(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _whole(request, queries.get_case(pk))


@router.get("/cases/{int:pk}/trail", response=list[TrailOut], summary="The trail of a case, newest first")
@inside
def trail(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    lines = ledger.trail(queries.get_case(pk).pk)
    who = names({line.actor for line in lines})
    return [{"at": t.at, "who": who.get(t.actor, ""), "verb": t.verb, "was": t.was, "now": t.now, "payload": t.payload} for t in lines]


@router.post("/cases/{int:pk}/steps/{verb}", response=CaseWhole, summary="Take one step")
@inside
def step(request: HttpRequest, pk: int, verb: str, data: StepIn) -> dict[str, Any]:
    return _advance(request, pk, verb, data, {})


@router.post("/cases/{int:pk}/steps/{verb}/photos", response=CaseWhole, summary="Take one step that asks for photos, sent as a form")
@inside
def step_with_photos(
    request: HttpRequest, pk: int, verb: str, photos: File[list[UploadedFile]], given: Form[str] = "{}", seen: Form[int | None] = None
) -> dict[str, Any]:
    """`given` is the JSON object that the step without photos takes."""
    try:
        values = json.loads(given)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise Refused("E-step-given", _("given 要写成 JSON 对象"), fields={"given": _("要写成 JSON 对象")})
    return _advance(request, pk, verb, StepIn(given=values, seen=seen), {"photos": photos})


def _advance(request: HttpRequest, pk: int, verb: str, data: StepIn, files: dict[str, list[Any]]) -> dict[str, Any]:
    found, sent = queries.get_case(pk), as_sent(data.given)
    form = giving.bound(found, verb, request.actor, sent, MultiValueDict(files))  # type: ignore[attr-defined]
    if form is not None:
        demand_valid(form, "E-step-needs")
    given = giving.given(found, verb, form, sent)
    case = actions.advance(found, verb, by=request.actor, at=request.at, given=given, seen=data.seen)  # type: ignore[attr-defined]
    return _whole(request, case)


@router.post("/cases/{int:pk}/assign", response=CaseOut, summary="Hand to a colleague")
@inside
def assign(request: HttpRequest, pk: int, data: AssignIn) -> dict[str, Any]:
    return shown(actions.assign(pk, to_person=data.person_id, by=request.actor, at=request.at), request.at)  # type: ignore[attr-defined]


@router.post("/cases/{int:pk}/urge", response=CaseOut, summary="Remind whoever's turn it is")
@inside
def urge(request: HttpRequest, pk: int) -> dict[str, Any]:
    return shown(actions.urge(pk, by=request.actor, at=request.at), request.at)  # type: ignore[attr-defined]


@router.post("/cases/{int:pk}/notes", response=CaseOut, summary="Add a remark")
@inside
def note(request: HttpRequest, pk: int, data: NoteIn) -> dict[str, Any]:
    return shown(actions.note(pk, text=data.text, by=request.actor, at=request.at), request.at)  # type: ignore[attr-defined]


@router.post("/cases/{int:pk}/time", response=CaseOut, summary="Ask for a later limit")
@inside
def ask_time(request: HttpRequest, pk: int, data: TimeIn) -> dict[str, Any]:
    wanted = actions.ask_time(pk, until=data.until, why=data.why, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return shown(queries.get_case(wanted.case_id), request.at)  # type: ignore[attr-defined]


@router.post("/cases/{int:pk}/time/{int:request_pk}", response=CaseOut, summary="Decide on a later limit")
@inside
def decide_time(request: HttpRequest, pk: int, request_pk: int, data: DecisionIn) -> dict[str, Any]:
    wanted = TimeRequest.objects.get(pk=request_pk, case_id=pk)
    case = actions.decide_time(wanted, granted=data.granted, decision=data.decision, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return shown(case, request.at)  # type: ignore[attr-defined]
