"""Rooms at the edges of a break: what is looked at in each when the school closes, and when it opens again. Our own lists, not a rule."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.kernel.wording import N_

CLOSING, REOPENING = "closing", "reopening"


@dataclass(frozen=True)
class Part:
    """One thing to look at in a room. `kinds`: kinds of places that have it at all, () for all; `bad`: what a room says that has it not."""

    key: str
    text: str
    bad: str
    domain: str
    kinds: tuple[str, ...] = ()


WITH_GAS = ("canteen", "lab", "boiler", "other")
WITH_WATER = ("canteen", "lab", "dormitory", "boiler", "gym", "building", "other")
PARTS: dict[str, tuple[Part, ...]] = {
    CLOSING: (
        Part("empty", N_("人走空了"), N_("还有人"), "other"),
        Part("power", N_("电断了"), N_("没有断电"), "electric"),
        Part("gas", N_("气关了"), N_("没有关气"), "gas", WITH_GAS),
        Part("water", N_("水关了"), N_("没有关水"), "building", WITH_WATER),
        Part("windows", N_("窗关好了"), N_("窗没有关"), "building"),
        Part("sealed", N_("门锁好，贴了封条"), N_("没有锁"), "other"),
    ),
    REOPENING: (
        Part("seal", N_("封条还在、没动过"), N_("封条动过"), "other"),
        Part("leak", N_("没有燃气味，查过漏"), N_("有燃气味"), "gas", WITH_GAS),
        Part("power", N_("送电正常"), N_("送电不正常"), "electric"),
        Part("water", N_("放过水，没有漏"), N_("漏水或没有水"), "building", WITH_WATER),
        Part("sound", N_("门窗、吊顶、灯具完好"), N_("门窗、吊顶或灯具坏了"), "building"),
    ),
}
# kinds of places that are walked through; yards, gates, stairs, sites and buses are looked at by other lists
ROOMS = ("classroom", "canteen", "dormitory", "lab", "chemical_store", "boiler", "gym", "other")


def parts_of(sort: str, kind: str) -> tuple[Part, ...]:
    """What is looked at in a place of `kind`."""
    return tuple(part for part in PARTS[sort] if not part.kinds or kind in part.kinds)
