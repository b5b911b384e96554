"""What may be asked about: subjects with their whitelisted columns. Nothing else of the tables can be reached. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from anlan.kernel.wording import N_

UNITS, PLACES, POSTS, ANSWERS, CASE = "units", "places", "posts", "answers", "case:"
# told of every row by the unit it belongs to
UNIT_DIMS: Mapping[str, str] = {
    "district": N_("区"), "stage": N_("学段"), "nature": N_("办学性质"), "unit_kind": N_("单位类别"), "unit": N_("单位"),
}  # fmt: skip
OWN_DIMS: Mapping[str, str] = {
    "state": N_("到哪一步"), "domain": N_("安全领域"), "level": N_("级别"), "place_kind": N_("地点类别"), "role": N_("岗位"),
    "held": N_("有没有人"), "value": N_("答案"), "month": N_("哪个月"), "ask": N_("哪一件"), "late": N_("逾期没有"),
}  # fmt: skip
MEASURES: Mapping[str, str] = {"count": N_("有几个"), "pupils": N_("学生数"), "staff": N_("教职工数"), "sum": N_("合计")}
WHEN: Mapping[str, str] = {"open": N_("没办结"), "late": N_("逾期"), "closed": N_("办结了"), "all": N_("全部")}
OPS: Mapping[str, str] = {"is": N_("是"), "least": N_("不小于"), "most": N_("不大于"), "none": N_("没有答")}
# a state, a place or an answer of long ago is not kept: what is known is how it stands now
NOW_ONLY = ("state", "level", "late")
UNTIL_NOW = (PLACES, ANSWERS)
# Cases that an office has sent may be listed by unit: who has done what was asked. What a school finds by itself is not: nothing may
# rank schools by what they honestly report.
ASK_OF = {"task": "task__notice_id", "return": "sheet__round_id"}  # kind of case -> column of what was sent


@dataclass(frozen=True)
class Subject:
    """One thing to ask about: by what its rows are told apart, what of them is counted.

    sealed  fewer than three are told as "few", everywhere
    """

    key: str
    label: Any
    dims: tuple[str, ...]
    measures: tuple[str, ...] = ("count",)
    sealed: bool = False

    @property
    def kind(self) -> str:
        """The case kind, '' for other subjects."""
        return self.key.removeprefix(CASE) if self.key.startswith(CASE) else ""


FIXED = (
    Subject(UNITS, N_("单位"), ("district", "stage", "nature", "unit_kind", "unit"), ("count", "pupils", "staff")),
    Subject(PLACES, N_("地点"), ("place_kind", "district", "stage", "nature", "unit")),
    Subject(POSTS, N_("岗位，只数不点名"), ("role", "held", "district", "unit_kind", "stage")),
    Subject(ANSWERS, N_("报表里答过的"), ("value", "district", "stage", "nature", "unit"), ("count", "sum")),
)


def subjects(kinds: Iterable[tuple[str, Any, bool, bool]]) -> dict[str, Subject]:
    """All subjects by key: the fixed ones, and every registered case kind given as (key, label, sealed, has levels)."""
    found = {s.key: s for s in FIXED}
    for key, label, sealed, levels in kinds:
        own = ("state", "late", "domain", *(("level",) if levels else ()), "month")
        own = ("ask", *own) if key in ASK_OF else own
        unit = ("unit",) if key in ASK_OF else ()
        found[CASE + key] = Subject(CASE + key, label, (*own, "district", "stage", "nature", *unit), sealed=sealed)
    return found
