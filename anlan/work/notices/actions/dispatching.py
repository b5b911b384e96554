"""A reviewed notice goes out: every unit gets one dossier, its lines laid on owners; all of it in one commit, or none of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from anlan.kernel import progress
from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.models import Progress
from anlan.kernel.outbox.actions import Telling, tell
from anlan.kernel.progress import Teller
from anlan.registers.calendar import queries as calendar
from anlan.registers.org import queries as org
from anlan.work.asks import actions as asks
from anlan.work.asks.queries import demand_room
from anlan.work.notices.actions.hastening import hasten, tell_handed_on
from anlan.work.notices.actions.lines import LineWriter
from anlan.work.notices.actions.reissuing import refuse_gone
from anlan.work.notices.models import PUBLISHED, REVIEW, SENDING, Dossier, Notice, Seed, UsualOwner
from anlan.work.notices.queries.asking import KEY, draft_of
from anlan.work.notices.queries.placing import placing
from anlan.work.notices.queries.planning import Plan, plan_of
from anlan.work.notices.queries.preview import blockers_of
from anlan.work.notices.queries.rights import may_edit


def _to_send(notice_id: int, by: Actor, states: Iterable[str]) -> Notice:
    notice = Notice.objects.select_for_update(of=("self",)).select_related("unit").get(pk=notice_id)
    if not may_edit(by, notice):
        raise NotYours("E-notice-role", _("通知由发文单位的人派发"))
    if notice.state not in (*states, PUBLISHED):
        raise Refused("E-notice-state", _("这份通知现在不能派发，刷新看一下"))
    if notice.state != PUBLISHED:
        refuse_gone(notice.reissues)
    return notice


def _checked_plan(notice: Notice, at: datetime) -> Plan:
    plan = plan_of(notice, at=at)
    if stops := blockers_of(plan, at=at):
        fields = {f"obligation-{s.obligation_id}": s.sentence for s in stops if s.obligation_id}
        raise Refused("E-notice-blocked", stops[0].sentence, fields=fields)
    return plan


def put_in_queue(task: Any, notice_id: int, person_id: int) -> None:
    """Defer in this transaction; a job for the same notice that still waits serves as well."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.configure(queueing_lock=f"{task.name}-{notice_id}").defer(notice_id=notice_id, person_id=person_id)


@quiet
@action
def dispatch(notice: Notice, *, by: Actor, at: datetime) -> Progress | None:
    """Put the sending into the queue, in this transaction, and freeze the review. -> its progress (None when it is out already)."""
    from anlan.work.notices.tasks import send_notice

    row = _to_send(notice.pk, by, (REVIEW, SENDING))
    if row.state == PUBLISHED:
        return None
    if row.state == SENDING:
        return Progress.objects.filter(id__in=[row.progress_id]).first()
    plan = _checked_plan(row, at)
    demand_room(draft_of(row, plan), at=at)
    started = progress.begin("notice", person_id=by.person_id, total=plan.lines, url=f"/notices/{row.pk}/")
    row.state, row.progress_id = SENDING, started.pk
    row.save(update_fields=["state", "progress_id"])
    record("notice.send", unit_id=row.unit_id, by=by, at=at, payload={"notice": row.pk, "lines": plan.lines})
    put_in_queue(send_notice, row.pk, by.person_id)
    touched("notices", row.unit_path)
    return started


@quiet
@action
def dispatch_now(notice: Notice, *, by: Actor, at: datetime, teller: Teller | None = None) -> Notice:
    """Send it at once. A second call finds it out already and changes nothing.

    Cases, facts, dossiers, parties, ledger entries and one message a dossier are written set by set and committed together.
    """
    row = _to_send(notice.pk, by, (REVIEW, SENDING))
    if row.state == PUBLISHED:
        return row
    plan, say = _checked_plan(row, at), teller or Teller(None, None)
    if row.state == REVIEW:  # what waits in the queue had room when it was put there
        demand_room(draft_of(row, plan), at=at)
    dossiers = lay_lines(row, plan, by=by, at=at, say=say)
    if row.reissues_id:
        tell_handed_on(row, dossiers, hasten(row, plan, by=by, at=at), at=at)
    else:
        _tell_units(row, dossiers.values(), at)
    _publish(row, plan, dossiers, by, at)
    asks.no_longer(KEY, row.pk, by=by, at=at)
    say.say(plan.lines * 3, plan.lines * 3, force=True)
    return row


def lay_lines(notice: Notice, plan: Plan, *, by: Actor, at: datetime, say: Teller, turn: int = 0) -> dict[int, Dossier]:
    """Write the lines of a plan into the units' dossiers, those that are there or fresh ones. -> unit id -> dossier.

    turn  number of the amendment that does it: a unit that was taken out may get the same clause again
    """
    dossiers = _open_dossiers(notice, plan, at)
    with calendar.kept():
        writer = LineWriter(notice, dossiers, placing(list(plan.units.values()), notice.unit_path, at), by=by, at=at, turn=turn)
        for unit, lines in plan.each():
            writer.lay(unit, lines)
            say.say(writer.count, plan.lines * 3)
            touched("cases", unit.unit_path)
    if writer.count:
        writer.write(say)
    return dossiers


