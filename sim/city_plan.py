"""The fixed part of 云汀市: bureaus with their towns, and the sixty schools everybody meets in the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.specs import Stage

CITY = "云汀市"
CITY_BUREAU = "云汀市教育局"
CITY_DEPARTMENTS: tuple[tuple[str, str], ...] = (
    ("bgs", "办公室"),
    ("aqc", "安全处"),
    ("jjc", "基础教育处"),
    ("zjc", "职业教育处"),
    ("hqc", "后勤处"),
    ("dds", "督导室"),
    ("rsc", "人事处"),
)
DISTRICT_DEPARTMENTS: tuple[tuple[str, str], ...] = (
    ("bgs", "办公室"),
    ("aqk", "安全科"),
    ("jjk", "基础教育科"),
    ("hqk", "后勤科"),
)
ZONE_DEPARTMENTS: tuple[tuple[str, str], ...] = (("zhk", "综合科"), ("jyk", "教育科"))


@dataclass(frozen=True, slots=True)
class District:
    """A district of the map, its education authority and its towns. `weight`: schools of the default sixty."""

    code: str
    name: str
    short: str
    bureau: str
    kind: Literal["district", "zone"]
    weight: int
    towns: tuple[str, ...]


DISTRICTS: tuple[District, ...] = (
    District("YT01", "汀北区", "汀北区", "汀北区教育局", "district", 9,
             ("霁川街道", "云岫街道", "枫渡街道", "荻湾镇", "柳荫镇", "双桨镇")),
    District("YT02", "青屿区", "青屿区", "青屿区教育局", "district", 7,
             ("鹭屿街道", "望潮街道", "棠梨街道", "碧汊镇", "沙汀镇")),
    District("YT03", "云汀经开区", "经开区", "云汀经开区社会事业局", "zone", 6,
             ("新澜街道", "芳渡街道", "澄波街道")),
    District("YT04", "汀南区", "汀南区", "汀南区教育局", "district", 9,
             ("墨池街道", "桂棹街道", "兰舟街道", "晓钟街道", "南渚镇", "暖汀镇")),
    District("YT05", "柳埠区", "柳埠区", "柳埠区教育局", "district", 7,
             ("柳埠镇", "杏坞镇", "古渡街道", "竹汊镇", "烟桥镇")),
    District("YT06", "临漪区", "临漪区", "临漪区教育局", "district", 8,
             ("清沙街道", "漪园街道", "芦汀街道", "南塘镇", "望舒镇")),
    District("YT07", "禾渚区", "禾渚区", "禾渚区教育局", "district", 7,
             ("禾渚街道", "稻香镇", "金穗镇", "苇溪镇", "蓼塘镇")),
    District("YT08", "岩溪市", "岩溪市", "岩溪市教育局", "district", 6,
             ("岩溪镇", "溪口镇", "石磴镇", "松坪镇", "云屏街道", "竹海乡")),
)  # fmt: skip
DIRECT_WEIGHT = 1
DIRECT_TOWN = "兰舟街道"


@dataclass(frozen=True, slots=True)
class FixedSchool:
    """A school of the default sixty. `marks`: words for what is special (see school_marks in schools.py)."""

    name: str
    kind: Stage
    town: str
    marks: frozenset[str] = frozenset()


def _s(name: str, kind: Stage, town: str, *marks: str) -> FixedSchool:
    return FixedSchool(name, kind, town, frozenset(marks))


#: District code → its schools, the most told about first. "" holds the directly affiliated one.
SCHOOLS: dict[str, tuple[FixedSchool, ...]] = {
    "YT06": (
        _s("青禾中学", "complete", "清沙街道", "boarding", "chemicals", "large"),
        _s("白鹭小学", "primary", "漪园街道"),
        _s("听涛小学", "primary", "芦汀街道", "no_gas", "small"),
        _s("芦汀幼儿园", "kindergarten", "芦汀街道"),
        _s("望舒学校", "nine_year", "望舒镇", "chemicals", "bus"),
        _s("石榴花小学", "primary", "清沙街道"),
        _s("漪园中学", "junior", "漪园街道", "chemicals"),
        _s("南塘小学", "primary", "南塘镇", "bus"),
    ),
    "YT01": (
        _s("汀北实验小学", "primary", "霁川街道", "large"),
        _s("汀北高级中学", "senior", "霁川街道", "boarding", "chemicals"),
        _s("枫渡中学", "junior", "枫渡街道", "chemicals"),
        _s("霁川小学", "primary", "霁川街道"),
        _s("云岫小学", "primary", "云岫街道"),
        _s("荻湾学校", "nine_year", "荻湾镇", "bus", "chemicals"),
        _s("柳荫幼儿园", "kindergarten", "柳荫镇"),
        _s("晴岚幼儿园", "kindergarten", "云岫街道"),
        _s("启棠外国语学校", "nine_year", "双桨镇", "private", "boarding", "bus", "chemicals"),
    ),
    "YT02": (
        _s("青屿中学", "junior", "鹭屿街道", "chemicals"),
        _s("青屿实验小学", "primary", "望潮街道"),
        _s("鹭屿小学", "primary", "鹭屿街道"),
        _s("望潮学校", "nine_year", "望潮街道", "chemicals"),
        _s("青屿高级中学", "senior", "棠梨街道", "boarding", "chemicals"),
        _s("碧汊小学", "primary", "碧汊镇", "small", "bus"),
        _s("棠梨幼儿园", "kindergarten", "棠梨街道"),
    ),
    "YT03": (
        _s("经开区第一中学", "junior", "新澜街道", "chemicals"),
        _s("新澜小学", "primary", "新澜街道", "site"),
        _s("澄波职业学校", "vocational", "澄波街道", "boarding", "chemicals"),
        _s("芳渡小学", "primary", "芳渡街道"),
        _s("芳渡幼儿园", "kindergarten", "芳渡街道"),
        _s("星禾幼儿园", "kindergarten", "澄波街道", "private", "bus"),
    ),
    "YT04": (
        _s("汀南实验小学", "primary", "墨池街道", "campuses", "large"),
        _s("汀南第一中学", "senior", "桂棹街道", "boarding", "chemicals"),
        _s("墨池小学", "primary", "墨池街道"),
        _s("桂棹小学", "primary", "桂棹街道"),
        _s("兰舟中学", "junior", "兰舟街道", "chemicals"),
        _s("晓钟学校", "nine_year", "晓钟街道", "chemicals", "site"),
        _s("暖汀特殊教育学校", "special", "暖汀镇", "boarding"),
        _s("汀南中心幼儿园", "kindergarten", "桂棹街道"),
        _s("桐荫幼儿园", "kindergarten", "南渚镇"),
    ),
    "YT05": (
        _s("柳埠中学", "complete", "柳埠镇", "boarding", "chemicals"),
        _s("柳埠镇中心小学", "primary", "柳埠镇", "bus"),
        _s("柳埠实验学校", "nine_year", "古渡街道", "chemicals"),
        _s("杏坞小学", "primary", "杏坞镇", "bus"),
        _s("古渡小学", "primary", "古渡街道", "small"),
        _s("柳埠中心幼儿园", "kindergarten", "柳埠镇"),
        _s("竹汊幼儿园", "kindergarten", "竹汊镇"),
    ),
    "YT07": (
        _s("禾渚第二中学", "complete", "禾渚街道", "boarding", "chemicals"),
        _s("禾渚实验小学", "primary", "禾渚街道"),
        _s("禾渚第一中学", "senior", "稻香镇", "boarding", "chemicals"),
        _s("金穗学校", "nine_year", "金穗镇", "bus", "chemicals"),
        _s("苇溪幼儿园", "kindergarten", "苇溪镇", "tiny"),
        _s("稻香小学", "primary", "稻香镇", "bus"),
        _s("禾渚中心幼儿园", "kindergarten", "禾渚街道"),
    ),
    "YT08": (
        _s("岩溪镇中心小学", "primary", "岩溪镇", "bus"),
        _s("岩溪实验学校", "nine_year", "云屏街道", "boarding", "chemicals", "site"),
        _s("溪口小学", "primary", "溪口镇", "small", "bus"),
        _s("岩溪高级中学", "senior", "云屏街道", "boarding", "chemicals"),
        _s("石磴中学", "junior", "石磴镇", "boarding", "chemicals", "bus"),
        _s("岩溪第一幼儿园", "kindergarten", "岩溪镇"),
    ),
    "": (_s("云汀中学", "senior", DIRECT_TOWN, "boarding", "chemicals", "large"),),
}


def shares(total: int) -> dict[str, int]:
    """Schools per district code ("" = directly affiliated) for a city of `total`, by largest remainder.

    A city smaller than four still has its first schools in 临漪区, where the story of the demo takes place.
    """
    weights = {d.code: d.weight for d in DISTRICTS} | {"": DIRECT_WEIGHT}
    whole = sum(weights.values())
    floor = {code: total * w // whole for code, w in weights.items()}
    floor["YT06"] = max(floor["YT06"], min(total, 3))
    rest = {code: (total * w % whole, w) for code, w in weights.items()}
    for code in sorted(rest, key=lambda c: rest[c], reverse=True):
        if sum(floor.values()) >= total:
            break
        floor[code] += 1
    while sum(floor.values()) > total:
        floor[max((c for c in floor if c != "YT06"), key=lambda c: floor[c])] -= 1
    return floor
