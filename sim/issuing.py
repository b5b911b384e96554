"""How the officer of the city bureau brings a notice out: import, look at every line, settle the bounded ones, send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from anlan.kernel.action import collecting
from anlan.kernel.actor import Actor
from anlan.kernel.clock import LOCAL
from anlan.kernel.errors import Refused
from anlan.registers.org.models import Unit
from anlan.work.notices import actions as notices
from anlan.work.notices.models import Notice as ProductNotice
from anlan.work.notices.models import Obligation
from anlan.work.notices.reading import explain_bounded
from sim.deeds import Deed
from sim.hands import Doing, Hands
from sim.notices import Demand, Notice, all_notices
from sim.specs import POSTS

PROOFS = {"declared": "declared", "system": "record", "photo": "photo", "on_site": "onsite"}
TRAITS = {"gas": "gas", "chemicals": "chemicals", "bus": "bus", "boarding": "boarding", "canteen": "canteen", "site": "construction"}
OFFICER = ("YT", "safety_officer")
#: Days after its date until a line without a day of its own is to be proved.
WITHOUT_DATE = {"immediately": 7, "daily": 10, "periodic": 7, "none": 7, "on_event": 14, "during_break": 14}
NOT_OURS = "不是要下级办的事，局里自己定"
IMPORTED, DISPATCHED = time(9, 20), time(10, 40)


def issues(hands: Hands, first: date, last: date, rows: Mapping[str, int]) -> list[Deed]:
    """The deeds that bring out every notice dated within these days; on a day off the next workday serves.

    rows  notice -> how many of its obligations are kept, where the officer drops the others
    """
    officer = hands.folk.at_post(*OFFICER)
    found: list[Deed] = []
    for notice in all_notices() if officer else ():
        day = notice.issued
        while not hands.folk.is_workday(day):
            day += timedelta(days=1)
        if first <= day <= last:
            found += issue(officer or 0, notice, day, rows.get(notice.key, 0))
    return found


def issue(officer: int, notice: Notice, day: date, rows: int = 0) -> list[Deed]:
    """Import in the morning, send before noon; only the first `rows` of its obligations, when given."""
    more = {"notice": notice.key, "rows": rows}
    return [
        Deed(datetime.combine(day, IMPORTED, LOCAL), officer, "import_notice", more=more),
        Deed(datetime.combine(day, DISPATCHED, LOCAL), officer, "dispatch", more=more),
    ]


def _plan(key: str) -> Notice:
    return next(n for n in all_notices() if n.key == key)


def import_notice(hands: Hands, deed: Deed, by: Actor) -> None:
    """Drop in the file and go through what was read, line by line."""
    plan = _plan(deed.more["notice"])
    unit = Unit.objects.get(pk=by.grants[0].unit_id)
    name = f"{plan.title}.txt"
    if ProductNotice.objects.filter(unit=unit, number=plan.number).exclude(state="withdrawn").exists():
        return
    notice = notices.import_notice(plan.text.encode(), name, unit=unit, by=by, at=deed.moment)
    with hands.refusing(deed, by, "E-notice-again"):
        notices.import_notice(plan.text.encode(), name, unit=unit, by=by, at=deed.moment)
    wanted = [d for d in plan.demands if d.units != "none"]
    wanted = wanted[: deed.more.get("rows") or len(wanted)]
    lines = _matched(notice, plan, wanted, by, deed.moment)
    moment = deed.moment
    for demand in wanted:
        if demand not in lines:
            row = notices.add(notice, demand.start, demand.end, by=by, at=moment)
            lines[demand] = row.pk
            hands.report.expected["added by hand"] += 1
    for demand, pk in lines.items():
        moment += timedelta(seconds=40)
        _settle(hands, demand, pk, plan, by, moment)


def _matched(notice: ProductNotice, plan: Notice, wanted: list[Demand], by: Actor, at: datetime) -> dict[Demand, int]:
    """Lines that were read, each laid to what the plan holds there; several of one demand become one, others are dropped."""
    lines: dict[Demand, int] = {}
    for row in notice.obligations.order_by("order"):
        demand = plan.demand_for(row.start, row.end)
        if demand is None or demand not in wanted:
            notices.drop(row.pk, by=by, at=at, reason=NOT_OURS)
        elif demand not in lines:
            lines[demand] = row.pk
        elif _is_above(notice, lines[demand], row.pk):
            notices.merge_up(row.pk, by=by, at=at)
        else:
            notices.drop(row.pk, by=by, at=at, reason=NOT_OURS)
    return lines


def _is_above(notice: ProductNotice, upper: int, lower: int) -> bool:
    """Whether `upper` is the live line right above `lower`."""
    live = list(notice.obligations.exclude(state="dropped").order_by("order", "id").values_list("pk", flat=True))
    return lower in live and live.index(lower) > 0 and live[live.index(lower) - 1] == upper


def _settle(hands: Hands, demand: Demand, pk: int, plan: Notice, by: Actor, at: datetime) -> None:
    """Make a line what the officer wants it to be, and confirm it. What is bounded is first tried as it stands."""
    row = Obligation.objects.get(pk=pk)
    deed = Deed(at, by.person_id, "confirm_line")
    if row.is_bounded_open:
        with hands.refusing(deed, by, "E-notice-bounded"):
            notices.confirm(pk, by=by, at=at)
        if demand.substitute:
            _substitute(hands, deed, demand, row, by)
        else:
            notices.resolve_bounded(pk, how="outside", reason="由综治部门按规定办理，不在本系统留名单", by=by, at=at)
            return
    elif demand.bounded:
        hands.report.found("bounded-unseen", f"{plan.number}: not recognised as bounded: {demand.text}")
    notices.edit(pk, by=by, at=at, **_fields(demand, plan))
    notices.confirm(pk, by=by, at=at)
    hands.demands[pk] = demand


def _substitute(hands: Hands, deed: Deed, demand: Demand, row: Obligation, by: Actor) -> None:
    """The officer's own wording; when that is refused, the one the product offers."""
    try:
        with transaction.atomic(), collecting():
            notices.resolve_bounded(row.pk, how="substitute", text=demand.substitute, by=by, at=deed.moment)
    except Refused as refusal:
        hands.report.refused(deed, refusal, by)
        offered = explain_bounded(row.text).substitutes[0]
        notices.resolve_bounded(row.pk, how="substitute", text=offered, by=by, at=deed.moment)


