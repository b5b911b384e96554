"""Taking a notice back: open lines close as withdrawn, what was done stays; each unit is told once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from anlan.kernel import progress
from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.clock import wall
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.models import Progress
from anlan.kernel.outbox.actions import Telling, tell
from anlan.kernel.progress import Teller
from anlan.work.notices.actions.dispatching import put_in_queue
from anlan.work.notices.actions.moving import move_many
from anlan.work.notices.models import PUBLISHED, SENDING, WITHDRAWN, Dossier, Notice
from anlan.work.notices.queries.rights import may_edit

AT_ONCE = 2000  # lines; more than that goes through the queue
SILENT = timedelta(minutes=5)


def _to_withdraw(notice_id: int, why: str, by: Actor) -> Notice:
    row = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if not may_edit(by, row):
        raise NotYours("E-notice-role", _("通知由发文单位的人撤回"))
    if row.state == SENDING:
        raise Refused("E-notice-sending", _("正在派发，派完再撤"))
    if row.state == WITHDRAWN:
        raise Refused("E-notice-gone", _("已经撤回了"))
    if not why.strip():
        raise Refused("E-notice-why", _("写明为什么撤回"), fields={"why": _("写明为什么撤回")})
    return row


@quiet
@action
def withdraw(notice: Notice, *, why: str, by: Actor, at: datetime) -> Progress | None:
    """Withdraw at once, or through the queue when there are many lines. -> its progress (None when it is done)."""
    from anlan.work.notices.tasks import take_back

    row = _to_withdraw(notice.pk, why, by)
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


@action
def withdraw_notice(notice: Notice, *, why: str, by: Actor, at: datetime, teller: Teller | None = None) -> Notice:
    """Withdraw now, all lines in one transaction."""
    row = _to_withdraw(notice.pk, why, by)
    say = (teller or Teller(None, None)).say
    was_out = row.state == PUBLISHED
    row.state, row.withdrawn_at, row.withdrawn_why, row.undo = WITHDRAWN, at, why.strip()[:500], []
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_why", "undo"])
    moved = 0
    if was_out:
        why_words = {"why": row.withdrawn_why}
        moved = move_many("withdraw", "t.notice_id = %s", [row.pk], by=by, at=at, payload=why_words, say=say)
        _tell_units(row, at)
    record("notice.withdraw", unit_id=row.unit_id, by=by, at=at, payload={"notice": row.pk, "why": row.withdrawn_why, "lines": moved})
    touched("notices", row.unit_path)
    return row


def _tell_units(notice: Notice, at: datetime) -> None:
    facts = {"title": notice.title, "number": notice.number, "why": notice.withdrawn_why}
    dossiers = Dossier.objects.filter(notice=notice).values_list("pk", "unit_id", "unit_path")
    tell(
        [Telling(unit, path, "notices.withdrawn", role="safety", facts={**facts, "dossier": pk}) for pk, unit, path in dossiers],
        at=at,
    )
