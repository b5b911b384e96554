"""The only writers of the register of units."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import Refused
from anlan.registers.org import rules
from anlan.registers.org.models import Link, Supervision, Unit

EDITABLE = (
    "name", "short", "code", "stage", "nature", "pupils", "staff", "longitude", "latitude", "outline", "address",
    "duty_phone", "traits",
)  # fmt: skip
ROOTS = {rules.CITY: "1.", rules.OUTSIDE: "9."}


@action
def open_unit(
    parent: Unit | None, *, kind: str, name: str, by: Actor, at: datetime, outside_kind: str = "", **facts: Any
) -> Unit:
    """Register a unit below `parent` (None for the city and for outside bodies); its path is the next free one."""
    if not name.strip():
        raise Refused("E-unit-name", _("写上单位名称"), fields={"name": _("写上单位名称")})
    if kind not in rules.KINDS:
        raise Refused("E-unit-kind", _("没有这种单位"))
    with transaction.atomic():
        path = _next_path(parent, kind)
        unit = Unit.objects.create(
            unit_path=path,
            parent=parent,
            kind=kind,
            outside_kind=outside_kind,
            name=name.strip(),
            pinyin="".join(lazy_pinyin(name.strip())),
            opened_on=local(at).date(),
            **{k: v for k, v in facts.items() if k in EDITABLE and v is not None},
        )
    record("unit.open", unit_id=unit.pk, by=by, at=at, payload={"name": unit.name, "kind": kind})
    touched("units", path)
    return unit


def _next_path(parent: Unit | None, kind: str) -> str:
    if parent is None:
        if kind == rules.CITY:
            return ROOTS[rules.CITY]
        last = Unit.objects.filter(unit_path__startswith="9.", parent__isnull=True).aggregate(m=Max("unit_path"))["m"]
        return f"9.{int(last.split('.')[1]) + 1 if last else 1:04d}."
    Unit.objects.select_for_update().filter(pk=parent.pk).first()
    last = Unit.objects.filter(parent=parent).aggregate(m=Max("unit_path"))["m"]
    ordinal = int(last.rstrip(".").rsplit(".", 1)[1]) + 1 if last else 1
    return rules.child_path(parent.unit_path, ordinal)


@action
def change_unit(unit: Unit, *, by: Actor, at: datetime, **facts: Any) -> Unit:
    """Change facts of a unit (those in EDITABLE); what was before stands in the ledger."""
    was = {}
    for key, value in facts.items():
        if key in EDITABLE and getattr(unit, key) != value:
            was[key] = getattr(unit, key)
            setattr(unit, key, value)
    if "name" in was:
        unit.pinyin = "".join(lazy_pinyin(unit.name))
    unit.save()
    record("unit.change", unit_id=unit.pk, by=by, at=at, payload={"was": was})
    touched("units", unit.unit_path)
    return unit


@action
def close_unit(unit: Unit, *, why: str, by: Actor, at: datetime) -> Unit:
    """Close a unit with its history kept; refused while units below it are open."""
    if Unit.objects.filter(parent=unit, closed_on__isnull=True).exists():
        raise Refused("E-unit-open-below", _("它下面还有在用的单位，先撤销或迁走下面的"))
    unit.closed_on, unit.closed_why = local(at).date(), why
    unit.save(update_fields=["closed_on", "closed_why"])
    record("unit.close", unit_id=unit.pk, by=by, at=at, payload={"why": why})
    touched("units", unit.unit_path)
    return unit


@action
def supervise(unit: Unit, *, domain: str, supervisor: Unit, starts: date, basis: str, by: Actor, at: datetime) -> Supervision:
    """From `starts`, `supervisor` supervises `unit` in `domain` ('' = all); the relation that ran ends the day before."""
    from datetime import timedelta

    Supervision.objects.filter(unit=unit, domain=domain, ends__isnull=True).update(ends=starts - timedelta(days=1))
    row = Supervision.objects.create(
        unit=unit, unit_path=unit.unit_path, domain=domain, supervisor=supervisor, starts=starts, basis=basis
    )
    record("unit.supervise", unit_id=unit.pk, by=by, at=at, payload={"domain": domain, "supervisor": supervisor.name})
    return row


@action
def link(unit: Unit, outside: Unit, *, domain: str = "", by: Actor, at: datetime) -> Link:
    """Link an outside body to a unit, for one domain or for all."""
    row, _made = Link.objects.get_or_create(
        unit=unit, outside=outside, domain=domain, ends=None,
        defaults={"unit_path": unit.unit_path, "starts": local(at).date()},
    )  # fmt: skip
    record("unit.link", unit_id=unit.pk, by=by, at=at, payload={"outside": outside.name, "domain": domain})
    return row
