"""Checks through the API: what is to be checked, answers, signing, a round's roll-up and differences, walks. The pages' own actions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import AwareDatetime

from anlan.kernel.once import once
from anlan.kernel.web.api import inside
from anlan.kernel.web.sent import content
from anlan.registers.org import queries as org
from anlan.registers.places.models import Place
from anlan.work.checks import actions
from anlan.work.checks.models import Answer, Check, Round
from anlan.work.checks.queries.differences import compared
from anlan.work.checks.queries.inspectors import owners
from anlan.work.checks.queries.places import rooms
from anlan.work.checks.queries.rollup import rollup
from anlan.work.checks.queries.rounds import get_check, get_round
from anlan.work.checks.queries.todo import open_checks
from anlan.work.checks.rules import PARTS, is_office, parts_of
from anlan.work.checks.screens.following import missing_text

router = Router(tags=["checks"])
NONE: list[UploadedFile] = []


class CheckOut(Schema):
    """A check to be made or made: whose, which stage, how far; of an office's: the inspector it was handed to and who goes along."""

    case_id: int
    round_id: int
    unit_id: int
    office_id: int
    title: str
    stage: str
    state: str
    asked: int
    answered: int
    failed: int
    nothing: bool
    inspector_id: int | None = None
    companion_id: int | None = None


class GiveIn(Schema):
    """Drawn checks of the round; whom to hand them to, and who goes along."""

    checks: list[int]
    person_id: int
    companion_id: int | None = None


class BackIn(Schema):
    checks: list[int]


class AnswerOut(Schema):
    """An answer: `key` of an item, or `place` of a room with its parts; the hazard a fail became."""

    key: str
    place: int | None
    verdict: str
    parts: dict[str, str]
    note: str
    hazard: int | None


class SheetOut(Schema):
    """One check with its items or its rooms (place, name, parts to look at, whether it is kept shut) and the answers given."""

    check: CheckOut
    items: list[dict[str, Any]]
    rooms: list[dict[str, Any]]
    answers: list[AnswerOut]


class AnswerIn(Schema):
    """One answer, sent as a form with photos. An item: `key` and `verdict`. A room: `place`, `bad` (parts not in order, none: all are),
    `do` = ok, note, hazard or in_use. A nonce makes an answer that is sent again the same answer.
    """

    key: str = ""
    verdict: str = ""
    note: str = ""
    where: str = ""
    danger: bool = False
    place: int | None = None
    bad: list[str] = Field(default_factory=list)
    do: str = "ok"
    code: UUID | None = None
    nonce: UUID | None = None


class HandIn(Schema):
    """`nothing` declares that nothing was found."""

    nothing: bool = False


class GroupOut(Schema):
    key: str
    label: str
    asked: int
    handed: int
    begun: int
    nothing: int
    failed: int
    recheck: int
    rechecked: int
    sample: int
    sampled: int


class RollUpOut(Schema):
    groups: list[GroupOut]
    whole: GroupOut
    missing: str


class DifferenceOut(Schema):
    """An item on which two stages differ at one unit; null where a stage did not look."""

    unit_id: int
    key: str
    said: str | None
    recheck: str | None
    sample: str | None


class FactIn(Schema):
    """becomes: note, ask or hazard (then with a category)."""

    text: str
    becomes: str = "note"
    category: str = "other"


class WalkIn(Schema):
    unit_id: int
    walked_at: AwareDatetime
    facts: list[FactIn]
    place: int | None = None
    where: str = ""
    company: str = ""
    nonce: UUID | None = None


class WalkOut(Schema):
    case_id: int
    number: str
    seen: list[dict[str, Any]]


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


def _checks(checks: Iterable[Check]) -> list[dict[str, Any]]:
    names = ("round_id", "unit_id", "office_id", "stage", "state", "asked", "answered", "failed", "nothing", "companion_id")
    checks = list(checks)
    whose = owners(checks)
    return [
        {"case_id": c.pk, "title": c.round.title, "inspector_id": whose.get(c.pk)} | {name: getattr(c, name) for name in names}
        for c in checks
    ]  # fmt: skip


def _check(check: Check) -> dict[str, Any]:
    return _checks([check])[0]


def _answer(row: Answer) -> dict[str, Any]:
    return {"place": row.place_id, "hazard": row.hazard_id} | {n: getattr(row, n) for n in ("key", "verdict", "parts", "note")}


