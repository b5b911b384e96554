"""Starting, changing and ending a programme; laying it over notices and cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import DOMAINS, issues_at
from anlan.registers.people import queries as people
from anlan.registers.people.rules import ROLES
from anlan.work.cases.models import Case
from anlan.work.notices.models import Notice
from anlan.work.programmes.models import OfCase, OfNotice, Programme
from anlan.work.programmes.rules import NOT_FOUND

NAME, PURPOSE = 60, 1000


def _own(programme: Programme, by: Actor) -> Programme:
    """The programme, locked, for somebody of the office that runs it, while it runs."""
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if not issues_at(by, row.unit_path):
        raise NotYours("E-programme-role", _("专项由发起单位的人管"))
    if row.ended_at is not None:
        raise Refused("E-programme-ended", _("这个专项已经结束"))
    return row


def _fill(row: Programme, name: str, purpose: str, starts: date, ends: date, owner_id: int, kinds: Sequence[str], domains: Sequence[str],
          at: datetime) -> None:  # fmt: skip
    name = " ".join(name.split())[:NAME]
    if not name:
        raise Refused("E-programme-name", _("给专项起个名字"), fields={"name": _("起个名字")})
    if ends < starts:
        raise Refused("E-programme-days", _("结束要在开始以后"), fields={"ends": _("要在开始以后")})
    if owner_id not in {h.person_id for h in people.holders_at(row.unit_path, list(ROLES), at)}:
        raise Refused("E-programme-owner", _("选本单位的一个人负责"), fields={"owner": _("选本单位的人")})
    row.name, row.purpose, row.starts, row.ends, row.owner_id = name, purpose.strip()[:PURPOSE], starts, ends, owner_id
    row.kinds = [k for k in kinds if k in registry.KINDS and k not in NOT_FOUND]
    row.domains = [d for d in domains if d in DOMAINS]


@quiet
@action
def start(
    unit: Unit, *, name: str, starts: date, ends: date, owner_id: int, by: Actor, at: datetime, purpose: str = "",
    kinds: Sequence[str] = ("hazard",), domains: Sequence[str] = (), nonce: UUID | None = None,
) -> Programme:  # fmt: skip
    """A programme of the bureau `unit`. The same form twice is one."""
    if not issues_at(by, unit.unit_path) or unit.kind not in ("city", "district"):
        raise NotYours("E-programme-role", _("专项由局里的安全干部或负责人发起"))
    nonce = nonce or uuid4()
    if again := Programme.objects.filter(unit=unit, nonce=nonce).first():
        return again
    row = Programme(unit=unit, unit_path=unit.unit_path, nonce=nonce, made_by_id=by.person_id, made_at=at)
    _fill(row, name, purpose, starts, ends, owner_id, kinds, domains, at)
    row.save(force_insert=True)
    record("programme.start", unit_id=unit.pk, by=by, at=at, payload={"programme": row.pk, "name": row.name})
    touched("programmes", row.unit_path)
    return row


@action
def change(
    programme: Programme, *, name: str, starts: date, ends: date, owner_id: int, by: Actor, at: datetime, purpose: str = "",
    kinds: Sequence[str] = (), domains: Sequence[str] = (), seen: int | None = None,
) -> Programme:  # fmt: skip
    """Change what a programme says of itself; what lies under it stays."""
    row = _own(programme, by)
    if seen is not None and seen != row.version:
        raise Conflict("E-programme-moved", _("刚被别人改过。你填的还在，看一下再存。"))
    _fill(row, name, purpose, starts, ends, owner_id, kinds, domains, at)
    row.version += 1
    row.save()
    record("programme.change", unit_id=row.unit_id, by=by, at=at, payload={"programme": row.pk, "name": row.name})
    touched("programmes", row.unit_path)
    return row


@action
def end(programme: Programme, *, by: Actor, at: datetime) -> Programme:
    """End it: nothing more is laid under it, its report stays."""
    row = _own(programme, by)
    row.ended_at = at
    row.version += 1
    row.save(update_fields=["ended_at", "version"])
    record("programme.end", unit_id=row.unit_id, by=by, at=at, payload={"programme": row.pk, "name": row.name})
    touched("programmes", row.unit_path)
    return row


@quiet
@action
def lay_over(programme: Programme, *, by: Actor, at: datetime, notice: Notice | None = None, case: Case | None = None) -> bool:
    """Lay the programme over a notice or a case. -> whether it was new. A sealed case is not counted anywhere, so not here."""
    row = _own(programme, by)
    if case is not None and case.sealed:
        raise Refused("E-programme-sealed", _("密封的事不进专项"))
    if notice is not None:
        _made, fresh = OfNotice.objects.get_or_create(
            programme=row, notice=notice, defaults={"unit_path": row.unit_path, "by_id": by.person_id, "at": at}
        )
    elif case is not None:
        _of, fresh = OfCase.objects.get_or_create(
            programme=row, case=case, defaults={"unit_path": case.unit_path, "by_id": by.person_id, "at": at}
        )
    else:
        raise ValueError("a notice or a case")
    if fresh:
        payload = {"programme": row.pk, "notice": notice.pk if notice else None, "case": case.pk if case else None}
        record("programme.lay", unit_id=row.unit_id, by=by, at=at, payload=payload)
        touched("programmes", row.unit_path)
    return fresh


@quiet
@action
def take_off(programme: Programme, *, by: Actor, at: datetime, notice: Notice | None = None, case: Case | None = None) -> bool:
    """Take a notice or a case out of the programme again. -> whether it was in."""
    row = _own(programme, by)
    found = OfNotice.objects.filter(programme=row, notice=notice) if notice else OfCase.objects.filter(programme=row, case=case)
    gone, _rows = found.delete()
    if gone:
        payload = {"programme": row.pk, "notice": notice.pk if notice else None, "case": case.pk if case else None}
        record("programme.take_off", unit_id=row.unit_id, by=by, at=at, payload=payload)
        touched("programmes", row.unit_path)
    return bool(gone)
