"""The people of the city: seats filled with invented names, a habit each, and the cast of the demo by hand."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sim.city_plan import CITY_BUREAU
from sim.names import Registry
from sim.seats import Seat, seats
from sim.specs import POSTS, Appointment, HabitCode, Person, Substitute, Unit


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the story: which seat, which name, which habit, what the sign-in page says."""

    unit: str
    post: str
    name: str
    habit: HabitCode = "diligent"
    cast: str = ""
    nth: int = 0  # which holder of this post, where there are several


KNOWN: tuple[Known, ...] = (
    Known(CITY_BUREAU, "deputy_director", "顾海平"),
    Known(CITY_BUREAU, "safety_officer", "沈知远", cast="派通知、看落实、给重大隐患销号"),
    Known(CITY_BUREAU, "duty_officer", "江一帆", cast="值班大屏、接报突发"),
    Known(CITY_BUREAU, "inspector", "程立", cast="随机抽查、现场检查"),
    Known("临漪区教育局", "safety_chief", "何静", cast="签收转派、复核、催办"),
    Known("青禾中学", "safety_lead", "周敏", cast="今天要办的事、报隐患"),
    Known("青禾中学", "principal", "陆怀民", cast="验收、签责任书"),
    Known("青禾中学", "logistics_lead", "梁建国", "late", cast="整改、交照片"),
    Known("青禾中学", "class_teacher", "苏晓雨", cast="告家长书、报隐患"),
    Known("青禾中学", "dorm_keeper", "孙玉兰", nth=2),
    Known("禾渚第二中学", "logistics_lead", "程远", "late"),
    Known("岩溪实验学校", "safety_lead", "马志成", "late"),
    Known("溪口小学", "guard", "钱安生", "absent"),
    Known("柳埠区教育局", "safety_chief", "戴文清", "careless"),
)
OUTSIDE_KNOWN: dict[str, str] = {"清沙街道安全办": "贺远"}
CAST_ORDER = ("沈知远", "何静", "周敏", "陆怀民", "梁建国", "苏晓雨", "江一帆", "程立")
#: Schools where work comes late as a rule; the board of the demo names them.
LATE_SCHOOLS = frozenset({"禾渚第二中学", "岩溪镇中心小学", "禾渚实验小学", "岩溪实验学校"})
LATE_DISTRICTS = frozenset({"YT07", "YT08"})
#: The days of the sick leave below: the rehearsal's autumn, with the demo's week in it.
LEAVE = (date(2026, 12, 14), date(2027, 1, 15))

HABIT_WEIGHTS: dict[str, tuple[int, int, int, int]] = {
    # diligent, late, absent, careless
    "bureau": (78, 14, 2, 6),
    "school": (60, 20, 4, 16),
    "late_district": (38, 40, 6, 16),
    "late_school": (8, 74, 8, 10),
}
_HABITS: tuple[HabitCode, ...] = ("diligent", "late", "absent", "careless")


def _temper(unit: Unit) -> tuple[int, int, int, int]:
    if unit.kind != "school":
        return HABIT_WEIGHTS["bureau"]
    if unit.name in LATE_SCHOOLS:
        return HABIT_WEIGHTS["late_school"]
    return HABIT_WEIGHTS["late_district" if unit.district in LATE_DISTRICTS else "school"]


def _appointments(unit: Unit, seat: Seat, departments: Mapping[str, str], rng: random.Random) -> tuple[Appointment, ...]:
    since = date(rng.randint(2018, 2025), 9, 1)
    return tuple(
        Appointment(
            unit=unit.code,
            post=post,
            title=title,
            department=departments.get(department, ""),
            reach=POSTS[post].reach,
            domains=_domains(unit, post),
            since=since,
        )
        for post, title, department in seat.posts
    )


def _domains(unit: Unit, post: str) -> tuple[str, ...]:
    """What the post answers for here: nothing that the unit does not have."""
    lacks = {
        d
        for d, has in (("gas", unit.gas), ("bus", bool(unit.buses)), ("chemicals", unit.chemicals), ("food", unit.canteen))
        if unit.kind == "school" and not has
    }
    return tuple(d for d in POSTS[post].domains if d not in lacks)


def staff(units: Iterable[Unit], departments: Mapping[str, Mapping[str, str]], registry: Registry, seed: int) -> list[Person]:
    """Everybody of all units, in the order of the units. `departments`: unit code → department name → its code."""
    known = {(k.unit, k.post, k.nth): k for k in KNOWN}
    people: list[Person] = []
    for unit in units:
        rng = random.Random(f"{seed}:staff:{unit.code}")
        counts: dict[str, int] = {}
        for seat in seats(unit):
            who: Known | None = None
            for post, _title, _department in seat.posts:
                nth = counts.get(post, 0)
                counts[post] = nth + 1
                who = who or known.get((unit.name, post, nth))
            habit: HabitCode = rng.choices(_HABITS, _temper(unit))[0]
            name = who.name if who else registry.person()
            people.append(
                Person(
                    username=registry.username(name),
                    name=name,
                    phone=registry.mobile(),
                    habit=who.habit if who else habit,
                    appointments=_appointments(unit, seat, departments.get(unit.code, {}), rng),
                    cast=who.cast if who else "",
                )
            )
    return people


def substitutes(units: Iterable[Unit], holders: Mapping[tuple[str, str], list[str]], seed: int) -> list[Substitute]:
    """For one school in nine the head of logistics is on leave and the safety officer, or the deputy, stands in."""
    out: list[Substitute] = []
    for unit in units:
        if unit.kind != "school" or random.Random(f"{seed}:leave:{unit.code}").random() > 1 / 9:
            continue
        absent = holders.get((unit.code, "logistics_lead"), [])
        able = holders.get((unit.code, "vice_principal"), []) or holders.get((unit.code, "safety_lead"), [])
        if absent and able and absent[0] != able[0]:
            out.append(Substitute(unit.code, "logistics_lead", absent[0], able[0], *LEAVE, "病假"))
    return out
