"""What the rehearsal city consists of, as plain frozen records. Codes are stable keys; nothing here knows a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

UnitKind = Literal["city", "district", "school", "campus", "department"]
Stage = Literal["", "kindergarten", "primary", "junior", "senior", "complete", "nine_year", "vocational", "special"]
HabitCode = Literal["diligent", "late", "absent", "careless"]
Layer = Literal["leadership", "department", "territory", "school", "post"]
OutsideKind = Literal["town", "police", "fire", "market", "housing", "gas", "other"]
Reach = Literal["unit", "own"]

STAGE_LABELS: dict[str, str] = {
    "kindergarten": "幼儿园",
    "primary": "小学",
    "junior": "初中",
    "senior": "高中",
    "complete": "完全中学",
    "nine_year": "九年一贯制学校",
    "vocational": "中等职业学校",
    "special": "特殊教育学校",
}
LAYER_LABELS: dict[str, str] = {
    "leadership": "党政领导责任",
    "department": "部门监管责任",
    "territory": "属地管理责任",
    "school": "学校主体责任",
    "post": "岗位行为责任",
}
#: Safety domains in which somebody else answers at each school, in the product's codes.
DOMAINS: dict[str, str] = {
    "fire": "消防",
    "electric": "用电",
    "gas": "燃气",
    "food": "食品",
    "chemicals": "危化品",
    "building": "房屋设施",
    "crowd": "拥挤踩踏",
    "bus": "校车",
    "gate": "门卫进出",
    "epidemic": "卫生防病",
    "disputes": "矛盾纠纷",
}
#: All other domains of the product: at a school whoever keeps its safety answers in them.
OTHER_DOMAINS = (
    "leadership", "risk", "inspection", "accountability", "other", "publicity", "education_drill", "parents_letter", "peak_patrol",
    "threat", "traffic", "hazards", "key_areas", "duty", "incident_report", "emergency_response", "weather",
)  # fmt: skip
#: Further domains a post can answer for.
MORE_DOMAINS = ("peak_patrol", "duty", "education_drill", "hazards")


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of the tree: bureau, district bureau, school, campus or department. Parents come before children."""

    code: str
    parent: str | None
    name: str
    short: str
    kind: UnitKind
    district: str = ""  # code of the district bureau, "" at city level and for directly affiliated schools
    zone: bool = False  # the social-affairs bureau of a zone, which stands for a district bureau
    stage: Stage = ""
    nature: Literal["public", "private", "affiliated"] = "public"
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

    @property
    def traits(self) -> dict[str, bool]:
        """What the school has, in the product's words."""
        return {
            "boarding": self.boarding,
            "gas": self.gas,
            "canteen": self.canteen,
            "lab": self.chemicals,
            "chemicals": self.chemicals,
            "bus": self.buses > 0,
            "construction": self.building_site,
        }


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
    """A building, room or spot of a school. `keeper` is a username; `label` is what stands on the door.

    `kind` is the product's word, `spot` a finer one of PLACE_SPOTS.
    """

    code: str
    unit: str
    parent: str | None
    name: str
    label: str
    kind: str
    spot: str
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
    kinds: tuple[Stage, ...] = ()
    standing: str = "虚构城市自己的校历，演示用，不是公布的校历"


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
            {"type": "Polygon", "coordinates": [ring]} if self.kind == "district" else {"type": "LineString", "coordinates": ring}
        )
        properties: dict[str, object] = {"code": self.code, "name": self.name, "kind": self.kind}
        if self.label_at:
            properties["label_at"] = list(self.label_at)
        if self.width_m:
            properties["width_m"] = self.width_m
        return {"type": "Feature", "properties": properties, "geometry": geometry}


@dataclass(frozen=True, slots=True)
class PostKind:
    """A kind of post: the product's role, title by default, what it answers for, how far its holder sees."""

    code: str
    role: str
    title: str
    level: Literal["bureau", "school", "outside"]
    reach: Reach
    domains: tuple[str, ...] = field(default=())


POSTS: dict[str, PostKind] = {
    p.code: p
    for p in (
        PostKind("director", "head", "局长", "bureau", "unit"),
        PostKind("deputy_director", "leader", "分管副局长", "bureau", "unit", (*DOMAINS, *MORE_DOMAINS)),
        PostKind(
            "safety_chief",
            "safety",
            "安全处处长",
            "bureau",
            "unit",
            ("hazards", "fire", "electric", "crowd", "chemicals", "bus", "gate", "duty"),
        ),
        PostKind(
            "safety_officer",
            "safety",
            "安全处干部",
            "bureau",
            "unit",
            ("hazards", "fire", "electric", "gas", "building", "crowd", "gate", "bus", "chemicals"),
        ),
        PostKind("inspector", "inspector", "督查员", "bureau", "unit", ("hazards",)),
        PostKind("duty_officer", "duty", "值班员", "bureau", "unit", ("duty",)),
        PostKind("logistics_officer", "logistics", "后勤处干部", "bureau", "unit", ("food", "gas", "building", "epidemic")),
        PostKind("teaching_officer", "staff", "基础教育处干部", "bureau", "unit", ("education_drill", "disputes")),
        PostKind("principal", "head", "校长", "school", "unit", (*DOMAINS, *MORE_DOMAINS)),
        PostKind("vice_principal", "leader", "分管副校长", "school", "unit", ("hazards", "crowd", "duty", "peak_patrol")),
        PostKind("safety_lead", "safety", "安全主任", "school", "unit", ("hazards", "fire", "crowd", "gate", "peak_patrol", "duty")),
        PostKind("logistics_lead", "logistics", "总务主任", "school", "own", ("gas", "building", "fire", "electric")),
        PostKind("moral_lead", "staff", "德育主任", "school", "own", ("education_drill", "disputes")),
        PostKind("teaching_lead", "staff", "教务主任", "school", "own", ("education_drill",)),
        PostKind("grade_lead", "staff", "年级组长", "school", "own", ("crowd", "disputes")),
        PostKind("class_teacher", "teacher", "班主任", "school", "own", ("education_drill",)),
        PostKind("dorm_keeper", "keeper", "宿舍管理员", "school", "own", ("fire",)),
        PostKind("canteen_keeper", "keeper", "食堂管理员", "school", "own", ("food", "gas")),
        PostKind("lab_keeper", "keeper", "实验室管理员", "school", "own", ("chemicals",)),
        PostKind("chemicals_keeper", "keeper", "危化品保管员", "school", "own", ("chemicals",)),
        PostKind("guard", "guard", "门卫", "school", "own", ("gate", "peak_patrol")),
        PostKind("bus_manager", "keeper", "校车管理员", "school", "own", ("bus",)),
        PostKind("nurse", "staff", "保健医生", "school", "own", ("epidemic", "food")),
        PostKind("contact", "outside", "联系人", "outside", "own"),
    )
}
