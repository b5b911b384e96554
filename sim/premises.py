"""Buildings, rooms and spots of a school, each with a keeper; names as people say them (3号宿舍楼 二层东楼梯)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.seats import TINY, dormitories
from sim.specs import Place, Unit

#: Our finer word for a spot → the product's kind of place.
PLACE_SPOTS: dict[str, str] = {
    "building": "building",
    "stairs": "stair",
    "corridor": "stair",
    "classroom": "classroom",
    "nap_room": "classroom",
    "dormitory": "dormitory",
    "canteen": "canteen",
    "kitchen": "canteen",
    "store": "canteen",
    "lab": "lab",
    "workshop": "lab",
    "chemical_store": "chemical_store",
    "gate": "gate",
    "boiler_room": "boiler",
    "playground": "yard",
    "bus_stop": "bus",
    "site": "site",
    "site_dormitory": "site",
    "duty_room": "other",
    "power_room": "other",
    "hall": "other",
    "library": "other",
    "clinic": "other",
}
_FLOORS = ("一层", "二层", "三层", "四层", "五层")


@dataclass
class _Builder:
    """Collects the places of one school; keepers fall back to whoever holds the wider post."""

    unit: Unit
    holders: Mapping[tuple[str, str], list[str]]
    places: list[Place] = field(default_factory=list)

    def keeper(self, post: str, nth: int = 0) -> tuple[str, str]:
        """(username, post) of the n-th holder of the post, else logistics, else the principal."""
        for option in (post, "logistics_lead", "principal"):
            people = self.holders.get((self.unit.code, option), [])
            if people:
                return people[nth % len(people) if option == post else 0], option
        raise LookupError(f"nobody at {self.unit.name}")

    def add(self, spot: str, name: str, post: str, *, inside: Place | None = None, nth: int = 0,
            gas: bool = False, capacity: int = 0) -> Place:  # fmt: skip
        """One more place; its label carries the building's name."""
        username, held = self.keeper(post, nth)
        place = Place(
            code=f"{self.unit.code}-P{len(self.places) + 1:02d}",
            unit=self.unit.code,
            parent=inside.code if inside else None,
            name=name,
            label=f"{inside.name} {name}" if inside else name,
            kind=PLACE_SPOTS[spot],
            spot=spot,
            keeper=username,
            keeper_post=held,
            gas=gas,
            capacity=capacity,
        )
        self.places.append(place)
        return place


def places(unit: Unit, holders: Mapping[tuple[str, str], list[str]]) -> tuple[Place, ...]:
    """All places of a school. `holders`: (unit code, post code) → usernames."""
    b = _Builder(unit, holders)
    b.add("gate", "南门" if unit.pupils >= 250 else "校门", "guard")
    if unit.pupils >= 800:
        b.add("gate", "北门", "guard", nth=1)
    if unit.pupils < TINY:
        _village(b)
        return tuple(b.places)
    b.add("duty_room", "门卫值班室", "guard")
    _teaching(b)
    _canteens(b)
    _dormitories(b)
    _laboratories(b)
    _yard(b)
    return tuple(b.places)


def _village(b: _Builder) -> None:
    house = b.add("building", "教学楼", "principal")
    b.add("classroom", "一层活动室", "principal", inside=house, capacity=40)
    b.add("nap_room", "一层午休室", "principal", inside=house, capacity=40)
    b.add("stairs", "一层走廊", "logistics_lead", inside=house)
    b.add("kitchen", "厨房", "canteen_keeper", gas=b.unit.gas)
    b.add("playground", "操场", "principal")


def _teaching(b: _Builder) -> None:
    kindergarten = b.unit.stage == "kindergarten"
    count = max(1, min(4, round(b.unit.pupils / 700)))
    floors = _FLOORS[: 3 if kindergarten else 4]
    for n in range(1, count + 1):
        name = "教学楼" if count == 1 else f"{n}号教学楼"
        house = b.add("building", name, "logistics_lead", capacity=min(b.unit.pupils, 900))
        b.add("stairs", f"{floors[1]}东楼梯", "logistics_lead", inside=house)
        b.add("stairs", f"{floors[1]}西楼梯", "logistics_lead", inside=house)
        b.add("corridor", f"{floors[-1]}走廊", "logistics_lead", inside=house)
        b.add("classroom", f"{floors[0]}教室", "class_teacher", inside=house, nth=n, capacity=45)
        if kindergarten:
            b.add("nap_room", f"{floors[1]}午休室", "class_teacher", inside=house, capacity=30)


def _canteens(b: _Builder) -> None:
    count = 2 if b.unit.pupils >= 1600 else 1
    for n in range(1, count + 1):
        name = "食堂" if count == 1 else ("一食堂", "二食堂")[n - 1]
        hall = b.add("canteen", name, "canteen_keeper", capacity=min(600, b.unit.pupils))
        b.add("kitchen", "灶台间" if b.unit.gas else "操作间", "canteen_keeper", inside=hall, gas=b.unit.gas)
        b.add("store", "仓库", "canteen_keeper", inside=hall)


def _dormitories(b: _Builder) -> None:
    for n in range(1, dormitories(b.unit) + 1):
        house = b.add("building", f"{n}号宿舍楼", "dorm_keeper", nth=n - 1, capacity=420)
        for floor in _FLOORS[:3]:
            b.add("stairs", f"{floor}东楼梯", "dorm_keeper", inside=house, nth=n - 1)
        b.add("dormitory", "一层寝室", "dorm_keeper", inside=house, nth=n - 1, capacity=120)
        b.add("corridor", "二层走廊", "dorm_keeper", inside=house, nth=n - 1)


def _laboratories(b: _Builder) -> None:
    unit = b.unit
    if unit.chemicals:
        house = b.add("building", "实验楼", "lab_keeper")
        b.add("lab", "二层化学实验室", "lab_keeper", inside=house, capacity=48)
        b.add("lab", "三层物理实验室", "lab_keeper", inside=house, nth=1, capacity=48)
        b.add("chemical_store", "一层危化品库", "chemicals_keeper", inside=house)
        b.add("stairs", "二层楼梯", "lab_keeper", inside=house)
    elif unit.stage == "primary" and unit.pupils >= 250:
        b.add("lab", "科学实验室", "lab_keeper", capacity=45)
    if unit.stage == "vocational":
        b.add("workshop", "数控实训车间", "lab_keeper", capacity=60)
        b.add("workshop", "汽修实训车间", "lab_keeper", nth=1, capacity=60)


def _yard(b: _Builder) -> None:
    unit = b.unit
    b.add("playground", "操场", "logistics_lead")
    b.add("power_room", "配电间", "logistics_lead")
    if unit.stage == "kindergarten":
        b.add("clinic", "保健室", "nurse")
    if unit.pupils >= 600:
        b.add("hall", "报告厅", "moral_lead", capacity=400)
        b.add("library", "图书馆", "teaching_lead", capacity=200)
    if unit.boarding:
        b.add("boiler_room", "锅炉房", "logistics_lead", gas=unit.gas)
    if unit.buses:
        b.add("bus_stop", "校车停靠点", "bus_manager")
    if unit.building_site:
        site = b.add("site", "综合楼工地", "logistics_lead")
        b.add("site_dormitory", "临建宿舍", "logistics_lead", inside=site, capacity=24)
