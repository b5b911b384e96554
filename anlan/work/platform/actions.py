"""The only writers of the exchange: queue a step, settle receipts, send again, leave one out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import SYSTEM, Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.work.cases.models import Case
from anlan.work.hazards import actions as hazards
from anlan.work.hazards.models import Hazard
from anlan.work.platform import rules
from anlan.work.platform.models import Sending

OPERATORS = ("safety", "leader", "head")
MOST_AT_ONCE = 2000


def is_on() -> bool:
    """Whether there is a platform to send to."""
    return bool(settings.ANLAN_PLATFORM_URL)


def queue(case: Case, hazard: Hazard, verb: str, at: datetime) -> None:
    """Put a step of a hazard into the queue, in the transaction of the step. Nothing while no platform is set."""
    if is_on():
        row = Sending(case=case, unit_path=case.unit_path, sequence=case.version, verb=verb, state=case.state, at=at, next_try=clock.wall())
        row.body = body_of(row, case, hazard)
        Sending.objects.bulk_create([row], ignore_conflicts=True)


def body_of(row: Sending, case: Case, hazard: Hazard) -> dict[str, Any]:
    """What is sent of a hazard (docs/platform-exchange.md): no person's name or number, posts by their title."""
    return {
        "key": str(row.key), "number": case.number, "their_number": hazard.external_number, "sequence": row.sequence, "event": row.verb,
        "state": row.state, "at": row.at.isoformat(), "unit": case.unit.name, "unit_code": case.unit.code or "",
        "place": str(case.place or ""), "category": hazard.category, "grade": hazard.grade, "description": hazard.description,
        "found_at": hazard.found_at.isoformat(), "criteria": hazard.criteria, "due_at": None if case.closed_at else case.due_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None, "responsible_post": hazard.responsible_title,
        "measures": hazard.measures, "money_yuan": str(hazard.money) if hazard.money is not None else None,
        "list_number": hazard.list_number, "times_in_a_year": hazard.times, "cause": hazard.cause,
    }  # fmt: skip


@quiet
@action
def settle(rows: Iterable[Sending], receipts: Mapping[str, rules.Receipt], trouble: str, *, by: Actor, at: datetime) -> int:
    """Write what the platform said of these messages; those it said nothing of wait and are sent again. -> how many it took.

    A message that was settled meanwhile stays as it is: a receipt that comes twice changes nothing.
    """
    wall, taken = clock.wall(), 0
    waiting = Sending.objects.select_for_update(of=("self",)).select_related("case").filter(pk__in=[r.pk for r in rows], status="waiting")
    for row in waiting.order_by("pk"):
        found = receipts.get(str(row.key))
        if found is None:
            row.trouble, row.next_try = trouble, wall + rules.rest(row.tries)
        elif found.ok:
            row.status, row.receipt, row.trouble, row.settled_at = "sent", found.receipt, "", wall
            row.their_number = _number(row.case, found.number, at)
            taken += 1
        else:
            row.status, row.trouble, row.settled_at = "refused", found.reason or _("没说原因"), wall
            payload = {"note": row.trouble, "sequence": row.sequence}
            record("platform.refused", unit_id=row.case.unit_id, by=by, at=at, case_id=row.case_id, payload=payload)
        row.save(update_fields=["status", "receipt", "trouble", "settled_at", "their_number", "next_try"])
        touched("platform", row.unit_path)
    return taken


def _number(case: Case, number: str, at: datetime) -> str:
    """Keep the platform's number on the hazard. -> it, where another stands there or it belongs to another hazard: a conflict."""
    hazard = Hazard.objects.filter(pk=case.pk).first()
    if not number or hazard is None or hazard.external_number == number:
        return ""
    if hazard.external_number:
        return number
    try:
        hazards.set_external_number(case.pk, number=number, by=SYSTEM, at=at)
    except Refused:
        return number
    return ""


