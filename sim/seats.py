"""Which posts exist in a bureau or school, and which of them one person holds together."""

from __future__ import annotations

from dataclasses import dataclass

from sim.city_plan import CITY_DEPARTMENTS, DISTRICT_DEPARTMENTS, ZONE_DEPARTMENTS
from sim.specs import Unit


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's posts at one unit: (post code, title, department name or "")."""

    posts: tuple[tuple[str, str, str], ...]


def _seat(*posts: tuple[str, str, str]) -> Seat:
    return Seat(posts)


def one(post: str, title: str, department: str = "") -> Seat:
    """A person with a single post."""
    return Seat(((post, title, department),))


CITY_SEATS: tuple[Seat, ...] = (
    one("director", "局长"),
    one("deputy_director", "分管副局长"),
    one("safety_chief", "安全处处长", "安全处"),
    one("safety_officer", "安全处干部", "安全处"),
    one("inspector", "督查员", "督导室"),
    one("duty_officer", "值班员", "办公室"),
    one("duty_officer", "值班员", "办公室"),
    one("logistics_officer", "后勤处干部", "后勤处"),
    one("teaching_officer", "基础教育处干部", "基础教育处"),
    one("teaching_officer", "职业教育处干部", "职业教育处"),
)
DISTRICT_SEATS: tuple[Seat, ...] = (
    one("director", "局长"),
    one("deputy_director", "分管副局长"),
    one("safety_chief", "安全科长", "安全科"),
    one("safety_officer", "安全科科员", "安全科"),
    one("duty_officer", "值班员", "办公室"),
    one("logistics_officer", "后勤科科长", "后勤科"),
    one("teaching_officer", "基础教育科科长", "基础教育科"),
)
ZONE_SEATS: tuple[Seat, ...] = (
    one("director", "局长"),
    one("deputy_director", "分管副局长"),
    _seat(("safety_chief", "教育科科长", "教育科"), ("teaching_officer", "教育科科长", "教育科")),
    _seat(("safety_officer", "安全专员", "教育科"), ("logistics_officer", "安全专员", "教育科")),
    one("duty_officer", "值班员", "综合科"),
)
GRADES: dict[str, tuple[str, ...]] = {
    "primary": ("低年级组", "中年级组", "高年级组"),
    "junior": ("七年级组", "八年级组", "九年级组"),
    "senior": ("高一年级组", "高二年级组", "高三年级组"),
    "complete": ("初一年级组", "初二年级组", "初三年级组", "高一年级组", "高二年级组", "高三年级组"),
    "nine_year": ("小学低段组", "小学高段组", "初中组"),
    "vocational": ("机电专业部", "商贸专业部", "学前专业部"),
}
LARGE = 600
SMALL = 250
TINY = 60


def department_names(unit: Unit) -> tuple[tuple[str, str], ...]:
    """(code suffix, name) of the departments of a bureau or school; small schools have none."""
    if unit.kind == "city":
        return CITY_DEPARTMENTS
    if unit.kind == "district":
        return ZONE_DEPARTMENTS if unit.zone else DISTRICT_DEPARTMENTS
    if unit.kind != "school":
        return ()
    if unit.stage == "kindergarten":
        return (("bj", "保教组"), ("hq", "后勤组")) if unit.pupils >= SMALL else ()
    if unit.pupils < LARGE:
        return ()
    offices = [("aq", "安全办"), ("zw", "总务处"), ("dy", "德育处"), ("jw", "教务处")]
    if unit.stage == "vocational":
        offices.append(("sx", "实训处"))
    grades = [(f"g{n}", name) for n, name in enumerate(GRADES.get(unit.stage, ()), start=1)]
    return (*offices, *grades)


def seats(unit: Unit) -> tuple[Seat, ...]:
    """Everybody with a post at this bureau or school, leaders first."""
    if unit.kind == "city":
        return CITY_SEATS
    if unit.kind == "district":
        return ZONE_SEATS if unit.zone else DISTRICT_SEATS
    if unit.kind != "school":
        return ()
    if unit.pupils < TINY:
        return _two_adults()
    if unit.stage == "kindergarten":
        return _kindergarten(unit)
    if unit.pupils < SMALL and unit.stage != "special":
        return _small_school(unit)
    return _school(unit)


