"""Units in Excel: the columns, the rows of an export, and what a sheet that was read means. All of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.sheets import Column, Rows
from anlan.registers.org import rules
from anlan.registers.org.models import Unit

TRAIT = "trait_"
COLUMNS = [
    Column("code", gettext_lazy("编号"), longest=40, unique=True, help=gettext_lazy("已有的编号：改那个单位；新的编号：登记新单位")),
    Column("name", gettext_lazy("单位名称"), required=True, longest=80),
    Column("short", gettext_lazy("简称"), longest=20),
    Column("kind", gettext_lazy("类别"), "choice", required=True, choices={k: gettext_lazy(v) for k, v in rules.KINDS.items()}),
    Column("parent", gettext_lazy("上级单位"), longest=80, help=gettext_lazy("名称或编号；外单位不填")),
    Column("stage", gettext_lazy("学段"), "choice", choices={k: gettext_lazy(v) for k, v in rules.STAGES.items()}),
    Column("nature", gettext_lazy("性质"), "choice", choices={k: gettext_lazy(v) for k, v in rules.NATURES.items()}),
    Column("outside_kind", gettext_lazy("外单位类别"), "choice", choices={k: gettext_lazy(v) for k, v in rules.OUTSIDE_KINDS.items()}),
    Column("pupils", gettext_lazy("学生数"), "integer", least=0, most=100_000, unit="人"),
    Column("staff", gettext_lazy("教职工数"), "integer", least=0, most=20_000, unit="人"),
    Column("duty_phone", gettext_lazy("值班电话"), "phone"),
    Column("address", gettext_lazy("地址"), longest=200),
    Column("position", gettext_lazy("经纬度"), "coordinates"),
    *(Column(TRAIT + key, gettext_lazy(label), "boolean") for key, label in rules.TRAITS.items()),
]
PLAIN = ("code", "name", "short", "stage", "nature", "outside_kind", "pupils", "staff", "duty_phone", "address")


def row_of(unit: Unit, parent: str) -> dict[str, Any]:
    """A unit as a row of the sheet."""
    row: dict[str, Any] = {key: getattr(unit, key) for key in PLAIN} | {"kind": unit.kind, "parent": parent}
    if unit.kind != rules.SCHOOL:
        row["nature"] = ""
    if unit.latitude is not None and unit.longitude is not None:
        row["position"] = (unit.latitude, unit.longitude)
    return row | {TRAIT + key: True if unit.traits.get(key) else None for key in rules.TRAITS}


def rows_of(units: Iterable[Unit]) -> Iterator[dict[str, Any]]:
    """Units as rows, each with the name of its parent."""
    units = list(units)
    names = dict(Unit.objects.filter(pk__in={u.parent_id for u in units if u.parent_id}).values_list("pk", "name"))
    for unit in units:
        yield row_of(unit, names.get(unit.parent_id or 0, ""))


@dataclass
class Meant:
    """What one row means: the unit it changes, or None for a new one below `parent` (a unit, or an earlier row's name)."""

    facts: dict[str, Any]
    kind: str
    unit: Unit | None = None
    parent: Unit | None = None
    parent_key: str = ""


@dataclass
class _Known:
    """Units by code and by name, those of the sheet's own earlier rows included."""

    by_code: dict[str, Unit] = field(default_factory=dict)
    by_name: dict[str, list[Unit]] = field(default_factory=dict)
    coming: dict[str, str] = field(default_factory=dict)  # name or code of an earlier row -> its kind
    pairs: set[tuple[str, str]] = field(default_factory=set)  # (parent, name) of earlier rows

    @classmethod
    def load(cls) -> _Known:
        known = cls()
        for unit in Unit.objects.filter(closed_on__isnull=True).select_related("parent"):
            if unit.code:
                known.by_code[unit.code] = unit
            known.by_name.setdefault(unit.name, []).append(unit)
        return known

    def find(self, text: str) -> list[Unit]:
        return [self.by_code[text]] if text in self.by_code else self.by_name.get(text, [])


def read_units(read: Rows, actor: Actor) -> list[Meant]:
    """What the rows mean; every cell that cannot be is named in `read.errors`."""
    known, meant = _Known.load(), []
    for index, row in enumerate(read.rows):
        if any(e.row == read.row_numbers[index] for e in read.errors):
            continue
        pair = (row["parent"] or "", row["name"])
        if pair in known.pairs:
            read.refuse(index, "name", _("上面已经有一行是这个单位"))
            continue
        known.pairs.add(pair)
        one = _row(read, index, row, known, actor)
        if one is not None:
            meant.append(one)
            known.coming.update(dict.fromkeys([row["name"], row["code"] or row["name"]], row["kind"]))
    return meant


def _row(read: Rows, index: int, row: dict[str, Any], known: _Known, actor: Actor) -> Meant | None:
    unit = known.by_code.get(row["code"] or "")
    facts = _facts(row, read.found)
    if unit is not None:
        return _changed(read, index, row, unit, facts, actor)
    one = Meant(facts, row["kind"])
    if row["kind"] == rules.CITY:
        read.refuse(index, "kind", _("市局只有一个，不能从表里登记"))
        return None
    if row["kind"] != rules.OUTSIDE and not _place(read, index, row, one, known):
        return None
    parent_path = one.parent.unit_path if one.parent else ""
    if not one.parent_key and not rules.may_open(actor, parent_path, row["kind"]):
        read.refuse(index, "parent", _("这个上级单位不在你的范围内"))
        return None
    same = known.by_name.get(row["name"], [])
    if not one.parent_key and any(u.parent_id == (one.parent.pk if one.parent else None) for u in same):
        read.refuse(index, "name", _("已经有这个单位；要改它，写上它的编号"))
        return None
    return one


def _changed(read: Rows, index: int, row: dict[str, Any], unit: Unit, facts: dict[str, Any], actor: Actor) -> Meant | None:
    if not rules.may_run(actor, unit.unit_path, unit.kind):
        read.refuse(index, "code", _("这个单位不在你的范围内"))
        return None
    if row["kind"] != unit.kind:
        read.refuse(index, "kind", _("类别不能从表里改"))
        return None
    if row["parent"] and unit.parent and row["parent"] not in (unit.parent.name, unit.parent.code):
        read.refuse(index, "parent", _("隶属不能从表里改，到单位页面上“调整隶属”"))
        return None
    return Meant(facts, unit.kind, unit=unit)


def _place(read: Rows, index: int, row: dict[str, Any], one: Meant, known: _Known) -> bool:
    """Find the parent; it may be an earlier row of the same sheet."""
    wanted = row["parent"]
    if not wanted:
        read.refuse(index, "parent", _("写上上级单位"))
        return False
    fitting = [u for u in known.find(wanted) if rules.fits(row["kind"], u.kind)]
    if len(fitting) == 1:
        one.parent = fitting[0]
        return True
    if not fitting and rules.fits(row["kind"], known.coming.get(wanted, "")):
        one.parent_key = wanted
        return True
    if fitting:
        read.refuse(index, "parent", _("有 {n} 个单位叫这个名字，改写编号").format(n=len(fitting)))
    else:
        read.refuse(index, "parent", _("没有这个上级单位，或这种单位不能归到那里"))
    return False


def _facts(row: dict[str, Any], found: dict[str, str]) -> dict[str, Any]:
    """Facts that the sheet speaks of: a column that is missing leaves things as they are, an empty cell empties them."""
    facts: dict[str, Any] = {}
    for key in PLAIN:
        if key in found:
            value = row[key]
            facts[key] = value if value is not None or key in ("pupils", "staff") else "public" if key == "nature" else ""
    if "position" in found:
        facts["latitude"], facts["longitude"] = row["position"] or (None, None)
    traits = {key: bool(row[TRAIT + key]) for key in rules.TRAITS if TRAIT + key in found}
    if traits:
        facts["traits"] = traits
    return facts
