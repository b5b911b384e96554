"""The figures of the page of burdens through the API: minutes of all schools together, sums of offices and kinds, never a school."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.kernel.web.api import inside
from anlan.oversight.burden import queries
from anlan.oversight.burden.apps import office_path
from anlan.oversight.burden.models import Finding
from anlan.oversight.burden.screens import why_words
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.asks.queries import most_a_week

router = Router(tags=["burden"])


class WeekOut(Schema):
    """A week that begins on `week`: minutes of all schools together, estimated; measured where enough schools filled in (else null)."""

    week: date
    estimated: int
    measured: int | None


class ShareOut(Schema):
    """What one office (its id as `key`) or kind of ask took within four weeks."""

    key: str
    name: str
    asks: int
    minutes: int


class SentOut(Schema):
    """An ask that is out. `each`: minutes of one school."""

    source: str
    ref_id: int
    unit_id: int
    title: str
    at: datetime
    units: int
    minutes: int
    each: int


class EffortOut(Schema):
    """What one handing in took, as measured."""

    source: str
    minutes: float
    times: int


class FindingOut(Schema):
    """What need not have been asked (why: known, nothing, again), in `says` as the page words it."""

    source: str
    ref_id: int
    unit_id: int
    key: str
    why: str
    says: str
    of: int
    units: int
    minutes: int

    @staticmethod
    def resolve_says(found: Finding) -> str:
        return why_words(found)


class AheadOut(Schema):
    """A week to come: `having` asks -> schools with so many to do; `limit` asks a week need a release."""

    week: date
    units: int
    having: dict[int, int]
    over: int


class BurdenOut(Schema):
    """What was asked of the schools of the caller's bureau within thirteen weeks, as of `at`."""

    unit_id: int
    at: datetime
    schools: int
    weeks: list[WeekOut]
    offices: list[ShareOut]
    kinds: list[ShareOut]
    dearest: list[SentOut]
    effort: list[EffortOut]
    findings: list[FindingOut]
    ahead: list[AheadOut]
    limit: int


@router.get("/burden", response=BurdenOut, summary="What schools are asked and what it costs them: the figures of the page")
@inside
def burden(request: HttpRequest) -> dict[str, Any]:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    path = office_path(actor)
    if not path:
        raise Unit.DoesNotExist
    found = queries.burden(path, at)
    weeks = zip(found.weeks, found.estimated, found.measured, strict=True)
    return {
        "unit_id": org.by_path(path).pk, "at": at, "schools": found.schools,
        "weeks": [{"week": week, "estimated": estimated, "measured": measured} for week, estimated, measured in weeks],
        "offices": found.offices, "kinds": found.kinds, "dearest": found.dearest,
        "effort": [{"source": source, "minutes": minutes, "times": times} for source, (minutes, times) in found.effort.items()],
        "findings": queries.needless(path), "ahead": queries.ahead(path, at),
        "limit": most_a_week(path, at),
    }  # fmt: skip
