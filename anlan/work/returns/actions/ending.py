"""The end of a round: frozen with name, post, time and a digest of the table in the ledger; or withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.work.cases.many import close_many
from anlan.work.returns.actions.drafting import locked_round
from anlan.work.returns.models import FROZEN, OPEN, WITHDRAWN, Round, Sheet
from anlan.work.returns.queries.frozen import table_digest
from anlan.work.returns.rules import HANDED


@action
def freeze(round_: Round, *, seen: int, by: Actor, at: datetime) -> Round:
    """Close the table and sign it. Who has not handed in is named as missing; from now on only the asking office corrects.

    seen  how many had handed in when the signer looked: what came in since is looked at first
    """
    row = locked_round(round_.pk, by, states=(OPEN,))
    if seen != Sheet.objects.filter(round=row, state__in=HANDED).count():
        raise Conflict("E-return-moved", _("刚才又有单位报了，看一下汇总再签"))
    post = next((g for g in by.grants if g.path == row.unit_path), by.post)
    if post is None:
        raise NotYours("E-return-role", _("报表由发起单位的人管"))
    waiting = list(Sheet.objects.filter(round=row, state="asked").values_list("pk", flat=True))
    asked = list(Sheet.objects.filter(round=row, state="questioned").values_list("pk", flat=True))
    missed = close_many("return", "lapse", waiting, by=by, at=at, payload={"round": row.pk})
    settled = close_many("return", "settle", asked, by=by, at=at, payload={"round": row.pk})
    Sheet.objects.filter(pk__in=missed).update(state="missed")
    Sheet.objects.filter(pk__in=settled).update(state="handed")
    handed = Sheet.objects.filter(round=row, state="handed").count()
    signature: dict[str, Any] = {
        "name": by.name, "post": post.title, "unit": post.unit_name, "handed": handed, "missed": len(missed), "unanswered": len(settled),
    }  # fmt: skip
    row.state, row.ended_at, row.ended_by_id, row.signature = FROZEN, at, by.person_id, signature
    row.digest = table_digest(row)
    row.version += 1
    row.save()
    record(
        "return.freeze", unit_id=row.unit_id, by=by, at=at, payload={"round": row.pk, "title": row.title, "digest": row.digest, **signature}
    )
    touched("returns", row.unit_path)
    return row


@action
def withdraw(round_: Round, *, why: str, by: Actor, at: datetime) -> Round:
    """Take the round back: nobody fills it in any more, and each unit that had it to do is told why. What was filled in stays."""
    row = locked_round(round_.pk, by, states=(OPEN,))
    if len(why.strip()) < 2:
        raise Refused("E-return-why", _("写一句为什么撤回，会告诉各单位"), fields={"why": _("写一句为什么撤回")})
    sheets = list(Sheet.objects.filter(round=row).select_related("unit"))
    open_ones = [s for s in sheets if s.state in ("asked", "questioned")]
    close_many("return", "withdraw", [s.pk for s in sheets], by=by, at=at, payload={"round": row.pk, "why": why.strip()[:300]})
    Sheet.objects.filter(round=row).update(state="withdrawn")
    row.state, row.ended_at, row.ended_by_id, row.ended_why = WITHDRAWN, at, by.person_id, why.strip()[:300]
    row.version += 1
    row.save()
    tell(
        (
            Telling(unit_id=s.unit_id, unit_path=s.unit_path, kind="returns.withdrawn", role="safety", case_id=s.pk, due_at=row.due_at,
                    facts={"title": row.title, "why": row.ended_why})
            for s in open_ones
        ),
        at=at,
    )  # fmt: skip
    record("return.withdraw", unit_id=row.unit_id, by=by, at=at, payload={"round": row.pk, "title": row.title, "why": row.ended_why})
    touched("returns", row.unit_path)
    return row
