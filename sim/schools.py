"""Which schools the city has: the sixty known ones first, then as many invented ones as the config asks for."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sim.city_plan import DIRECT_TOWN, DISTRICTS, SCHOOLS, District, FixedSchool, shares
from sim.geography import Frame, spots
from sim.names import Registry, school_names
from sim.specs import Stage, Unit

#: Mean pupils per kind. Kindergarten, primary, junior, senior follow the national averages of 2024 (regulations P);
#: the others are composed from them and are our own round figures.
MEAN_PUPILS: dict[str, int] = {
    "kindergarten": 141,
    "primary": 777,
    "junior": 1034,
    "senior": 1850,
    "complete": 2200,
    "nine_year": 1500,
    "vocational": 2100,
    "special": 110,
}
_STAFF_PER_PUPIL = {"kindergarten": 0.12, "special": 0.45, "senior": 0.085, "vocational": 0.07}
#: Kinds of the invented schools by share in a hundred.
_MIX: tuple[tuple[Stage, int], ...] = (
    ("kindergarten", 44), ("primary", 31), ("junior", 11), ("nine_year", 6), ("senior", 4), ("complete", 2),
    ("vocational", 1), ("special", 1),
)  # fmt: skip
_SIZES = {"tiny": 38, "small": 168}


@dataclass(frozen=True, slots=True)
class Planned:
    """A school before it has a code and a spot."""

    plan: FixedSchool
    district: District | None


def _invented(district: District | None, count: int, taken: set[str], rng: random.Random) -> Iterator[FixedSchool]:
    """`count` more schools for the district, or directly affiliated ones when there is none."""
    towns = district.towns if district else (DIRECT_TOWN,)
    mix = _MIX if district else (("senior", 70), ("vocational", 20), ("kindergarten", 10))
    kinds, weights = [k for k, _ in mix], [w for _, w in mix]
    streams: dict[str, Iterator[str]] = {}
    for _ in range(count):
        kind: Stage = rng.choices(kinds, weights)[0]
        stream = streams.setdefault(kind, school_names(kind, towns, random.Random(rng.random())))
        name = next(n for n in stream if n not in taken)
        taken.add(name)
        home = next((t for t in towns if name.startswith(t.removesuffix("街道").removesuffix("镇"))), "")
        yield FixedSchool(name, kind, home or rng.choice(towns), _marks(kind, rng))


def _marks(kind: Stage, rng: random.Random) -> frozenset[str]:
    """What is special about an invented school."""
    chance = {
        "boarding": {"senior": 0.8, "vocational": 1.0, "complete": 0.8, "special": 0.5, "junior": 0.15}.get(kind, 0.02),
        "chemicals": 0.95 if kind in ("junior", "senior", "complete", "nine_year", "vocational") else 0.0,
        "bus": {"kindergarten": 0.2, "primary": 0.25, "nine_year": 0.4}.get(kind, 0.05),
        "private": {"kindergarten": 0.35, "nine_year": 0.15, "senior": 0.1}.get(kind, 0.03),
        "small": {"primary": 0.18, "kindergarten": 0.1}.get(kind, 0.0),
        "tiny": 0.02 if kind == "kindergarten" else 0.0,
        "no_gas": {"kindergarten": 0.12, "primary": 0.06}.get(kind, 0.02),
        "site": 0.06,
        "campuses": 0.03 if kind in ("primary", "nine_year", "junior") else 0.0,
    }
    marks = {mark for mark, p in chance.items() if rng.random() < p}
    if "tiny" in marks:
        marks -= {"small", "bus", "private"}
    return frozenset(marks)


def planned(total: int, rng: random.Random) -> list[Planned]:
    """All schools of a city of `total`, by district in the order of the plan, directly affiliated ones last."""
    share = shares(total)
    taken = {s.name for group in SCHOOLS.values() for s in group}
    found: list[Planned] = []
    for district in (*DISTRICTS, None):
        code = district.code if district else ""
        known = SCHOOLS[code][: share[code]]
        extra = share[code] - len(known)
        found += [Planned(s, district) for s in known]
        found += [Planned(s, district) for s in _invented(district, extra, taken, rng)]
    return found


def _pupils(plan: FixedSchool, rng: random.Random) -> int:
    for mark, size in _SIZES.items():
        if mark in plan.marks:
            return round(size * rng.uniform(0.9, 1.1)) if plan.kind != "kindergarten" else 38
    mean = MEAN_PUPILS[plan.kind] * (1.45 if "large" in plan.marks else 1.0)
    spread = 0.18 if "large" in plan.marks else 0.3
    return max(60, round(mean * math.exp(rng.gauss(-spread * spread / 2, spread))))


def school_unit(item: Planned, code: str, at: tuple[float, float], registry: Registry, rng: random.Random) -> Unit:
    """The school as a unit at `at` = (lon, lat)."""
    plan, district = item.plan, item.district
    pupils = _pupils(plan, rng)
    tiny = "tiny" in plan.marks
    buses = max(1, round(pupils / 260)) if "bus" in plan.marks else 0
    place = (district.name if district else "汀南区") + plan.town
    return Unit(
        code=code,
        parent=district.code if district else "YT",
        name=plan.name,
        short=plan.name,
        kind="school",
        district=district.code if district else "",
        stage=plan.kind,
        nature="private" if "private" in plan.marks else "public" if district else "affiliated",
        town=plan.town,
        pupils=pupils,
        staff=4 if tiny else max(8, round(pupils * _STAFF_PER_PUPIL.get(plan.kind, 0.062))),
        boarding="boarding" in plan.marks,
        canteen=True,
        gas="no_gas" not in plan.marks,
        chemicals="chemicals" in plan.marks,
        building_site="site" in plan.marks,
        buses=min(buses, 8),
        lon=at[0],
        lat=at[1],
        address=f"{place}{rng.choice('春夏文明和望清长')}{rng.choice('晖汀禾澜安桥')}路{rng.randint(1, 198)}号",
        phone=registry.landline(),
    )


def with_peers(schools: list[Unit]) -> list[Unit]:
    """Each school with the nearest other school under the same bureau, large enough to check for it."""
    groups: dict[str | None, list[Unit]] = {}
    for s in schools:
        groups.setdefault(s.parent, []).append(s)
    out: list[Unit] = []
    for s in schools:
        able = [o for o in groups[s.parent] if o.code != s.code and o.pupils >= 100]
        near = min(able, key=lambda o: math.dist((o.lon or 0, o.lat or 0), (s.lon or 0, s.lat or 0)), default=None)
        out.append(replace(s, peer=near.code if near else None))
    return out


def campuses(school: Unit, marks: frozenset[str]) -> list[Unit]:
    """The campuses of a school that has two, each about a kilometre from the middle."""
    if "campuses" not in marks:
        return []
    lon, lat = school.lon or 0.0, school.lat or 0.0
    return [
        Unit(
            code=f"{school.code}-C{n}",
            parent=school.code,
            name=f"{school.name}（{word}）",
            short=word,
            kind="campus",
            district=school.district,
            stage=school.stage,
            nature=school.nature,
            town=school.town,
            pupils=pupils,
            canteen=True,
            gas=school.gas,
            lon=round(lon + shift, 5),
            lat=lat,
            address=school.address,
        )
        for n, word, shift, pupils in (
            (1, "东校区", 0.009, school.pupils - school.pupils * 2 // 5),
            (2, "西校区", -0.009, school.pupils * 2 // 5),
        )
    ]


def schools(total: int, frame: Frame, registry: Registry, seed: int) -> list[tuple[Unit, frozenset[str]]]:
    """All schools with their marks, coded YT06-001 ff. per district, YT00-001 ff. directly affiliated."""
    items = planned(total, random.Random(f"{seed}:schools"))
    by_area: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        by_area.setdefault(item.district.name if item.district else "汀南区", []).append(index)
    where: dict[int, tuple[float, float]] = {}
    for name, indexes in by_area.items():
        points = spots(name, len(indexes), random.Random(f"{seed}:map:{name}"))
        where |= {i: frame.lonlat(p) for i, p in zip(indexes, points, strict=True)}
    counters: dict[str, int] = {}
    made: list[Unit] = []
    for index, item in enumerate(items):
        head = item.district.code if item.district else "YT00"
        counters[head] = counters.get(head, 0) + 1
        rng = random.Random(f"{seed}:school:{item.plan.name}")
        made.append(school_unit(item, f"{head}-{counters[head]:03d}", where[index], registry, rng))
    return list(zip(with_peers(made), (i.plan.marks for i in items), strict=True))
