"""Designing a form: a draft round is started, changed, thrown away; a form that was sent is taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import Addressees, issues_at
from anlan.work.asks import actions as asks
from anlan.work.returns.models import DRAFT, OPEN, WITHDRAWN, Round
from anlan.work.returns.queries.asking import KEY
from anlan.work.returns.rules import Field, dump

TITLE, NOTE = 120, 2000


def locked_round(round_id: int, by: Actor, *, states: Sequence[str]) -> Round:
    """The round, locked, for somebody of the office that asks; refused in another state."""
    row = Round.objects.select_for_update(of=("self",)).select_related("unit").get(pk=round_id)
    if not issues_at(by, row.unit_path):
        raise NotYours("E-return-role", _("报表由发起单位的人管"))
    if row.state not in states:
        raise Refused("E-return-state", _("这张表已经不在这一步，刷新看一下"))
    return row


@quiet
@action
def start(
    unit: Unit, *, title: str, fields: Sequence[Field], by: Actor, at: datetime, many_rows: bool = False, note: str = "",
    nonce: UUID | None = None,
) -> Round:  # fmt: skip
    """A new form of the bureau `unit`, as a draft. The same nonce again gives the first one back."""
    if not issues_at(by, unit.unit_path) or unit.kind not in ("city", "district"):
        raise NotYours("E-return-role", _("报表由局里的安全干部或负责人发起"))
    nonce = nonce or uuid4()
    if again_ := Round.objects.filter(unit=unit, nonce=nonce).first():
        return again_
    row = Round.objects.create(
        unit=unit, unit_path=unit.unit_path, nonce=nonce, title=_titled(title), note=note.strip()[:NOTE], fields=dump(fields),
        keys=[f.key for f in fields], many_rows=many_rows, addressees={"kinds": ["school"]}, made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    row.series_id = row.pk
    row.save(update_fields=["series_id"])
    record("return.start", unit_id=unit.pk, by=by, at=at, payload={"round": row.pk, "title": row.title})
    touched("returns", row.unit_path)
    return row


def _titled(title: str) -> str:
    title = " ".join(title.split())[:TITLE]
    if not title:
        raise Refused("E-return-title", _("给这张表起个名字"), fields={"title": _("给这张表起个名字")})
    return title


@action
def change(
    round_: Round, *, title: str, note: str, fields: Sequence[Field], many_rows: bool, addressees: dict[str, Any], due_at: datetime | None,
    by: Actor, at: datetime, seen: int | None = None,
) -> Round:  # fmt: skip
    """Keep the draft as it stands on the page; whether it can be sent is judged when it is sent."""
    row = locked_round(round_.pk, by, states=(DRAFT,))
    if seen is not None and seen != row.version:
        raise Conflict("E-return-moved", _("这张表刚被别人改过。你填的还在，看一下再决定。"))
    try:
        row.addressees = Addressees.load(addressees).dump()
    except (ValueError, TypeError) as error:
        raise Refused("E-return-whom", _("发给谁有一项填得不对"), fields={"kinds": _("这一项填得不对")}) from error
    row.title, row.note, row.many_rows, row.due_at = _titled(title), note.strip()[:NOTE], many_rows, due_at
    row.fields, row.keys = dump(fields), sorted({*row.keys, *(f.key for f in fields)}, key=lambda k: (len(k), k))
    row.version += 1
    row.save()
    record("return.change", unit_id=row.unit_id, by=by, at=at, payload={"round": row.pk, "columns": len(fields)})
    return row


@action
def drop(round_: Round, *, seen: int, by: Actor, at: datetime) -> None:
    """Throw a draft away as it was looked at: nobody but its office has seen it."""
    row = locked_round(round_.pk, by, states=(DRAFT,))
    if seen != row.version:
        raise Conflict("E-return-moved", _("这张表刚被别人改过。你填的还在，看一下再决定。"))
    asks.no_longer(KEY, row.pk, by=by, at=at)
    record("return.drop", unit_id=row.unit_id, by=by, at=at, payload={"title": row.title})
    touched("returns", row.unit_path)
    row.delete()


@quiet
@action
def again(round_: Round, *, by: Actor, at: datetime, nonce: UUID | None = None) -> Round:
    """The same form once more, as a draft: same columns with the same keys, so that both times can be compared."""
    before = locked_round(round_.pk, by, states=(OPEN, "frozen", WITHDRAWN))
    nonce = nonce or uuid4()
    if twin := Round.objects.filter(unit=before.unit, nonce=nonce).first():
        return twin
    series = Round.objects.filter(series_id=before.series_id)
    last = series.exclude(state__in=(DRAFT, WITHDRAWN)).order_by("-id").first()
    keys = sorted({key for keys in series.values_list("keys", flat=True) for key in keys}, key=lambda k: (len(k), k))
    row = Round.objects.create(
        unit=before.unit, unit_path=before.unit_path, nonce=nonce, series_id=before.series_id, previous=last, title=before.title,
        note=before.note, fields=before.fields, keys=keys, many_rows=before.many_rows, addressees=before.addressees,
        made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    record("return.start", unit_id=row.unit_id, by=by, at=at, payload={"round": row.pk, "title": row.title, "again": before.pk})
    touched("returns", row.unit_path)
    return row
