"""The only writers of the register of units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.pinyin import pinyin_key
from anlan.registers.org import rules
from anlan.registers.org.models import Link, Supervision, Unit
from anlan.registers.org.sheets import Meant

EDITABLE = (
    "name", "short", "code", "stage", "nature", "pupils", "staff", "longitude", "latitude", "outline", "address",
    "duty_phone", "traits", "outside_kind",
)  # fmt: skip
ROOTS = {rules.CITY: "1.", rules.OUTSIDE: "9."}

# What registers above do when units change; they put themselves here in their manifests.
CHANGED: list[Callable[[str], None]] = []  # (path): this unit, those below it, or their relations changed
CLOSED: list[Callable[..., None]] = []  # (unit, by=, at=): this unit is closed


def _changed(*paths: str) -> None:
    for path in paths:
        touched("units", path)
        for hear in CHANGED:
            hear(path)


def _demand(right: bool) -> None:
    if not right:
        raise NotYours("E-unit-right", _("单位由上级的安全干部或管理员登记和调整；本单位只改自己的联系方式、人数和位置"))


@action
def open_unit(parent: Unit | None, *, kind: str, name: str, by: Actor, at: datetime, outside_kind: str = "", **facts: Any) -> Unit:
    """Register a unit below `parent` (None for the city and for outside bodies); its path is the next free one."""
    if kind not in rules.KINDS:
        raise Refused("E-unit-kind", _("没有这种单位"))
    _demand(rules.may_open(by, parent.unit_path if parent else "", kind))
    if not name.strip():
        raise Refused("E-unit-name", _("写上单位名称"), fields={"name": _("写上单位名称")})
    if parent and parent.closed_on:
        raise Refused("E-unit-parent-closed", _("上级单位已经撤销"), fields={"parent": _("上级单位已经撤销")})
    if parent and not rules.fits(kind, parent.kind):
        raise Refused("E-unit-fit", _("这种单位不能归到那里"), fields={"parent": _("这种单位不能归到那里")})
    _demand_free_name(parent, name)
    path = _next_path(parent, kind)
    unit = Unit(
        unit_path=path, parent=parent, kind=kind, outside_kind=outside_kind, name=name.strip(), pinyin=pinyin_key(name),
        opened_on=local(at).date(), **{k: v for k, v in facts.items() if k in EDITABLE and v is not None},
    )  # fmt: skip
    _save(unit)
    record("unit.open", unit_id=unit.pk, by=by, at=at, payload={"name": unit.name, "kind": kind})
    _changed(path)
    return unit


def _demand_free_name(parent: Unit | None, name: str, but: int | None = None) -> None:
    """Two units of one name below one parent cannot be told apart (and a form sent twice would make them)."""
    if Unit.objects.filter(parent=parent, name=name.strip(), closed_on__isnull=True).exclude(pk=but or 0).exists():
        raise Refused("E-unit-same", _("这里已经有同名的单位"), fields={"name": _("这里已经有同名的单位")})


def _save(unit: Unit, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            unit.save(update_fields=fields)
    except IntegrityError as error:
        if "org_unit_code" not in str(error):
            raise
        raise Refused("E-unit-code", _("这个编号别的单位在用"), fields={"code": _("这个编号别的单位在用")}) from error


def _next_path(parent: Unit | None, kind: str) -> str:
    if parent is None and kind == rules.CITY:
        return ROOTS[rules.CITY]
    rows = Unit.objects.filter(parent=parent)
    if parent is None:
        rows = rows.filter(unit_path__startswith=ROOTS[rules.OUTSIDE])
    else:
        Unit.objects.select_for_update().filter(pk=parent.pk).first()
    # the longest path is the last one: a hundredth child has a digit more than the others
    last = rows.order_by(Length("unit_path").desc(), "-unit_path").values_list("unit_path", flat=True).first()
    ordinal = int(last.rstrip(".").rsplit(".", 1)[1]) + 1 if last else 1
    return rules.child_path(parent.unit_path, ordinal) if parent else f"{ROOTS[rules.OUTSIDE]}{ordinal:04d}."


@action
def change_unit(unit: Unit, *, by: Actor, at: datetime, **facts: Any) -> Unit:
    """Change facts of a unit (those in EDITABLE); what was before stands in the ledger.

    A unit itself changes rules.OWN_FACTS; its name, code, stage and nature are changed by somebody above.
    """
    changed = {k: v for k, v in facts.items() if k in EDITABLE and getattr(unit, k) != v}
    own = set(changed) <= set(rules.OWN_FACTS)
    right = rules.may_tell if own else rules.may_run
    _demand(right(by, unit.unit_path, unit.kind))
    if not changed:
        return unit
    if "name" in changed:
        if not changed["name"].strip():
            raise Refused("E-unit-name", _("写上单位名称"), fields={"name": _("写上单位名称")})
        _demand_free_name(unit.parent, changed["name"], but=unit.pk)
    was = {key: getattr(unit, key) for key in changed}
    for key, value in changed.items():
        setattr(unit, key, value)
    unit.pinyin = pinyin_key(unit.name)
    _save(unit)
    record("unit.change", unit_id=unit.pk, by=by, at=at, payload={"was": was, "now": changed})
    _changed(unit.unit_path)
    return unit


@action
def move_unit(unit: Unit, new_parent: Unit, *, why: str, by: Actor, at: datetime) -> Unit:
    """Put a unit below another one. Everything that stands on it follows in one step: units below, posts, grants, cases."""
    _demand(rules.may_run(by, unit.unit_path, unit.kind) and rules.may_open(by, new_parent.unit_path, unit.kind))
    if not rules.fits(unit.kind, new_parent.kind):
        raise Refused("E-unit-fit", _("这种单位不能归到那里"), fields={"parent": _("这种单位不能归到那里")})
    if new_parent.unit_path.startswith(unit.unit_path):
        raise Refused("E-unit-below-itself", _("不能归到它自己下面"), fields={"parent": _("不能归到它自己下面")})
    if new_parent.closed_on:
        raise Refused("E-unit-parent-closed", _("上级单位已经撤销"), fields={"parent": _("上级单位已经撤销")})
    if unit.parent_id == new_parent.pk:
        raise Refused("E-unit-there", _("它已经在那里"), fields={"parent": _("它已经在那里")})
    _demand_free_name(new_parent, unit.name, but=unit.pk)
    old, was = unit.unit_path, unit.parent
    new = _next_path(new_parent, unit.kind)
    with connection.cursor() as cursor:
        cursor.execute("update org_unit set parent_id = %s where id = %s", [new_parent.pk, unit.pk])
        cursor.execute(
            "update org_unit set unit_path = %s || substr(unit_path, %s) where unit_path >= %s and unit_path < %s",
            [new, len(old) + 1, old, old[:-1] + "/"],
        )
    unit.refresh_from_db()
    facts = {"from": str(was or ""), "to": str(new_parent), "why": why}
    record("unit.move", unit_id=unit.pk, by=by, at=at, was=old, now=new, payload=facts)
    touched("units", old)
    _changed(new)
    return unit


@action
def close_unit(unit: Unit, *, why: str, by: Actor, at: datetime) -> Unit:
    """Close a unit with its history kept; refused while units below it are open. Its posts end with the day."""
    _demand(rules.may_run(by, unit.unit_path, unit.kind))
    if unit.closed_on:
        raise Refused("E-unit-closed", _("已经撤销了"))
    if not why.strip():
        raise Refused("E-unit-why", _("写上为什么撤销"), fields={"why": _("写上为什么撤销")})
    if Unit.objects.filter(parent=unit, closed_on__isnull=True).exists():
        raise Refused("E-unit-open-below", _("它下面还有在用的单位，先撤销或迁走下面的"))
    unit.closed_on, unit.closed_why = local(at).date(), why.strip()
    unit.save(update_fields=["closed_on", "closed_why"])
    for hear in CLOSED:
        hear(unit, by=by, at=at)
    record("unit.close", unit_id=unit.pk, by=by, at=at, payload={"why": why})
    _changed(unit.unit_path)
    return unit


@action
def reopen_unit(unit: Unit, *, why: str, by: Actor, at: datetime) -> Unit:
    """Take a closing back. Posts that ended with it are given anew by hand."""
    _demand(rules.may_run(by, unit.unit_path, unit.kind))
    _demand_free_name(unit.parent, unit.name, but=unit.pk)
    unit.closed_on, unit.closed_why = None, ""
    unit.save(update_fields=["closed_on", "closed_why"])
    record("unit.reopen", unit_id=unit.pk, by=by, at=at, payload={"why": why})
    _changed(unit.unit_path)
    return unit


@action
def supervise(unit: Unit, *, domain: str, supervisor: Unit, starts: date, basis: str, by: Actor, at: datetime) -> Supervision:
    """From `starts`, `supervisor` supervises `unit` in `domain` ('' = all); the relation that ran ends the day before."""
    _demand(rules.may_run(by, unit.unit_path, unit.kind))
    if supervisor.unit_path.startswith(unit.unit_path):
        raise Refused("E-unit-own-supervisor", _("单位不能主管自己"), fields={"supervisor": _("单位不能主管自己")})
    running = Supervision.objects.filter(unit=unit, domain=domain, ends__isnull=True)
    if running.filter(starts__gte=starts).exists():
        raise Refused("E-unit-supervised", _("这一天起已经有主管单位了"), fields={"starts": _("这一天起已经有主管单位了")})
    running.update(ends=starts - timedelta(days=1))
    row = Supervision.objects.create(unit=unit, unit_path=unit.unit_path, domain=domain, supervisor=supervisor, starts=starts, basis=basis)
    record("unit.supervise", unit_id=unit.pk, by=by, at=at, payload={"domain": domain, "supervisor": supervisor.name})
    _changed(unit.unit_path)
    return row


@action
def end_supervision(row: Supervision, *, ends: date, by: Actor, at: datetime) -> Supervision:
    """The relation ends with `ends`; from the next day on the parent supervises again."""
    _demand(rules.may_run(by, row.unit_path, row.unit.kind))
    if ends < row.starts:
        raise Refused("E-unit-days", _("结束日期早于开始日期"), fields={"ends": _("结束日期早于开始日期")})
    row.ends = ends
    row.save(update_fields=["ends"])
    facts = {"domain": row.domain, "supervisor": row.supervisor.name, "ends": ends.isoformat()}
    record("unit.supervise_end", unit_id=row.unit_id, by=by, at=at, payload=facts)
    _changed(row.unit_path)
    return row


@action
def link(unit: Unit, outside: Unit, *, domain: str = "", by: Actor, at: datetime) -> Link:
    """Link an outside body to a unit, for one domain or for all."""
    _demand(rules.may_tell(by, unit.unit_path, unit.kind))
    if outside.kind != rules.OUTSIDE:
        raise Refused("E-unit-outside", _("只能关联外单位"), fields={"outside": _("只能关联外单位")})
    today = local(at).date()
    known = Link.objects.filter(unit=unit, outside=outside, domain=domain)
    row = known.filter(Q(ends__isnull=True) | Q(starts=today)).order_by("starts").first()
    if row is None:
        row = Link.objects.create(unit=unit, unit_path=unit.unit_path, outside=outside, domain=domain, starts=today)
    elif row.ends:
        row.ends = None
        row.save(update_fields=["ends"])
    record("unit.link", unit_id=unit.pk, by=by, at=at, payload={"outside": outside.name, "domain": domain})
    _changed(unit.unit_path)
    return row


@action
def unlink(row: Link, *, by: Actor, at: datetime) -> Link:
    """The unit no longer works with the outside body; that it did stays."""
    _demand(rules.may_tell(by, row.unit_path, row.unit.kind))
    row.ends = local(at).date() - timedelta(days=1)
    row.save(update_fields=["ends"])
    record("unit.unlink", unit_id=row.unit_id, by=by, at=at, payload={"outside": row.outside.name, "domain": row.domain})
    _changed(row.unit_path)
    return row


@action
def import_units(rows: list[Meant], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Take a sheet as it was read (sheets.read_units): units with a known code are changed where the sheet says something
    else, others registered. (new, changed)."""
    made: dict[str, Unit] = {}
    new = changed = 0
    for row in rows:
        if row.unit is not None:
            facts = rules.differing({key: getattr(row.unit, key) for key in row.facts}, row.facts)
            if facts:
                change_unit(row.unit, by=by, at=at, **facts)
                changed += 1
            continue
        parent = made[row.parent_key] if row.parent_key else row.parent
        facts = dict(row.facts)
        unit = open_unit(parent, kind=row.kind, name=facts.pop("name"), by=by, at=at, **facts)
        made[unit.name] = unit
        if unit.code:
            made[unit.code] = unit
        new += 1
    top = by.paths[0] if by.paths else by.keeps[0] if by.keeps else "1."
    record("unit.import", unit_id=Unit.objects.get(unit_path=top).pk, by=by, at=at, payload={"new": new, "changed": changed})
    return new, changed
