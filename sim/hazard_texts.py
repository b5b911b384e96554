"""What is found in schools and how people write about it: facts first, one idea a line, no slogans."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sim.specs import Place

Grade = Literal["minor", "general", "major"]
CATEGORIES: dict[str, str] = {
    "fire": "消防通道",
    "electric": "用电",
    "gas": "燃气",
    "food": "食品",
    "chemicals": "危化品",
    "building": "房屋设施",
    "crowd": "拥挤踩踏",
    "other": "其他",
}
GRADE_SHARES: dict[Grade, float] = {"minor": 0.70, "general": 0.28, "major": 0.02}
FUNDS = ("校安全经费", "公用经费", "区教育局专项")

#: Four phrases a reporter may tap, per category.
QUICK_PHRASES: dict[str, tuple[str, str, str, str]] = {
    "fire": ("门被锁", "通道被堵", "灯不亮", "灭火器失效"),
    "electric": ("插座松脱", "导线外露", "配电箱没锁", "漏电保护不跳"),
    "gas": ("软管到期", "报警器断电", "阀门没关", "有气味"),
    "food": ("留样不全", "冷柜超温", "生熟混用", "食材着地"),
    "chemicals": ("标签脱落", "相忌同柜", "柜没上锁", "废液没交"),
    "building": ("有漏水", "栏杆断了", "墙面开裂", "东西要掉"),
    "crowd": ("没人疏导", "出口没开全", "地面湿滑", "人太多"),
    "other": ("监控黑屏", "报警没反应", "没登记就进", "围挡倒了"),
}
ACCEPTED = (
    "到现场看过，改好了，和照片一致",
    "现场走过一遍，措施都做到了",
    "试过三次都正常，可以销号",
    "和整改人一起看的，没有留尾巴",
)
REVIEWED = ("到现场复核，已改好，台账齐", "抽看两处同类问题，没有再发现", "现场和照片一致，同意销号")
RETURNED = (
    "缺整改后照片",
    "照片看不出是同一处",
    "只改了一半，东侧还没动",
    "换了东西，没写试验结果",
    "措施写了三条，只做了两条",
)
LOOKED_BACK = ("又去看了，没有反弹", "还是好的，登记本有记录", "保持得住，通道干净")
HELD_UP = ("配件没到货，约好后天送来", "施工队排到下周一", "等放学后断电才能做", "要走采购手续，已报总务处")
CAUSES = ("上次只清了没管住，没有人每天看", "东西没有别的地方放", "设备老了，修过又坏", "换了人，没有交代清楚")
DUPLICATES = ("同一处昨天已报", "和上一条说的是一处")
MISTAKEN = ("走近看是展板，不挡路", "那是备用插座，没有通电")


@dataclass(frozen=True, slots=True)
class HazardTemplate:
    """One kind of finding. `spots`: where it can be; `money` in yuan and `days` as (low, high)."""

    key: str
    category: str
    grade: Grade
    spots: tuple[str, ...]
    title: str
    detail: str
    photo: str
    measures: tuple[str, ...]
    money: tuple[int, int]
    days: tuple[int, int]
    control: Literal["", "clear", "stop", "seal"] = ""
    interim: str = ""
    plan: str = ""
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class HazardText:
    """A finding at a place, in words: what to type into the form and into the five assurances."""

    template: str
    category: str
    grade: Grade
    place: str  # code
    title: str
    detail: str
    photo: str
    measures: tuple[str, ...]
    money_yuan: int
    fund: str
    days: int
    rectifier_post: str
    control: str
    interim: str
    plan: str
    criterion: str


@cache
def templates() -> tuple[HazardTemplate, ...]:
    """All templates in the order of the file."""
    rows: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["hazard"]
    return tuple(HazardTemplate(**_frozen(r)) for r in rows)


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}


@cache
def _by_grade_and_spot() -> dict[tuple[str, str], list[HazardTemplate]]:
    found: dict[tuple[str, str], list[HazardTemplate]] = {}
    for t in templates():
        for spot in t.spots:
            found.setdefault((t.grade, spot), []).append(t)
    return found


_RECTIFIERS = {"food": "canteen_keeper", "chemicals": "lab_keeper", "crowd": "safety_lead"}


def draw(rng: random.Random, places: Iterable[Place], *, grade: Grade | None = None) -> HazardText:
    """A finding at one of these places of a school, grade by GRADE_SHARES unless given.

    Gas findings come only where the place has gas. Raises LookupError when nothing fits any place.
    """
    wanted = grade or rng.choices(list(GRADE_SHARES), list(GRADE_SHARES.values()))[0]
    index = _by_grade_and_spot()
    options = [
        (p, t)
        for p in places
        for t in index.get((wanted, p.spot), ())
        if (t.category != "gas" or p.gas)
    ]  # fmt: skip
    if not options:
        raise LookupError(f"no {wanted} finding fits these places")
    place, template = rng.choice(options)
    return write(rng, template, place)


def write(rng: random.Random, template: HazardTemplate, place: Place) -> HazardText:
    """The words for this template at this place, with its own numbers."""
    numbers = {"n": rng.randint(2, 6) if template.key != "food-fridge" else rng.randint(9, 14), "m": rng.randint(36, 46)}
    if template.key == "crowd-hall":
        numbers["m"] = rng.randint(180, 320)
    low, high = template.money
    money = round(low + (high - low) * rng.random() ** 2, -1 if high < 1000 else -2)
    return HazardText(
        template=template.key,
        category=template.category,
        grade=template.grade,
        place=place.code,
        title=template.title.format(**numbers),
        detail=template.detail.format(**numbers),
        photo=template.photo,
        measures=tuple(m.format(**numbers) for m in template.measures),
        money_yuan=int(money),
        fund=rng.choice(FUNDS),
        days=rng.randint(*template.days),
        rectifier_post=_RECTIFIERS.get(template.category, "logistics_lead"),
        control=template.control,
        interim=template.interim,
        plan=template.plan,
        criterion=template.criterion,
    )
