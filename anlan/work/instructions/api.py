"""Instructions through the API: what leaders said, writing it down, handing out more, how far it is. The tasks themselves are cases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime

from anlan.kernel.web.api import inside
from anlan.registers.org import queries as org
from anlan.work.cases.queries import sign
from anlan.work.instructions import actions, queries
from anlan.work.instructions.models import Instruction, Order

router = Router(tags=["instructions"])


class TaskOut(Schema):
    """A task and how it stands. `owner_id`: to whom by name (null: the unit's own officer); `given_by`, `given_at`: who handed it out."""

    case_id: int
    unit_id: int
    owner_id: int | None
    task: str
    state: str
    sign: str
    due_at: datetime
    given_by: int
    given_at: datetime
    result: str
    reported_at: datetime | None
    closed_at: datetime | None


class InstructionOut(Schema):
    """What a leader said, word for word, on a notice or a case; on_behalf: somebody of the office wrote it down."""

    id: int
    unit_id: int
    leader: str
    title: str
    words: str
    said_at: datetime
    on_behalf: bool
    notice_id: int | None
    case_id: int | None
    tasks: list[TaskOut]


class TaskIn(Schema):
    """What is to be done, at which unit, there by whom (null: its officer), until when."""

    task: str
    unit_id: int
    person_id: int | None = None
    due_at: AwareDatetime


class TasksIn(Schema):
    """A nonce makes what is sent again the same."""

    tasks: list[TaskIn]
    nonce: UUID | None = None


class InstructionIn(TasksIn):
    """The leader of `unit_id` by person, the words as they were said, on a notice or a case or on nothing."""

    unit_id: int
    leader_id: int
    words: str
    said_at: AwareDatetime
    notice_id: int | None = None
    case_id: int | None = None


def _order(order: Order, at: datetime) -> dict[str, Any]:
    case = order.case
    return {
        "case_id": order.pk, "unit_id": case.unit_id, "owner_id": case.owner_id, "task": order.task, "state": case.state,
        "sign": sign(case, at), "due_at": case.due_at, "given_by": case.opened_by_id, "given_at": case.opened_at, "result": order.result,
        "reported_at": order.reported_at, "closed_at": case.closed_at,
    }  # fmt: skip


def _shown(rows: list[Instruction], at: datetime) -> list[dict[str, Any]]:
    orders = queries.orders_of(rows)
    return [
        {
            "id": r.pk, "unit_id": r.unit_id, "leader": r.leader_name, "title": r.leader_title, "words": r.words, "said_at": r.said_at,
            "on_behalf": r.on_behalf, "notice_id": r.notice_id, "case_id": r.case_id,
            "tasks": [_order(o, at) for o in orders.get(r.pk, [])],
        }
        for r in rows
    ]  # fmt: skip


def _handings(tasks: list[TaskIn]) -> list[actions.Handing]:
    return [actions.Handing(org.unit(t.unit_id), t.task, t.due_at, t.person_id) for t in tasks]


@router.get("/instructions", response=list[InstructionOut], summary="What leaders said, newest first")
@inside
def instructions(request: HttpRequest, before: int | None = None) -> list[dict[str, Any]]:
    return _shown([found["row"] for found in queries.listed(before=before)], request.at)  # type: ignore[attr-defined]


@router.post("/instructions", response=InstructionOut, summary="Write down what a leader said and hand out its tasks")
@inside
def record(request: HttpRequest, data: InstructionIn) -> dict[str, Any]:
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    notice, case = queries.about(by, notice_id=data.notice_id, case_id=data.case_id)
    row = actions.record_instruction(
        org.unit(data.unit_id), data.leader_id, data.words, _handings(data.tasks), said_at=data.said_at, notice=notice, case=case,
        nonce=data.nonce, by=by, at=at,
    )  # fmt: skip
    return _shown([row], at)[0]


@router.get("/instructions/{int:pk}", response=InstructionOut, summary="One instruction with its tasks and how each stands")
@inside
def instruction(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _shown([queries.get_instruction(pk)], request.at)[0]  # type: ignore[attr-defined]


@router.post("/instructions/{int:pk}/tasks", response=InstructionOut, summary="Hand out further tasks of an instruction")
@inside
def hand_out(request: HttpRequest, pk: int, data: TasksIn) -> dict[str, Any]:
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    row = queries.get_instruction(pk)
    actions.hand_out(row.pk, _handings(data.tasks), nonce=data.nonce, by=by, at=at)
    return _shown([row], at)[0]