def _two_adults() -> tuple[Seat, ...]:
    """A village kindergarten: whoever finds a hazard and whoever repairs it are the only two, nobody is left to check."""
    return (
        _seat(("principal", "园长", ""), ("safety_lead", "安全员", ""), ("class_teacher", "班主任", "")),
        _seat(
            ("logistics_lead", "后勤员", ""),
            ("canteen_keeper", "食堂管理员", ""),
            ("guard", "门卫", ""),
        ),
    )


def _kindergarten(unit: Unit) -> tuple[Seat, ...]:
    care, supply = ("保教组", "后勤组") if unit.pupils >= SMALL else ("", "")
    out = [
        one("principal", "园长"),
        one("safety_lead", "安全副园长"),
        _seat(("logistics_lead", "后勤主任", supply), ("canteen_keeper", "食堂管理员", supply)),
        one("nurse", "保健医生", supply),
        one("guard", "门卫", supply),
        one("class_teacher", "大班班主任", care),
        one("class_teacher", "小班班主任", care),
    ]
    if unit.buses:
        out.append(one("bus_manager", "校车管理员", supply))
    return tuple(out)


def _small_school(unit: Unit) -> tuple[Seat, ...]:
    """The principal is the safety officer too, and the head of logistics also keeps canteen and labs."""
    keeper = [("logistics_lead", "总务主任", ""), ("canteen_keeper", "食堂管理员", "")]
    if unit.chemicals:
        keeper.append(("lab_keeper", "实验室管理员", ""))
    if unit.buses:
        keeper.append(("bus_manager", "校车管理员", ""))
    return (
        _seat(("principal", "校长", ""), ("safety_lead", "安全主任", "")),
        Seat(tuple(keeper)),
        _seat(("moral_lead", "德育主任", ""), ("class_teacher", "六年级班主任", "")),
        one("class_teacher", "一年级班主任"),
        one("guard", "门卫"),
    )


def _school(unit: Unit) -> tuple[Seat, ...]:
    large = unit.pupils >= LARGE
    grades = GRADES.get(unit.stage, ())

    def office(name: str) -> str:
        return name if large else ""

    out = [
        one("principal", "校长"),
        one("vice_principal", "分管副校长"),
        one("safety_lead", "安全主任", office("安全办")),
        one("logistics_lead", "总务主任", office("总务处")),
        one("moral_lead", "德育主任", office("德育处")),
        one("teaching_lead", "教务主任", office("教务处")),
        one("canteen_keeper", "食堂管理员", office("总务处")),
        one("guard", "门卫", office("安全办")),
        one("guard", "门卫", office("安全办")),
    ]
    out += _chemists(unit, office("教务处"))
    if unit.boarding:
        out += [one("dorm_keeper", f"{n}号楼宿舍管理员", office("德育处")) for n in range(1, dormitories(unit) + 1)]
    if unit.buses:
        out.append(one("bus_manager", "校车管理员", office("总务处")))
    for grade in grades if large else ():
        out.append(one("grade_lead", f"{grade}长", grade))
        out.append(one("class_teacher", "班主任", grade))
    if not (large and grades):
        out += [one("class_teacher", "班主任"), one("class_teacher", "班主任")]
    return tuple(out)


def _chemists(unit: Unit, department: str) -> list[Seat]:
    """Two keepers where dangerous chemicals are stored; in a school with many, three people."""
    if not unit.chemicals:
        return [one("lab_keeper", "科学实验室管理员", department)] if unit.stage == "primary" else []
    return [
        _seat(("lab_keeper", "化学实验室管理员", department), ("chemicals_keeper", "危化品保管员", department)),
        _seat(("lab_keeper", "物理实验室管理员", department), ("chemicals_keeper", "危化品保管员", department)),
    ]


def dormitories(unit: Unit) -> int:
    """How many dormitory buildings a boarding school has: about one for 500 of its boarders."""
    return 0 if not unit.boarding else max(1, min(4, round(unit.pupils / 700)))
