"""A batch while it is written: begun, changed, thrown away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import SCHOOL, Addressees, issues_at
from anlan.work.pledges.models import DRAFT, Batch
from anlan.work.pledges.rules import layers_for, unknown_places

LONGEST_TITLE, LONGEST = 80, 8000


def locked_batch(pk: int, by: Actor, *, states: Iterable[str]) -> Batch:
    """The batch, locked, if the actor sends in its unit's name and it stands in one of `states`."""
    row = Batch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    if not issues_at(by, row.unit_path):
        raise NotYours("E-pledge-right", _("责任书由发出单位的负责人、分管领导、安全干部来管"))
    if row.state not in tuple(states):
        raise Conflict("E-pledge-state", _("这批责任书已经不在这一步，刷新看一下"))
    return row


@quiet
@action
def start(
    unit: Unit, *, title: str, text: str, layers: Iterable[str], addressees: Mapping[str, Any], starts: date, ends: date, due_at: datetime,
    by: Actor, at: datetime, nonce: UUID | None = None, previous: Batch | None = None,
) -> Batch:  # fmt: skip
    """A draft in the unit's name. The same nonce again gives the first one back."""
    if not issues_at(by, unit.unit_path):
        raise NotYours("E-pledge-right", _("责任书由发出单位的负责人、分管领导、安全干部来管"))
    nonce = nonce or uuid4()
    if again := Batch.objects.filter(unit=unit, nonce=nonce).first():
        return again
    row = Batch(
        unit=unit, unit_path=unit.unit_path, nonce=nonce, made_by_id=by.person_id, made_at=at, previous=previous,
        **_checked(unit, title, text, layers, addressees, starts, ends, due_at, at),
    )  # fmt: skip
    row.save(force_insert=True)
    record("pledge.start", unit_id=unit.pk, by=by, at=at, payload={"batch": row.pk, "title": row.title})
    touched("pledges", unit.unit_path)
    return row


@action
def change(
    batch: Batch, *, title: str, text: str, layers: Iterable[str], addressees: Mapping[str, Any], starts: date, ends: date,
    due_at: datetime, by: Actor, at: datetime,
) -> Batch:  # fmt: skip
    """Write the draft anew."""
    row = locked_batch(batch.pk, by, states=(DRAFT,))
    for key, value in _checked(row.unit, title, text, layers, addressees, starts, ends, due_at, at).items():
        setattr(row, key, value)
    row.version += 1
    row.save()
    record("pledge.change", unit_id=row.unit_id, by=by, at=at, payload={"batch": row.pk, "title": row.title})
    touched("pledges", row.unit_path)
    return row


@action
def drop(batch: Batch, *, by: Actor, at: datetime) -> None:
    """Throw a draft away."""
    row = locked_batch(batch.pk, by, states=(DRAFT,))
    record("pledge.drop", unit_id=row.unit_id, by=by, at=at, payload={"batch": row.pk, "title": row.title})
    touched("pledges", row.unit_path)
    row.delete()


def _checked(
    unit: Unit, title: str, text: str, layers: Iterable[str], addressees: Mapping[str, Any], starts: date, ends: date, due_at: datetime,
    at: datetime,
) -> dict[str, Any]:  # fmt: skip
    wrong: dict[str, Any] = {}
    chosen = [layer for layer in layers_for(unit.kind) if layer in set(layers)]
    if not title.strip():
        wrong["title"] = _("写上责任书叫什么")
    if unknown := unknown_places(text):
        wrong["text"] = _("这些括号里的词填不出来：%(words)s") % {"words": "、".join(f"{{{word}}}" for word in unknown)}
    if len(text.strip()) < 20:
        wrong["text"] = _("写上责任书的正文")
    if not chosen:
        wrong["layers"] = _("选上要签的层级")
    if ends < starts:
        wrong["ends"] = _("早于开始日期")
    if due_at <= at:
        wrong["due"] = _("定一个以后的日期")
    if wrong:
        raise Refused("E-pledge-draft", next(iter(wrong.values())), fields=wrong)
    whom = {"units": [unit.pk]} if unit.kind == SCHOOL else Addressees.load(addressees).dump()
    return {
        "title": " ".join(title.split())[:LONGEST_TITLE], "text": text.strip()[:LONGEST], "layers": chosen, "addressees": whom,
        "starts": starts, "ends": ends, "due_at": due_at,
    }  # fmt: skip
