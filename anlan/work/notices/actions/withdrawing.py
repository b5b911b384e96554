"""Taking a notice back, or putting another in its place: open lines close as withdrawn, what was done stays; each is told once.

What an office below handed on of it goes with it. What that office asked on top stays until the office takes it back itself: it is the
office's own word. Records that were made stay and prove what is asked elsewhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from anlan.kernel import progress
from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local, wall
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.kernel.models import Progress
from anlan.kernel.outbox.actions import Telling, tell
from anlan.kernel.progress import Teller
from anlan.registers.people import queries as people
from anlan.work.notices.actions.dispatching import put_in_queue
from anlan.work.notices.actions.hastening import let_go
from anlan.work.notices.actions.hearing import tell_once
from anlan.work.notices.actions.moving import move_many
from anlan.work.notices.models import PUBLISHED, SENDING, WITHDRAWN, Dossier, Notice, Obligation, Task
from anlan.work.notices.queries.effects import ROLE, heard_in, lines_of, owners_of
from anlan.work.notices.queries.rights import may_edit
from anlan.work.notices.rules.machine import OPEN, WAITING

AT_ONCE = 2000  # lines; more than that goes through the queue
SILENT = timedelta(minutes=5)


def _to_withdraw(notice_id: int, why: str, by: Actor) -> Notice:
    row = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if not may_edit(by, row):
        raise NotYours("E-notice-role", _("通知由发文单位的人撤回"))
    if row.state == SENDING:
        raise Refused("E-notice-sending", _("正在派发，派完再撤"))
    if row.state == WITHDRAWN:
        raise Conflict("E-notice-gone", gone_words(row))
    if not why.strip():
        raise Refused("E-notice-why", _("写明为什么撤回"), fields={"why": _("写明为什么撤回")})
    return row


def gone_words(notice: Notice) -> str:
    """Who took a notice back, when, and by what it was replaced: for whoever comes second."""
    who = people.names([notice.withdrawn_by_id or 0]).get(notice.withdrawn_by_id or 0, "")
    when = local(notice.withdrawn_at) if notice.withdrawn_at else None
    facts = {"who": who, "when": f"{when.month}月{when.day}日 {when:%H:%M}" if when else "", "title": notice.replaced_by or ""}
    if notice.replaced_by_id:
        return _("%(who)s %(when)s 已经用《%(title)s》代替了它") % facts
    return _("%(who)s %(when)s 已经撤回了它") % facts


@quiet
@action
def withdraw(notice: Notice, *, why: str, by: Actor, at: datetime) -> Progress | None:
    """Withdraw at once, or through the queue when there are many lines. -> its progress (None when it is done)."""
    return _begin(_to_withdraw(notice.pk, why, by), why, by, at)


def _begin(row: Notice, why: str, by: Actor, at: datetime) -> Progress | None:
    from anlan.work.notices.tasks import take_back

    if row.state != PUBLISHED or row.lines <= AT_ONCE:
        withdraw_notice(row, why=why, by=by, at=at)
        return None
    running = Progress.objects.filter(id__in=[row.progress_id], what="withdraw", state__in=["waiting", "running"])
    if found := running.filter(updated__gt=wall() - SILENT).first():
        return found
    started = progress.begin("withdraw", person_id=by.person_id, total=row.lines, url=f"/notices/{row.pk}/")
    row.progress_id, row.withdrawn_why = started.pk, why.strip()[:500]
    row.save(update_fields=["progress_id", "withdrawn_why"])
    record("notice.take_back", unit_id=row.unit_id, by=by, at=at, payload={"notice": row.pk, "why": row.withdrawn_why})
    put_in_queue(take_back, row.pk, by.person_id)
    return started


@quiet
@action
def supersede(old: Notice, new: Notice, *, by: Actor, at: datetime) -> Progress | None:
    """Put `new` in the place of `old`, both of the same office and out: what is open of the old one closes. -> as withdraw()."""
    first, second = sorted((old.pk, new.pk))  # locked in one order, whoever replaces which
    rows = {pk: Notice.objects.select_for_update(of=("self",)).get(pk=pk) for pk in (first, second)}
    row, other = _to_withdraw(old.pk, "-", by), rows[new.pk]
    if other.pk == row.pk or other.unit_id != row.unit_id or other.state != PUBLISHED or row.state != PUBLISHED:
        raise Refused("E-notice-replace", _("选一份本局派出去的、没有撤回的通知来代替"), fields={"new": _("选一份派出去的")})
    if other.published_at and row.published_at and other.published_at < row.published_at:
        raise Refused("E-notice-replace-older", _("只能用后发的代替先发的"), fields={"new": _("这一份比它早")})
    row.replaced_by = other
    row.save(update_fields=["replaced_by"])
    return _begin(row, _("由《%(title)s》代替") % {"title": other.title}, by, at)


@action
def withdraw_notice(notice: Notice, *, why: str, by: Actor, at: datetime, teller: Teller | None = None) -> Notice:
    """Withdraw now, all lines in one transaction."""
    row = _to_withdraw(notice.pk, why, by)
    say = (teller or Teller(None, None)).say
    was_out = row.state == PUBLISHED
    row.state, row.withdrawn_at, row.withdrawn_why, row.undo = WITHDRAWN, at, why.strip()[:500], []
    row.withdrawn_by_id = by.person_id
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_why", "withdrawn_by_id", "undo"])
    moved = 0
    if was_out:
        lines = lines_of(row)
        told, owners = heard_in(row, lines, whole=True), owners_of(lines)
        why_words = {"why": row.withdrawn_why}
        moved = move_many("withdraw", "t.notice_id = %s", [row.pk], by=by, at=at, payload=why_words, say=say)
        below = _with_it(row, by, at)
        if row.reissues_id:
            let_go(row, by=by, at=at)
        _tell(row, told, owners, below, at)
    record("notice.withdraw", unit_id=row.unit_id, by=by, at=at, payload={"notice": row.pk, "why": row.withdrawn_why, "lines": moved})
    touched("notices", row.unit_path)
    return row


def lock_below(notice: Notice) -> list[Notice]:
    """Re-issues of a notice, locked: one that is just being sent is out before what is done above goes on, and is met by it."""
    return list(Notice.objects.select_for_update(of=("self",)).filter(reissues=notice).exclude(state=WITHDRAWN).order_by("pk"))


def _with_it(notice: Notice, by: Actor, at: datetime) -> list[Notice]:
    """Close what offices below handed on of the notice; a re-issue of which nothing is left goes too. -> those re-issues."""
    below = [row for row in lock_below(notice) if row.state == PUBLISHED]
    if not below:
        return []
    copies = list(Obligation.objects.filter(passes_on__notice=notice).values_list("pk", flat=True))
    move_many("withdraw", "t.obligation_id = any(%s)", [copies], by=by, at=at, payload={"why": notice.withdrawn_why})
    for row in below:
        if not row.obligations.filter(passes_on=None).exclude(state="dropped").exists():
            row.state, row.withdrawn_at, row.withdrawn_by_id, row.undo = WITHDRAWN, at, by.person_id, []
            row.withdrawn_why = notice.withdrawn_why
            row.save(update_fields=["state", "withdrawn_at", "withdrawn_why", "withdrawn_by_id", "undo"])
            payload = {"notice": row.pk, "why": row.withdrawn_why, "with": notice.pk}
            record("notice.withdraw", unit_id=row.unit_id, by=by, at=at, payload=payload)
        touched("notices", row.unit_path)
    return below


def _tell(notice: Notice, told: list[Dossier], owners: dict[int, set[int]], below: list[Notice], at: datetime) -> None:
    """Each unit once; an office that handed it on hears in the same message what of its own goes on."""
    stays: dict[int, int] = {}
    rows = Task.objects.filter(notice__in=below, obligation__passes_on=None, state__in=(*OPEN, *WAITING))
    for unit in rows.values_list("dossier__unit_id", flat=True) if below else ():
        stays[unit] = stays.get(unit, 0) + 1
    offices = {n.unit_id: n for n in below}
    kind = "notices.replaced" if notice.replaced_by_id else "notices.withdrawn"
    facts = {"title": notice.title, "number": notice.number, "why": notice.withdrawn_why, "new": str(notice.replaced_by or "")}
    tell_once(
        [d for d in told if d.unit_id not in offices], owners, kind, lambda d: {**facts, "dossier": d.pk, "stays": stays.get(d.unit_id, 0)},
        at=at,
    )  # fmt: skip
    tell(
        (
            Telling(n.unit_id, n.unit_path, "notices.withdrawn_above", role=ROLE,
                    facts={**facts, "notice": n.pk, "stays": n.obligations.filter(passes_on=None).exclude(state="dropped").count()})
            for n in below
        ),
        at=at,
    )  # fmt: skip