def may_operate(unit_path: str, by: Actor) -> bool:
    """Whether `by` runs the exchange for what lies at `unit_path`: an officer of the bureau or district above it, not of the school."""
    return any(
        g.role in OPERATORS and g.unit_kind in ("city", "district") and unit_path.startswith(g.path) for g in by.grants
    )  # fmt: skip


def _demand(row: Sending, by: Actor) -> None:
    if not may_operate(row.unit_path, by):
        raise NotYours("E-platform-role", _("平台对接由市局或辖市区局的安全干部管"))


def _refused_row(pk: int, by: Actor) -> Sending:
    row = Sending.objects.select_for_update(of=("self",)).select_related("case", "case__unit", "case__place").get(pk=pk)
    _demand(row, by)
    if row.status != "refused":
        raise Refused("E-platform-state", _("这一条没有被退回，刷新看一下"))
    return row


@action
def resend(pk: int, *, by: Actor, at: datetime) -> Sending:
    """Send a refused message again, with the facts as they are now; its step, its place in the order and its key stay."""
    row = _refused_row(pk, by)
    row.body = body_of(row, row.case, Hazard.objects.get(pk=row.case_id))
    row.status, row.tries, row.next_try, row.settled_at = "waiting", 0, clock.wall(), None
    row.save(update_fields=["body", "status", "tries", "next_try", "settled_at"])
    record("platform.resend", unit_id=row.case.unit_id, by=by, at=at, case_id=row.case_id, payload={"sequence": row.sequence})
    touched("platform", row.unit_path)
    return row


@action
def drop(pk: int, *, why: str, by: Actor, at: datetime) -> Sending:
    """Leave a refused message out, for a reason, so that those after it go."""
    if not why.strip():
        raise Refused("E-platform-why", _("写上为什么不发了"), fields={"why": _("写上为什么不发了")})
    row = _refused_row(pk, by)
    row.status, row.settled_at = "dropped", clock.wall()
    row.save(update_fields=["status", "settled_at"])
    payload = {"note": why.strip()[:200], "sequence": row.sequence}
    record("platform.drop", unit_id=row.case.unit_id, by=by, at=at, case_id=row.case_id, payload=payload)
    touched("platform", row.unit_path)
    return row


@action
def send_now(unit: Unit, *, by: Actor, at: datetime) -> int:
    """Do not wait for the next attempt: everything of the unit that waits is due now. -> how many."""
    if not may_operate(unit.unit_path, by):
        raise NotYours("E-platform-role", _("平台对接由市局或辖市区局的安全干部管"))
    count = Sending.objects.filter(status="waiting", unit_path__startswith=unit.unit_path).update(next_try=clock.wall())
    record("platform.now", unit_id=unit.pk, by=by, at=at, payload={"waiting": count})
    touched("platform", unit.unit_path)
    return count


@action
def catch_up(unit: Unit, *, by: Actor, at: datetime) -> int:
    """Queue the open hazards of which nothing was ever queued, as when the exchange begins; at most MOST_AT_ONCE. -> how many."""
    if not may_operate(unit.unit_path, by):
        raise NotYours("E-platform-role", _("平台对接由市局或辖市区局的安全干部管"))
    if not is_on():
        raise Refused("E-platform-off", _("还没有设平台地址"))
    known = Sending.objects.filter(unit_path__startswith=unit.unit_path).values("case_id")
    open_ones = Case.objects.filter(kind="hazard", closed_at__isnull=True, unit_path__startswith=unit.unit_path).exclude(pk__in=known)
    rows = list(open_ones.select_related("unit", "place").order_by("pk")[:MOST_AT_ONCE])
    facts = Hazard.objects.in_bulk([case.pk for case in rows])
    made = []
    for case in rows:
        row = Sending(
            case=case, unit_path=case.unit_path, sequence=case.version, verb="report", state=case.state, at=at, next_try=clock.wall()
        )
        row.body = body_of(row, case, facts[case.pk])
        made.append(row)
    Sending.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    record("platform.catch_up", unit_id=unit.pk, by=by, at=at, payload={"queued": len(made)})
    touched("platform", unit.unit_path)
    return len(made)
