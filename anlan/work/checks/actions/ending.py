"""The end of a round: closed and signed, what was not looked at named as such; or withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org.rules import issues_at
from anlan.work.cases.many import close_many
from anlan.work.checks.models import ENDED, OPEN, WITHDRAWN, Check, Round
from anlan.work.checks.queries.rollup import FIRST
from anlan.work.checks.rules import CHECKED
from anlan.work.checks.rules import OPEN as TO_DO


def _locked(pk: int, by: Actor) -> Round:
    row = Round.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    if not issues_at(by, row.unit_path):
        raise NotYours("E-check-role", _("这次检查由发起单位的人管"))
    if row.state != OPEN:
        raise Refused("E-check-state", _("这次检查已经收口了，刷新看一下"))
    return row


def _close(row: Round, verb: str, states: tuple[str, ...], by: Actor, at: datetime, payload: dict[str, Any]) -> dict[str, int]:
    """Close the cases of a round by their kind. -> stage -> how many."""
    kinds = {"self": "self_check", "recheck": "recheck", "sample": "sample_check", "closing": "break_check", "reopening": "break_check"}
    closed: dict[str, int] = {}
    for stage, kind in kinds.items():
        ids = list(Check.objects.filter(round=row, stage=stage, state__in=states).values_list("case_id", flat=True))
        done = close_many(kind, verb, ids, by=by, at=at, payload=payload) if ids else []
        Check.objects.filter(pk__in=done).update(state="missed" if verb == "lapse" else "withdrawn")
        closed[stage] = len(done)
    return closed


@action
def end(round_id: int, *, seen: int, by: Actor, at: datetime) -> Round:
    """Close the round and sign it: what was not looked at is named as such, hazards go on by themselves.

    seen  how many checks had been handed in when the signer looked: what came in since is looked at first
    """
    row = _locked(round_id, by)
    handed = Check.objects.filter(round=row, state__in=CHECKED).count()
    if seen != handed:
        raise Conflict("E-check-moved", _("刚才又有单位交了，看一下再签"))
    post = next((g for g in by.grants if g.path == row.unit_path), by.post)
    if post is None:
        raise NotYours("E-check-role", _("这次检查由发起单位的人管"))
    missed = _close(row, "lapse", TO_DO, by, at, {"round": row.pk})
    row.signature = {"name": by.name, "post": post.title, "unit": post.unit_name, "handed": handed, "missed": sum(missed.values())}
    row.state, row.ended_at, row.ended_by_id = ENDED, at, by.person_id
    row.save()
    record("check.end", unit_id=row.unit_id, by=by, at=at, payload={"round": row.pk, "title": row.title, **row.signature})
    touched("checks", row.unit_path)
    return row


@action
def withdraw(round_id: int, *, why: str, by: Actor, at: datetime) -> Round:
    """Take the round back: nobody checks any more, each school that had it to do is told why. Answers and hazards stay."""
    row = _locked(round_id, by)
    why = why.strip()[:300]
    if len(why) < 2:
        raise Refused("E-check-why", _("写一句为什么撤回，会告诉各单位"), fields={"why": _("写一句为什么撤回")})
    waiting = list(Check.objects.filter(round=row, state__in=TO_DO, stage__in=FIRST).select_related("unit"))
    _close(row, "withdraw", (*TO_DO, *CHECKED), by, at, {"round": row.pk, "why": why})
    row.state, row.ended_at, row.ended_by_id, row.ended_why = WITHDRAWN, at, by.person_id, why
    row.save()
    tell(
        (
            Telling(unit_id=c.unit_id, unit_path=c.unit_path, kind="checks.withdrawn", role="safety", case_id=c.pk, due_at=row.due_at,
                    facts={"title": row.title, "why": why})
            for c in waiting
        ),
        at=at,
    )  # fmt: skip
    record("check.withdraw", unit_id=row.unit_id, by=by, at=at, payload={"round": row.pk, "title": row.title, "why": why})
    touched("checks", row.unit_path)
    return row