def _sheet(request: HttpRequest, pk: int) -> dict[str, Any]:
    check = get_check(pk)
    walked = rooms(check, request.at) if check.stage in PARTS else []  # type: ignore[attr-defined]
    return {
        "check": _check(check), "items": check.round.items,
        "rooms": [{"place": r.place.pk, "name": str(r.place), "parts": [p.key for p in parts_of(check.stage, r.place.kind)],
                   "stopped": r.stopped, "settled": r.settled} for r in walked],
        "answers": [_answer(a) for a in Answer.objects.filter(case_id=pk).order_by("id")],
    }  # fmt: skip


@router.get("/checks", response=list[CheckOut], summary="Checks that my unit or office still has to make")
@inside
def waiting(request: HttpRequest) -> list[dict[str, Any]]:
    return _checks(open_checks(request.actor))  # type: ignore[attr-defined]


@router.get("/checks/{int:pk}", response=SheetOut, summary="One check: items or rooms, and the answers")
@inside
def sheet(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _sheet(request, pk)


@router.post("/checks/{int:pk}/answers", response=SheetOut, summary="Answer one item or one room; a fail becomes a hazard")
@inside
def answer(request: HttpRequest, pk: int, data: Form[AnswerIn], photos: File[list[UploadedFile]] = NONE) -> dict[str, Any]:
    check = get_check(pk)
    files = [(str(f.name), content(f)) for f in photos]

    def work() -> str:
        if data.place is None:
            actions.answer(
                pk, data.key, data.verdict, note=data.note, where=data.where, photos=files, danger=data.danger, **_who(request)
            )  # fmt: skip
            return ""
        place = Place.objects.select_related("unit").get(pk=data.place)
        parts = {p.key: "fail" if p.key in data.bad else "pass" for p in parts_of(check.stage, place.kind)} if check.stage in PARTS else {}
        actions.answer_room(
            pk, place, parts, note=data.note, in_use=data.do == "in_use", hazard=data.do == "hazard", photos=files, code=data.code,
            **_who(request),
        )  # fmt: skip
        return ""

    once(str(data.nonce or uuid4()), work, at=request.at)  # type: ignore[attr-defined]
    return _sheet(request, pk)


@router.post("/checks/{int:pk}/hand-in", response=CheckOut, summary="Sign and hand in; `nothing` declares that nothing was found")
@inside
def hand_in(request: HttpRequest, pk: int, data: HandIn) -> dict[str, Any]:
    get_check(pk)
    actions.hand_in(pk, nothing=data.nothing, **_who(request))
    return _check(get_check(pk))


def _round(request: HttpRequest, pk: int) -> Round:
    round_ = get_round(pk)
    if not is_office(request.actor):  # type: ignore[attr-defined]
        raise Round.DoesNotExist(pk)
    return round_


@router.get("/checks/rounds/{int:pk}", response=RollUpOut, summary="The roll-up of a round: ?by=district or kind")
@inside
def roll_up(request: HttpRequest, pk: int, by: str = "district") -> dict[str, Any]:
    round_ = _round(request, pk)
    found = rollup(round_, by="kind" if by == "kind" else "district")
    return {"groups": [vars(g) for g in found.groups], "whole": vars(found.whole), "missing": missing_text(round_, request.at)}  # type: ignore[attr-defined]


@router.get("/checks/rounds/{int:pk}/differences", response=list[DifferenceOut], summary="Where self-check, re-check and sample differ")
@inside
def differences(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [vars(d) for one in compared(_round(request, pk)).items for _unit, d in one.rows]


@router.post("/checks/rounds/{int:pk}/hand", response=list[CheckOut], summary="Hand drawn checks to an inspector of the office")
@inside
def hand(request: HttpRequest, pk: int, data: GiveIn) -> list[dict[str, Any]]:
    _round(request, pk)
    return _checks(actions.hand(pk, data.checks, to_person=data.person_id, companion=data.companion_id, **_who(request)))


@router.post("/checks/rounds/{int:pk}/take-back", response=list[CheckOut], summary="Give drawn checks back to the office")
@inside
def take_back(request: HttpRequest, pk: int, data: BackIn) -> list[dict[str, Any]]:
    _round(request, pk)
    return _checks(actions.take_back(pk, data.checks, **_who(request)))


@router.post("/walks", response=WalkOut, summary="Record a leader's walk; what is wrong becomes a hazard")
@inside
def walk(request: HttpRequest, data: WalkIn) -> dict[str, Any]:
    place = Place.objects.select_related("unit").get(pk=data.place) if data.place is not None else None
    facts = [actions.Fact(f.text, f.becomes, f.category) for f in data.facts]
    row = actions.record_walk(
        org.unit(data.unit_id), facts, walked_at=data.walked_at, place=place, where=data.where, company=data.company, nonce=data.nonce,
        **_who(request),
    )  # fmt: skip
    return {"case_id": row.pk, "number": row.case.number, "seen": row.seen}