def _family(notice: Notice) -> list[int]:
    """Notices whose lines lie in one dossier: a notice, and what offices below handed on of it; the one above first."""
    if notice.reissues_id:
        return [notice.reissues_id, notice.pk]
    return [notice.pk, *Notice.objects.filter(reissues=notice).values_list("pk", flat=True)]


def _lie_in(notice: Notice, plan: Plan, at: datetime) -> dict[int, Dossier]:
    """Dossiers that units have already, with what comes on top: it is received anew."""
    family = _family(notice)
    rows = Dossier.objects.select_for_update(of=("self",)).filter(unit_id__in=plan.unit_ids, notice_id__in=family)
    found: dict[int, Dossier] = {}
    for row in sorted(rows, key=lambda d: (d.unit_id, -family.index(d.notice_id))):
        found[row.unit_id] = row
    for unit_id, row in found.items():
        lines = plan.of_unit(unit_id)
        row.lines += len(lines)
        row.minutes += sum(o.minutes for o, _due in lines)
        row.first_due = min([row.first_due, *(due.at for _o, due in lines)])
        row.last_due = max([row.last_due, *(due.until or due.at for _o, due in lines)])
        row.added_at, row.receipt_by, row.received_at, row.received_by_id, row.chased = at, plan.receipts[unit_id], None, None, 0
    Dossier.objects.bulk_update(
        found.values(), ["lines", "minutes", "first_due", "last_due", "added_at", "receipt_by", "received_at", "received_by_id", "chased"],
        batch_size=500,
    )  # fmt: skip
    return found


def _open_dossiers(notice: Notice, plan: Plan, at: datetime) -> dict[int, Dossier]:
    groups = org.group_paths(plan.units, notice.unit_path)
    there = _lie_in(notice, plan, at) if notice.reissues_id or notice.state == PUBLISHED else {}
    rows = []
    for unit, lines in plan.each():
        if unit.pk in there:
            continue
        dues, ends = [due.at for _o, due in lines], [due.until or due.at for _o, due in lines]
        rows.append(Dossier(
            notice=notice, unit=unit, unit_path=unit.unit_path, group_path=groups[unit.pk], lines=len(lines), first_due=min(dues),
            minutes=sum(o.minutes for o, _due in lines), last_due=max(ends), sent_at=at, receipt_by=plan.receipts[unit.pk],
        ))  # fmt: skip
    Dossier.objects.bulk_create(rows, batch_size=500)
    return there | {row.unit_id: row for row in rows}


def _tell_units(notice: Notice, dossiers: Iterable[Dossier], at: datetime) -> None:
    tell(
        (
            Telling(
                unit_id=d.unit_id,
                unit_path=d.unit_path,
                kind="notices.dossier",
                role="safety",
                due_at=d.first_due,
                facts={"title": notice.title, "number": notice.number, "n": d.lines, "dossier": d.pk},
            )
            for d in dossiers
        ),
        at=at,
    )


def _publish(notice: Notice, plan: Plan, dossiers: dict[int, Dossier], by: Actor, at: datetime) -> None:
    seed = secrets.token_hex(32)
    Seed.objects.update_or_create(notice=notice, defaults={"unit_path": notice.unit_path, "value": seed})
    notice.state, notice.published_by_id, notice.published_at, notice.undo = PUBLISHED, by.person_id, at, []
    notice.units, notice.lines = len(dossiers), plan.lines
    notice.minutes = sum(o.minutes for _unit, lines in plan.each() for o, _due in lines)
    notice.version += 1
    notice.save()
    payload = {
        "notice": notice.pk, "title": notice.title, "units": notice.units, "lines": notice.lines, "minutes": notice.minutes,
        "seed_digest": sha256(seed.encode()).hexdigest(),  # binds the later draws to a number chosen now
        "outside": [[o.pk, o.resolution_text] for o in notice.obligations.filter(resolution="outside").exclude(state="dropped")],
    }  # fmt: skip
    record("notice.publish", unit_id=notice.unit_id, by=by, at=at, payload=payload)
    touched("notices", notice.unit_path)


def send_failed(notice_id: int) -> None:
    """The sending broke off and nothing was sent: the review is open again. Called by the worker in a transaction of its own."""
    Notice.objects.filter(pk=notice_id, state=SENDING).update(state=REVIEW, progress_id=None)


def remember_owner(unit_id: int, unit_path: str, domain: str, role: str, person_id: int, *, at: datetime) -> None:
    """Next time a line of this domain comes to the unit for this post, it is laid on this person."""
    kept = {"unit_path": unit_path, "person_id": person_id, "at": at}
    UsualOwner.objects.update_or_create(unit_id=unit_id, domain=domain, role=role, defaults=kept)
