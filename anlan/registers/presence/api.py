"""Times away through the API: one's own, and who of one's units is away now. Why is not kept, so it cannot be asked."""

from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.scope import below_any
from anlan.kernel.web.api import inside
from anlan.registers.presence import queries
from anlan.registers.presence.models import Away

router = Router(tags=["people"])


class AwayOut(Schema):
    """`kind` leave (a moment to a moment), lesson (`weekday` 1 Monday to 7) or night; `until` when it holds now."""

    id: int
    person_id: int
    kind: str
    substitute_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    weekday: int | None
    from_time: time | None
    to_time: time | None
    starts_on: date | None
    ends_on: date | None
    until: datetime | None


def _out(row: Away, at: datetime) -> dict[str, Any]:
    return {"id": row.pk, "person_id": row.person_id, "until": queries.until_of(row, at)} | {n: getattr(row, n) for n in queries.FIELDS}


@router.get("/times", response=list[AwayOut], summary="My times away, and who stands in")
@inside
def mine(request: HttpRequest) -> list[dict[str, Any]]:
    at: datetime = request.at  # type: ignore[attr-defined]
    return [_out(row, at) for row in queries.rows_of(request.actor.person_id, at)]  # type: ignore[attr-defined]


@router.get("/times/now", response=list[AwayOut], summary="Who of the units I see as a whole is away now")
@inside
def now(request: HttpRequest) -> list[dict[str, Any]]:
    at: datetime = request.at  # type: ignore[attr-defined]
    rows = Away.objects.filter(queries.running(at), below_any(request.actor.paths)).order_by("unit_path", "person_id")  # type: ignore[attr-defined]
    return [out for row in rows[: queries.MOST] if (out := _out(row, at))["until"]]
