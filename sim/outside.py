"""Bodies outside education: town safety offices, police, fire, market, housing, the gas firm, the safety committee."""

from __future__ import annotations

from collections.abc import Iterable

from sim.city_plan import CITY, DIRECT_TOWN, DISTRICTS
from sim.names import Registry
from sim.specs import Appointment, Link, Outside, OutsideKind, Person, Unit
from sim.staffing import OUTSIDE_KNOWN

OUTSIDE_LABELS: dict[str, str] = {
    "town": "街道（镇）安全办",
    "police": "公安",
    "fire": "消防",
    "market": "市场监管",
    "housing": "住建",
    "gas": "燃气公司",
    "other": "安委办",
}
GAS_FIRM = "云汀澜源燃气公司"
_TITLES: dict[OutsideKind, str] = {
    "town": "安全办主任",
    "police": "所长",
    "fire": "站长",
    "market": "所长",
    "housing": "站长",
    "gas": "安检班长",
    "other": "督办科科长",
}


def _plan() -> list[tuple[str, str, OutsideKind, str, str]]:
    """(code, name, kind, district code, town) of every body."""
    rows: list[tuple[str, str, OutsideKind, str, str]] = [
        ("X00-01", f"{CITY}安全生产委员会办公室", "other", "", ""),
        ("X00-02", f"{CITY}消防救援支队", "fire", "", ""),
        ("X00-03", f"{CITY}公安局治安支队", "police", "", ""),
    ]
    for d in DISTRICTS:
        head = d.code.replace("YT", "X")
        wide: list[tuple[str, OutsideKind]] = [
            (f"{d.short}消防救援站", "fire"),
            (f"{d.short}市场监督管理所", "market"),
            (f"{d.short}住建安全监督站", "housing"),
            (f"{GAS_FIRM}{d.short}服务站", "gas"),
            (f"{d.name}安全生产委员会办公室", "other"),
        ]
        rows += [(f"{head}-{n:02d}", name, kind, d.code, "") for n, (name, kind) in enumerate(wide, start=1)]
        for n, town in enumerate(d.towns):
            bare = town.removesuffix("街道").removesuffix("镇").removesuffix("乡")
            rows.append((f"{head}-{11 + n * 2:02d}", f"{town}安全办", "town", d.code, town))
            rows.append((f"{head}-{12 + n * 2:02d}", f"{bare}派出所", "police", d.code, town))
    return rows


def bodies(registry: Registry) -> tuple[list[Outside], list[Person]]:
    """All outside bodies and one contact each. Those who may be asked to sign something have an account."""
    out: list[Outside] = []
    people: list[Person] = []
    for code, name, kind, district, town in _plan():
        who = OUTSIDE_KNOWN.get(name) or registry.person()
        contact = Person(
            username=registry.username(who),
            name=who,
            phone=registry.mobile(),
            habit="diligent",
            appointments=(Appointment(code, "contact", _TITLES[kind], reach="own"),),
            account=kind in ("town", "fire", "other"),
        )
        people.append(contact)
        out.append(Outside(code, name, kind, district, town, registry.landline(), contact.username))
    return out, people


def links(units: Iterable[Unit], outside: Iterable[Outside]) -> list[Link]:
    """Each school with the bodies of its town and district; a gas firm only where gas is used. Each bureau with the safety
    office of the town it lies in."""
    by_town: dict[tuple[str, str], list[Outside]] = {}
    for body in outside:
        by_town.setdefault((body.district, body.town), []).append(body)
    home = next(d.code for d in DISTRICTS if DIRECT_TOWN in d.towns)
    rows: list[Link] = []
    for unit in units:
        district = unit.district or home
        if unit.kind in ("city", "district"):
            town = next(body for body in by_town[district, unit.town or DIRECT_TOWN] if body.kind == "town")
            rows.append(Link(unit.code, town.code))
        if unit.kind != "school":
            continue
        for body in (*by_town.get((district, unit.town), ()), *by_town.get((district, ""), ())):
            if body.kind != "gas" or unit.gas:
                rows.append(Link(unit.code, body.code))
    return rows
