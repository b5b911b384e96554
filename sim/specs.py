"""What the rehearsal city consists of, as plain frozen records. Codes are stable keys; nothing here knows a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

UnitKind = Literal["city_bureau", "district_bureau", "zone_bureau", "school", "campus", "department"]
SchoolKind = Literal[
    "", "kindergarten", "primary", "junior", "senior", "secondary", "nine_year", "vocational", "special"
]
HabitCode = Literal["diligent", "late", "absent", "careless"]
Layer = Literal["party", "department", "territory", "school", "post"]
OutsideKind = Literal[
    "town_office", "police", "fire", "market", "housing", "gas_firm", "safety_committee"
]
Reach = Literal["unit", "own"]

SCHOOL_KIND_LABELS: dict[str, str] = {
    "kindergarten": "幼儿园",
    "primary": "小学",
    "junior": "初中",
    "senior": "高中",
    "secondary": "完全中学",
    "nine_year": "九年一贯制学校",
    "vocational": "中等职业学校",
    "special": "特殊教育学校",
}
LAYER_LABELS: dict[str, str] = {
    "party": "党政领导责任",
    "department": "部门监管责任",
    "territory": "属地管理责任",
    "school": "学校主体责任",
    "post": "岗位行为责任",
}
#: Safety domains a person can answer for. The codes are those of the obligation scheme of notices.
DOMAINS: dict[str, str] = {
    "fire": "消防",
    "gas": "燃气",
    "food": "食品",
    "building": "校舍与建筑",
    "chemicals": "危化品",
    "bus": "校车",
    "gate": "校门与封闭管理",
    "peak_patrol": "上下学与护学岗",
    "duty": "值班值守",
    "education_drill": "教育与演练",
    "disputes": "矛盾纠纷",
    "hazards": "综合隐患排查",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of the tree: bureau, district bureau, school, campus or department. Parents come before children."""

    code: str
    parent: str | None
    name: str
    short: str
    kind: UnitKind
    district: str = ""  # code of the district bureau, "" at city level and for directly affiliated schools
    school_kind: SchoolKind = ""
    ownership: Literal["public", "private"] = "public"
    town: str = ""
    pupils: int = 0
    staff: int = 0
    boarding: bool = False
    canteen: bool = False
    gas: bool = False
    chemicals: bool = False
    building_site: bool = False
    buses: int = 0
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    phone: str = ""
    peer: str | None = None  # nearest school under the same bureau: checks for units too small to check themselves


