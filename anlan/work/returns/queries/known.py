"""What need not be asked: facts of the register of units, names of posts, counts of places and of open cases.

A source is a short key kept with the column; what it gives is a value of the column's kind, by unit, for a thousand units at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.actor import lineage
from anlan.kernel.wording import N_
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import NATURES, STAGES, TRAITS
from anlan.registers.people import queries as people
from anlan.registers.places import queries as places
from anlan.registers.places.rules import KINDS as PLACE_KINDS
from anlan.work.cases import queries as cases
from anlan.work.returns.rules import Field

LAST = "last"
UNIT_FACTS: Mapping[str, tuple[str, str]] = {
    "unit.code": (N_("单位代码"), "text"),
    "unit.stage": (N_("学段"), "text"),
    "unit.nature": (N_("办学性质"), "text"),
    "unit.pupils": (N_("学生数"), "integer"),
    "unit.staff": (N_("教职工数"), "integer"),
    "unit.address": (N_("地址"), "text"),
    "unit.duty_phone": (N_("值班电话"), "text"),
}
POSTS: Mapping[str, tuple[str, str]] = {"people.head": (N_("校长姓名"), "head"), "people.safety": (N_("安全干部姓名"), "safety")}


@dataclass(frozen=True)
class Source:
    """Something known: its key, how it reads, and of which kind the column must be."""

    key: str
    label: str
    kind: str


def sources() -> list[Source]:
    """Everything a column may be filled from, in the reader's language."""
    found = [Source(LAST, _("上次报的数"), "")]
    found += [Source(key, _(label), kind) for key, (label, kind) in UNIT_FACTS.items()]
    found += [Source(f"trait.{key}", _(label), "boolean") for key, label in TRAITS.items()]
    found += [Source(key, _(label), "text") for key, (label, _role) in POSTS.items()]
    found += [Source("places", _("登记的地点数"), "integer")]
    found += [Source(f"places.{key}", _("登记的%(kind)s数") % {"kind": _(label)}, "integer") for key, label in PLACE_KINDS.items()]
    for key, kind in sorted(registry.KINDS.items()):
        if kind.offices:
            continue
        if not kind.sealed:
            found.append(Source(f"cases.{key}", _("没办结的%(kind)s数") % {"kind": _(str(kind.label))}, "integer"))
        found += [
            Source(
                f"cases.{key}:{level}", _("没办结的%(level)s%(kind)s数") % {"level": _(str(word)), "kind": _(str(kind.label))}, "integer"
            )
            for level, word in kind.levels.items()
        ]
    return found


def fits(field: Field) -> bool:
    """Whether the column's source is there and gives a value of its kind."""
    if not field.source:
        return True
    kind = next((s.kind for s in sources() if s.key == field.source), None)
    return kind is not None and (not kind or kind == field.kind or {kind, field.kind} == {"integer", "decimal"})


def known_of(fields: Sequence[Field], units: Sequence[Unit], root: str, at: datetime) -> dict[int, dict[str, Any]]:
    """Unit id -> key of the column -> the value that registers and cases give; what is not known is left out."""
    found: dict[int, dict[str, Any]] = {u.pk: {} for u in units}
    for field in fields:
        if not field.source or field.source == LAST:
            continue
        for unit_id, value in _values(field.source, units, root, at).items():
            if value not in (None, ""):
                found[unit_id][field.key] = str(value) if field.kind == "decimal" else value
    return found


def _values(source: str, units: Sequence[Unit], root: str, at: datetime) -> dict[int, Any]:
    family, _dot, name = source.partition(".")
    if family == "unit":
        return {u.pk: _fact(u, name) for u in units}
    if family == "trait":
        return {u.pk: bool(u.traits.get(name)) for u in units}
    if family == "people":
        role = POSTS[source][1]
        names = people.first_names([(u.unit_path, role) for u in units], at)
        return {u.pk: names.get((u.unit_path, role)) for u in units}
    if family == "places":
        return _summed(units, places.counts_under(root, name))
    kind, _colon, level = name.partition(":")
    return _summed(units, cases.open_counts(root, kind, level))


def _fact(unit: Unit, name: str) -> Any:
    value = getattr(unit, name)
    words: Mapping[str, Mapping[str, str]] = {"stage": STAGES, "nature": NATURES}
    return words[name].get(value, value) if name in words else value  # kept in Chinese, as all that people fill in


def _summed(units: Iterable[Unit], by_path: Mapping[str, int]) -> dict[int, int]:
    """What lies in departments counts with their unit; a bureau is not given what its schools have."""
    whole: dict[str, int] = {u.unit_path: 0 for u in units}
    for path, n in by_path.items():
        home = next((p for p in lineage(path) if p in whole), None)
        if home is not None:
            whole[home] += n
    return {u.pk: whole[u.unit_path] for u in units}
