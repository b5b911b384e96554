"""Checklists of an office: started blank, from a sheet or from an example; changed; thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import issues_at
from anlan.work.checks.models import Checklist
from anlan.work.checks.rules import Item, check_items, dump
from anlan.work.hazards.rules import CATEGORIES

TITLE, NOTE = 80, 500


def _titled(title: str) -> str:
    title = " ".join(title.split())[:TITLE]
    if not title:
        raise Refused("E-check-title", _("给检查表起个名字"), fields={"title": _("给检查表起个名字")})
    return title


def _checked(items: Sequence[Item]) -> list[dict[str, object]]:
    wrong = check_items(items, CATEGORIES)
    if wrong:
        fields = {f"item-{key}" if key else "items": _(sentence) for key, sentence in wrong.items()}
        raise Refused("E-check-items", next(iter(fields.values())), fields=fields)
    return dump(items)


@quiet
@action
def start_list(
    unit: Unit, *, title: str, items: Sequence[Item], by: Actor, at: datetime, note: str = "", nonce: UUID | None = None
) -> Checklist:
    """A new list of the bureau `unit`. The same nonce again gives the first one back."""
    if not issues_at(by, unit.unit_path) or unit.kind not in ("city", "district"):
        raise NotYours("E-check-role", _("检查表由局里的安全干部或负责人来做"))
    nonce = nonce or uuid4()
    if again := Checklist.objects.filter(unit=unit, nonce=nonce).first():
        return again
    row = Checklist.objects.create(
        unit=unit, unit_path=unit.unit_path, nonce=nonce, title=_titled(title), note=note.strip()[:NOTE], items=_checked(items),
        keys=[i.key for i in items], made_by_id=by.person_id, made_at=at,
    )  # fmt: skip
    record("check.list", unit_id=unit.pk, by=by, at=at, payload={"list": row.pk, "title": row.title, "items": len(items)})
    touched("checks", unit.unit_path)
    return row


def _locked(pk: int, by: Actor, seen: int | None) -> Checklist:
    row = Checklist.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.unit_id is None or not issues_at(by, row.unit_path):
        raise NotYours("E-check-role", _("这张表由做它的单位来改；可以照着另做一张"))
    if seen is not None and seen != row.version:
        raise Conflict("E-check-moved", _("这张表刚被别人改过。你填的还在，看一下再决定。"))
    return row


@action
def change_list(pk: int, *, title: str, note: str, items: Sequence[Item], by: Actor, at: datetime, seen: int | None = None) -> Checklist:
    """Keep the list as it stands on the page. Rounds that were sent keep the items they were sent with."""
    row = _locked(pk, by, seen)
    row.title, row.note, row.items = _titled(title), note.strip()[:NOTE], _checked(items)
    row.keys = sorted({*row.keys, *(i.key for i in items)}, key=lambda k: (len(k), k))
    row.version += 1
    row.save()
    record("check.list_change", unit_id=row.unit_id or 0, by=by, at=at, payload={"list": row.pk, "items": len(items)})
    touched("checks", row.unit_path)
    return row


@action
def drop_list(pk: int, *, by: Actor, at: datetime, seen: int) -> None:
    """Throw a list away as it was looked at; rounds that used it keep their own copy of its items."""
    row = _locked(pk, by, seen)
    record("check.list_drop", unit_id=row.unit_id or 0, by=by, at=at, payload={"title": row.title})
    touched("checks", row.unit_path)
    row.delete()
