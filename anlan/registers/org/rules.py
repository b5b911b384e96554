"""Words of the register of units. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anlan.kernel.actor import Actor
from anlan.kernel.wording import N_

CITY, DISTRICT, SCHOOL, CAMPUS, DEPARTMENT, OUTSIDE = "city", "district", "school", "campus", "department", "outside"
KINDS = {
    CITY: N_("市局"),
    DISTRICT: N_("辖市区局"),
    SCHOOL: N_("学校"),
    CAMPUS: N_("校区"),
    DEPARTMENT: N_("处室"),
    OUTSIDE: N_("外单位"),
}
INNER = (DEPARTMENT, CAMPUS)  # parts of a whole unit
WHOLE = (CITY, DISTRICT, SCHOOL)
STAGES = {
    "kindergarten": N_("幼儿园"),
    "primary": N_("小学"),
    "junior": N_("初中"),
    "nine_year": N_("九年一贯制"),
    "senior": N_("高中"),
    "complete": N_("完全中学"),
    "vocational": N_("职业学校"),
    "special": N_("特殊教育"),
    "other": N_("其他"),
}
NATURES = {"public": N_("公办"), "private": N_("民办"), "affiliated": N_("局属")}
OUTSIDE_KINDS = {
    "town": N_("乡镇街道"),
    "police": N_("公安"),
    "fire": N_("消防"),
    "market": N_("市场监管"),
    "housing": N_("住建"),
    "gas": N_("燃气企业"),
    "health": N_("卫健"),
    "other": N_("其他"),
}
TRAITS = {
    "boarding": N_("有寄宿"),
    "gas": N_("用燃气"),
    "canteen": N_("有食堂"),
    "lab": N_("有实验室"),
    "chemicals": N_("存危化品"),
    "bus": N_("有校车"),
    "construction": N_("有在建工地"),
}

# Safety domains: those that a notice may speak of (keys as in the labelling scheme), and two that hazards add.
DOMAINS = {
    "leadership": N_("组织领导"),
    "risk": N_("风险研判"),
    "publicity": N_("宣传教育"),
    "disputes": N_("矛盾纠纷"),
    "threat": N_("周边治安"),
    "parents_letter": N_("家校告知"),
    "hazards": N_("隐患排查"),
    "peak_patrol": N_("护学岗"),
    "key_areas": N_("重点部位"),
    "chemicals": N_("危化品"),
    "gas": N_("燃气"),
    "gate": N_("门卫进出"),
    "bus": N_("校车"),
    "building": N_("房屋设施"),
    "education_drill": N_("教育演练"),
    "duty": N_("值班值守"),
    "incident_report": N_("信息报告"),
    "emergency_response": N_("应急处置"),
    "inspection": N_("督导检查"),
    "accountability": N_("问责"),
    "epidemic": N_("卫生防病"),
    "traffic": N_("交通"),
    "fire": N_("消防"),
    "electric": N_("用电"),
    "food": N_("食品"),
    "crowd": N_("拥挤踩踏"),
    "weather": N_("灾害天气"),
    "other": N_("其他"),
}
# The same in groups, for pages that cannot show all side by side. Every domain stands in one.
DOMAIN_GROUPS = {
    "manage": (N_("组织管理"), ("leadership", "risk", "inspection", "accountability", "other")),
    "teach": (N_("宣传教育"), ("publicity", "education_drill", "parents_letter")),
    "people": (N_("人员与周边"), ("gate", "peak_patrol", "threat", "disputes", "bus", "traffic")),
    "house": (N_("场所设施"), ("hazards", "key_areas", "building", "fire", "electric", "gas", "chemicals")),
    "health": (N_("食品卫生"), ("food", "epidemic")),
    "emergency": (N_("应急值守"), ("duty", "incident_report", "emergency_response", "crowd", "weather")),
}
GROUP_OF = {domain: key for key, (_label, domains) in DOMAIN_GROUPS.items() for domain in domains}
NEAR = 1e-6  # degrees: a hand's breadth
UNIT_WITHOUT_BUS = {"bus": "bus", "gas": "gas", "chemicals": "chemicals", "food": "canteen"}


def child_path(parent_path: str, ordinal: int) -> str:
    """Path of the `ordinal`-th child: '1.03.' and 17 -> '1.03.017.' (two digits at the second level, three below)."""
    width = 2 if parent_path.count(".") <= 1 else 3
    return f"{parent_path}{ordinal:0{width}d}."


def domains_of(traits: dict[str, bool], stage: str) -> tuple[str, ...]:
    """Domains that a unit has at all, group by group: one without gas answers to nobody for gas."""
    return tuple(d for d in GROUP_OF if d not in UNIT_WITHOUT_BUS or traits.get(UNIT_WITHOUT_BUS[d], False))


def differing(known: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """What a sheet tells that is not known already. A trait that is not there is one that is not ticked, and a place on the map
    comes back from a sheet with six decimals."""
    found: dict[str, Any] = {}
    for key, value in told.items():
        was = known.get(key)
        if key == "traits":
            was, value = was or {}, {**(was or {}), **value}
            if {t for t, there in was.items() if there} != {t for t, there in value.items() if there}:
                found[key] = {t: there for t, there in value.items() if there or t in was}
        elif isinstance(was, float) and isinstance(value, float):
            if abs(was - value) > NEAR:
                found[key] = value
        elif was != value:
            found[key] = value
    return found


# ── who may change what ────────────────────────────────────────────────────────────────────────────────────────────────

PARENTS = {
    DISTRICT: (CITY,),
    SCHOOL: (CITY, DISTRICT),
    CAMPUS: (SCHOOL,),
    DEPARTMENT: (CITY, DISTRICT, SCHOOL, CAMPUS),
}
KEEPERS = ("safety", "admin")
OWN_KEEPERS = ("safety", "admin", "head")
# what a unit says about itself; the rest is said by somebody above
OWN_FACTS = ("short", "pupils", "staff", "longitude", "latitude", "address", "duty_phone", "traits")


def above(path: str) -> str:
    """Path of the unit above: '1.03.017.' -> '1.03.'; '' for a root."""
    return path[: path.rstrip(".").rfind(".") + 1]


def fits(kind: str, parent_kind: str) -> bool:
    """Whether a unit of `kind` may stand below one of `parent_kind`."""
    return parent_kind in PARENTS.get(kind, ())


def keeps_outside(actor: Actor) -> bool:
    """Outside bodies belong to no school: the bureaus keep them together."""
    return actor.is_system or any(g.role in KEEPERS and g.unit_kind in (CITY, DISTRICT) for g in actor.grants)


def may_open(actor: Actor, parent_path: str, kind: str) -> bool:
    """Whether the actor may register a unit of `kind` below `parent_path` ('' for a root)."""
    if kind == OUTSIDE:
        return keeps_outside(actor)
    if not parent_path:
        return actor.is_system
    return actor.holds(parent_path, OWN_KEEPERS if kind in INNER else KEEPERS)


def may_run(actor: Actor, path: str, kind: str) -> bool:
    """Whether the actor may rename, move or close the unit and say who supervises it: somebody above, never the unit itself."""
    return actor.holds(path, KEEPERS) if kind == CITY else may_open(actor, above(path), kind)


def may_tell(actor: Actor, path: str, kind: str) -> bool:
    """Whether the actor may correct what a unit says about itself (OWN_FACTS)."""
    return may_run(actor, path, kind) or (kind != OUTSIDE and actor.holds(path, OWN_KEEPERS))


# ── who issues, and who is meant ───────────────────────────────────────────────────────────────────────────────────────

ISSUERS = ("safety", "leader", "head")


def issues_at(actor: Actor, path: str) -> bool:
    """Whether the actor may ask something of the units below, in the name of the bureau at `path`."""
    return actor.is_system or any(g.path == path and g.role in ISSUERS and g.reach == "unit" for g in actor.grants)


def issuing_units(actor: Actor) -> list[int]:
    """Ids of bureaus in whose name the actor may issue, the one in use first."""
    post = actor.post
    found = [g for g in actor.grants if g.unit_kind in (CITY, DISTRICT) and g.role in ISSUERS and g.reach == "unit"]
    return list(dict.fromkeys(g.unit_id for g in sorted(found, key=lambda g: g is not post)))


ADDRESSEE_KINDS: Mapping[str, str] = {SCHOOL: N_("学校"), DISTRICT: N_("辖市区局"), CITY: N_("市局")}


@dataclass(frozen=True)
class Addressees:
    """Who is meant: units of some kinds, narrowed by district, stage, nature and traits (any of each), plus units, less units by id.

    departments  names of departments: a line is laid on their holder where a unit has such a department
    districts    paths of districts; none: all of the issuer's
    """

    kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    departments: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Addressees:
        """From JSON; unknown keys are left out, wrong kinds of value refused with ValueError."""
        names = ("kinds", "stages", "natures", "traits", "departments", "districts")
        texts = {k: tuple(str(v) for v in _list(data, k)) for k in names}
        numbers = {k: tuple(sorted({int(v) for v in _list(data, k)})) for k in ("units", "without")}
        unknown = set(texts["kinds"]) - set(ADDRESSEE_KINDS)
        if unknown:
            raise ValueError(f"unknown kinds {sorted(unknown)}")
        return cls(**texts, **numbers)  # type: ignore[arg-type]

    def dump(self) -> dict[str, list[Any]]:
        """As JSON, empty parts left out."""
        return {k: list(v) for k, v in vars(self).items() if v}

    @property
    def nobody(self) -> bool:
        return not self.kinds and not self.units


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key, [])
    if not isinstance(value, list | tuple):
        raise ValueError(f"{key} is no list")
    return list(value)


def is_addressed(to: Addressees, *, unit_id: int, kind: str, stage: str, nature: str, traits: Mapping[str, Any], path: str = "") -> bool:
    """Whether a unit is meant. Named units are meant whatever they are; excluded ones never."""
    if unit_id in to.without:
        return False
    if unit_id in to.units:
        return True
    if kind not in to.kinds or (to.districts and not path.startswith(to.districts)):
        return False
    if kind != SCHOOL:
        return True
    return (
        (not to.stages or stage in to.stages)
        and (not to.natures or nature in to.natures)
        and (not to.traits or any(traits.get(t) for t in to.traits))
    )