def _fields(demand: Demand, plan: Notice) -> dict[str, Any]:
    due = demand.due or plan.issued + timedelta(days=WITHOUT_DATE.get(demand.when.type, 12))
    proof = "photo" if demand.units == "districts" and demand.proof == "on_site" else demand.proof  # a bureau has no places of its own
    fields: dict[str, Any] = {
        "addressees": _addressees(demand.units), "post_role": POSTS[demand.owner].role, "domain": demand.domain, "due_at": due,
        "proof": PROOFS[proof], "rule": demand.check, "minutes": demand.minutes,
    }  # fmt: skip
    return fields if demand.bounded else {"title": demand.title, **fields}


def _addressees(units: str) -> dict[str, list[str]]:
    if units == "districts":
        return {"kinds": ["district"]}
    return {"kinds": ["school"]} if units == "all" else {"kinds": ["school"], "traits": [TRAITS[units]]}


def dispatch(hands: Hands, deed: Deed, by: Actor) -> None:
    """Send it; a second press changes nothing."""
    plan = _plan(deed.more["notice"])
    notice = ProductNotice.objects.filter(number=plan.number, state="review").first()
    if notice is None:
        return
    sent = notices.dispatch_now(notice, by=by, at=deed.moment)
    notices.dispatch_now(sent, by=by, at=deed.moment)
    hands.report.expected["dispatch pressed twice"] += 1


VERBS: dict[str, Doing] = {"import_notice": import_notice, "dispatch": dispatch}