@dataclass(frozen=True, slots=True)
class Appointment:
    """One post of one person. `post` is a stable code of POSTS; `department` a unit code below `unit` or ""."""

    unit: str
    post: str
    title: str
    department: str = ""
    reach: Reach = "unit"
    domains: tuple[str, ...] = ()
    since: date = date(2025, 9, 1)
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One adult. `username` is unique in the city and made of pinyin; `phone` is a number that is not in use."""

    username: str
    name: str
    phone: str
    habit: HabitCode
    appointments: tuple[Appointment, ...]
    account: bool = True
    cast: str = ""  # what this person is for on the sign-in page of the demo, "" for everybody else


@dataclass(frozen=True, slots=True)
class Substitute:
    """`substitute` acts for `person` in this post from `since` to `until` (both days included)."""

    unit: str
    post: str
    person: str
    substitute: str
    since: date
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """A building, room or spot of a school. `keeper` is a username; `label` is what stands on the door."""

    code: str
    unit: str
    parent: str | None
    name: str
    label: str
    kind: str
    keeper: str
    keeper_post: str
    gas: bool = False
    capacity: int = 0


@dataclass(frozen=True, slots=True)
class Outside:
    """A body outside education that can answer, help, or hold a listed hazard. `contact` is a username."""

    code: str
    name: str
    kind: OutsideKind
    district: str
    town: str
    phone: str
    contact: str


@dataclass(frozen=True, slots=True)
class Link:
    """An outside body is responsible for this unit."""

    unit: str
    outside: str


@dataclass(frozen=True, slots=True)
class Supervisor:
    """For one domain another unit than the parent supervises `unit`, from `since` to `until`."""

    unit: str
    domain: str
    supervisor: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who answers for a domain of a unit at one of the five layers; `person` None is a gap somebody must fill."""

    unit: str
    domain: str
    layer: Layer
    person: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """A term and the break after it. `kinds` empty: for every school; else it overrides for these kinds."""

    name: str
    first_day: date
    last_day: date
    break_name: str
    break_first: date
    break_last: date
    kinds: tuple[SchoolKind, ...] = ()
    standing: str = "演示用的日期，不是公布的校历"


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape of the map in lon/lat: an outer ring (closed) for districts, an open line for the river."""

    code: str
    name: str
    kind: Literal["district", "river"]
    points: tuple[tuple[float, float], ...]
    label_at: tuple[float, float] | None = None
    width_m: float = 0.0

    def feature(self) -> dict[str, object]:
        """The shape as a GeoJSON feature."""
        ring = [list(p) for p in self.points]
        geometry: dict[str, object] = (
            {"type": "Polygon", "coordinates": [ring]}
            if self.kind == "district"
            else {"type": "LineString", "coordinates": ring}
        )
        properties: dict[str, object] = {"code": self.code, "name": self.name, "kind": self.kind}
        if self.label_at:
            properties["label_at"] = list(self.label_at)
        if self.width_m:
            properties["width_m"] = self.width_m
        return {"type": "Feature", "properties": properties, "geometry": geometry}


@dataclass(frozen=True, slots=True)
class PostKind:
    """A kind of post: title by default, what it answers for, how far its holder sees."""

    code: str
    title: str
    level: Literal["bureau", "district", "school", "outside"]
    reach: Reach
    domains: tuple[str, ...] = field(default=())


POSTS: dict[str, PostKind] = {
    p.code: p
    for p in (
        PostKind("director", "局长", "bureau", "unit"),
        PostKind("deputy_director", "分管副局长", "bureau", "unit", tuple(DOMAINS)),
        PostKind("safety_chief", "安全处处长", "bureau", "unit", ("hazards", "fire", "duty")),
        PostKind("safety_officer", "安全处干部", "bureau", "unit", ("hazards", "fire", "gas", "building")),
        PostKind("inspector", "督查员", "bureau", "unit", ("hazards",)),
        PostKind("duty_officer", "值班员", "bureau", "unit", ("duty",)),
        PostKind("logistics_officer", "后勤处干部", "bureau", "unit", ("food", "gas", "building")),
        PostKind("teaching_officer", "基础教育处干部", "bureau", "unit", ("education_drill", "disputes")),
        PostKind("principal", "校长", "school", "unit", tuple(DOMAINS)),
        PostKind("vice_principal", "分管副校长", "school", "unit", ("hazards", "duty", "peak_patrol")),
        PostKind("safety_lead", "安全主任", "school", "unit", ("hazards", "fire", "gate", "peak_patrol", "duty")),
        PostKind("logistics_lead", "总务主任", "school", "own", ("gas", "building", "fire")),
        PostKind("moral_lead", "德育主任", "school", "own", ("education_drill", "disputes")),
        PostKind("teaching_lead", "教务主任", "school", "own", ("education_drill",)),
        PostKind("grade_lead", "年级组长", "school", "own", ("disputes",)),
        PostKind("class_teacher", "班主任", "school", "own", ("education_drill",)),
        PostKind("dorm_keeper", "宿舍管理员", "school", "own", ("fire",)),
        PostKind("canteen_keeper", "食堂管理员", "school", "own", ("food", "gas")),
        PostKind("lab_keeper", "实验室管理员", "school", "own", ("chemicals",)),
        PostKind("chemicals_keeper", "危化品保管员", "school", "own", ("chemicals",)),
        PostKind("guard", "门卫", "school", "own", ("gate", "peak_patrol")),
        PostKind("bus_manager", "校车管理员", "school", "own", ("bus",)),
        PostKind("nurse", "保健医生", "school", "own", ("food",)),
        PostKind("contact", "联系人", "outside", "own"),
    )
}
