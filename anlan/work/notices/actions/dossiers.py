"""A unit's dossier: received in one tap, handed to colleagues, asked for when nobody received it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.action import action, collecting, flush_if_outermost, quiet, record, touched
from anlan.kernel.actor import SYSTEM, Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org import queries as org
from anlan.registers.people import queries as people
from anlan.work.cases.models import Case, Party
from anlan.work.cases.standing import works_for
from anlan.work.notices.actions.dispatching import remember_owner
from anlan.work.notices.actions.moving import move_many
from anlan.work.notices.models import PUBLISHED, Dossier, Task
from anlan.work.notices.rules.machine import OPEN

CHASE_AGAIN = timedelta(days=1)
CHASED_MOST = 3
BATCH = 500


def works_whole(by: Actor, path: str) -> bool:
    """Whether the actor works for the whole unit, not only on lines of their own. A grant in a unit above does not count."""
    return by.is_system or any(g.path == path and g.reach == "unit" for g in by.grants)


@quiet
@action
def receive_dossier(dossier: Dossier, *, by: Actor, at: datetime) -> int:
    """Receive all lines of a dossier in one tap: those of the unit, or only one's own for who works on their own lines. -> how many."""
    row = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if works_whole(by, row.unit_path):
        moved = move_many("receive", "t.dossier_id = %s", [row.pk], by=by, at=at)
    elif Case.objects.filter(bundle_id=row.pk, owner_id=by.person_id).exists():
        moved = move_many("receive", "t.dossier_id = %s and c.owner_id = %s", [row.pk, by.person_id], by=by, at=at)
    else:
        raise NotYours("E-dossier-whose", _("这份要由收件单位的人签收"))
    if row.received_at is None and moved:
        row.received_at, row.received_by_id = at, by.person_id
        row.save(update_fields=["received_at", "received_by_id"])
        touched("dossiers", row.unit_path)
    return moved


@action
def assign_dossier(dossier: Dossier, *, to_person: int, by: Actor, at: datetime) -> int:
    """Hand every line of the dossier on which work is still to be done to one colleague. -> how many."""
    ids = list(Case.objects.filter(bundle_id=dossier.pk, state__in=OPEN).values_list("pk", flat=True))
    return assign_lines(ids, to_person=to_person, by=by, at=at)


@action
def assign_lines(case_ids: Iterable[int], *, to_person: int, by: Actor, at: datetime) -> int:
    """Hand lines of one unit to a colleague there; next time the same domain goes to that person. One message in all. -> how many."""
    rows = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=list(case_ids), kind="task").order_by("pk"))
    if not rows:
        raise Refused("E-task-none", _("先选要交给别人的几条"))
    path = rows[0].unit_path
    if any(r.unit_path != path for r in rows):
        raise Refused("E-assign-units", _("一次只能交一个单位的"))
    whole = works_for(by, path)
    if not whole and any(r.owner_id != by.person_id for r in rows):
        raise NotYours("E-assign-role", _("换承办人要本单位的安全干部或承办人自己来办"))
    if any(r.state not in OPEN for r in rows):
        raise Refused("E-assign-state", _("已经交上去的不用换人"))
    holder = next((h for h in people.holders_of(to_person, at) if org.whole_unit(h.unit_path).unit_path == path), None)
    if holder is None:
        raise Refused("E-assign-person", _("这个人不在本单位"), fields={"person": _("这个人不在本单位")})
    _hand_over(rows, to_person, by, at)
    lines = Task.objects.filter(pk__in=[r.pk for r in rows])
    for domain, role in sorted(set(lines.values_list("case__domain", "obligation__post_role"))) if whole else ():
        remember_owner(rows[0].unit_id, path, domain, role, to_person, at=at)
    facts = {"title": rows[0].title, "n": len(rows), "dossier": rows[0].bundle_id, "by": by.name}
    due = min(r.due_at for r in rows)
    if to_person != by.person_id:
        to = Telling(rows[0].unit_id, path, "notices.assigned", person_id=to_person, due_at=due, facts=facts)
        tell([to], at=at)
    touched("cases", path)
    return len(rows)


def _hand_over(rows: Sequence[Case], to_person: int, by: Actor, at: datetime) -> None:
    ids = [r.pk for r in rows]
    Case.objects.filter(pk__in=ids).update(
        owner_id=to_person, turn_person_id=to_person, turn_role="owner", turn_unit_id=rows[0].unit_id, stepped_up=False
    )
    with connection.cursor() as cursor:
        cursor.execute("update cases_case set version = version + 1 where id = any(%s)", [ids])
    Party.objects.bulk_create(
        [Party(case_id=r.pk, unit_path=r.unit_path, person_id=to_person, part="owner", at=at) for r in rows], ignore_conflicts=True
    )
    for r in rows:
        record("case.assign", unit_id=r.unit_id, by=by, at=at, case_id=r.pk, payload={"to": to_person, "was": r.owner_id})


def chase_receipts(at: datetime) -> int:
    """Ask for the receipt of dossiers that nobody received in time: the unit, then its head, then who supervises it. -> how many.

    One message a dossier and day, never one a line.
    """
    done = 0
    due = Q(pk__in=[])
    for times in range(CHASED_MOST):
        due |= Q(chased=times, receipt_by__lte=at - times * CHASE_AGAIN)
    waiting = due & Q(received_at=None, notice__state=PUBLISHED)
    while True:
        with transaction.atomic(), collecting():
            rows = list(
                Dossier.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(waiting).select_related("notice", "unit").order_by("pk")[:BATCH]
            )  # fmt: skip
            tellings = []
            for row in rows:
                heard = Task.objects.filter(dossier=row, received_at__isnull=False)
                if (heard.filter(received_at__gte=row.added_at) if row.added_at else heard).exists():
                    row.received_at = at  # single lines were received: the unit knows of it
                    continue
                tellings.append(_chase(row, at))
                row.chased += 1
            tell([t for t in tellings if t], at=at)
            Dossier.objects.bulk_update(rows, ["chased", "received_at"])
            flush_if_outermost()
        done += len(rows)
        if len(rows) < BATCH:
            return done


def _chase(row: Dossier, at: datetime) -> Telling | None:
    unit_id, path, role = row.unit_id, row.unit_path, ("safety", "head", "safety")[row.chased]
    if row.chased >= CHASED_MOST - 1:
        upper = org.supervisor_of(row.unit_path, "", at)
        if upper is None:
            return None
        unit_id, path = upper.pk, upper.unit_path
    payload = {"dossier": row.pk, "notice": row.notice_id, "times": row.chased + 1}
    record("dossier.chase", unit_id=row.unit_id, by=SYSTEM, at=at, payload=payload)
    facts = {"title": row.notice.title, "unit": str(row.unit), "n": row.lines, "dossier": row.pk}
    return Telling(unit_id=unit_id, unit_path=path, kind="notices.receipt", role=role, due_at=row.receipt_by, rung=row.chased, facts=facts)
