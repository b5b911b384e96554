"""Instructions through the API: what leaders said and how far it is. The tasks themselves are cases."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.web.api import inside
from anlan.work.instructions import queries

router = Router(tags=["instructions"])


class TaskOut(Schema):
    case_id: int
    unit_id: int
    task: str
    state: str
    due_at: datetime
    result: str


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


@router.get("/instructions", response=list[InstructionOut], summary="What leaders said, newest first")
@inside
def instructions(request: HttpRequest, before: int | None = None) -> list[dict[str, Any]]:
    rows = [found["row"] for found in queries.listed(before=before)]
    orders = queries.orders_of(rows)
    return [
        {
            "id": r.pk, "unit_id": r.unit_id, "leader": r.leader_name, "title": r.leader_title, "words": r.words, "said_at": r.said_at,
            "on_behalf": r.on_behalf, "notice_id": r.notice_id, "case_id": r.case_id,
            "tasks": [
                {"case_id": o.pk, "unit_id": o.case.unit_id, "task": o.task, "state": o.case.state, "due_at": o.case.due_at,
                 "result": o.result}
                for o in orders.get(r.pk, [])
            ],
        }
        for r in rows
    ]  # fmt: skip
