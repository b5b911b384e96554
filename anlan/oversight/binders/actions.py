"""The only writers of binders: ask for one, finish or fail it, throw away what its week is over for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from anlan.kernel import progress
from anlan.kernel.action import action, quiet, record
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.oversight.binders import rules, shelf
from anlan.oversight.binders.models import Binder
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit

MAKERS = ("safety", "leader", "head", "inspector")


@quiet
@action
def ask(
    unit: Unit, *, starts: date, ends: date, domains: Sequence[str], parts: Sequence[str], nonce: UUID, by: Actor, at: datetime
) -> Binder:
    """Have a binder put together for a unit over some days; the work goes into the queue. The same nonce twice is one."""
    if again := Binder.objects.filter(nonce=nonce).first():
        return again
    if not by.covers(unit.unit_path) or not by.roles & set(MAKERS):
        raise NotYours("E-binder-role", _("迎检资料由本单位或上级的安全干部、负责人、督查员来做"))
    if starts > ends or (ends - starts).days > rules.LONGEST_DAYS:
        sentence = _("起止日期不对：先后要对，最长 %(n)d 天") % {"n": rules.LONGEST_DAYS}
        raise Refused("E-binder-span", sentence, fields={"ends": sentence})
    chosen = [part for part in rules.PARTS if part in parts]
    if not chosen or set(domains) - set(org_rules.DOMAINS):
        raise Refused("E-binder-parts", _("至少选一样"), fields={"parts": _("至少选一样")})
    from anlan.oversight.binders.tasks import build

    binder = Binder.objects.create(
        nonce=nonce, unit=unit, unit_path=unit.unit_path, starts=starts, ends=ends, domains=list(domains), parts=chosen,
        made_by_id=by.person_id, made_at=at, kept_until=at + rules.KEPT,
    )  # fmt: skip
    binder.progress_id = progress.begin("binder", person_id=by.person_id, url=f"/binders/{binder.pk}/").pk
    binder.save(update_fields=["progress_id"])
    payload = {"binder": binder.pk, "from": starts.isoformat(), "to": ends.isoformat(), "parts": chosen, "domains": list(domains)}
    record("binder.ask", unit_id=unit.pk, by=by, at=at, payload=payload)
    build.defer(binder_id=binder.pk)
    return binder


@action
def finish(binder: Binder, *, size: int, files: int, left_out: int, sha256: str, by: Actor, at: datetime) -> None:
    """The file lies ready; its digest stands in the ledger, so that a copy can be held against it later."""
    binder.state, binder.size, binder.files, binder.left_out, binder.sha256 = "ready", size, files, left_out, sha256
    binder.save(update_fields=["state", "size", "files", "left_out", "sha256"])
    payload = {"binder": binder.pk, "sha256": sha256, "files": files, "left_out": left_out}
    record("binder.ready", unit_id=binder.unit_id, by=by, at=at, payload=payload)


@action
def took(binder: Binder, *, by: Actor, at: datetime) -> None:
    """Somebody took the file away: written down, as it holds what a unit did."""
    record("binder.took", unit_id=binder.unit_id, by=by, at=at, payload={"binder": binder.pk, "sha256": binder.sha256})


def fail(binder_id: int, why: str) -> None:
    """It was not put together; nothing lies there. By the worker, outside the work's own transaction."""
    Binder.objects.filter(pk=binder_id, state="waiting").update(state="failed", trouble=why[:500])


def throw_away(at: datetime) -> int:
    """Remove files whose week is over; what was never finished counts as failed. -> how many."""
    gone = 0
    for binder in Binder.objects.filter(kept_until__lte=at, state__in=["waiting", "ready"])[:200]:
        shelf.remove(binder.nonce)
        binder.state = "gone" if binder.state == "ready" else "failed"
        binder.save(update_fields=["state"])
        gone += 1
    return gone
