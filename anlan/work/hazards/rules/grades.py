"""Grades and categories of hazards, and what a report is graded as before anybody has looked at it."""

from __future__ import annotations

from collections.abc import Collection

from anlan.kernel.wording import N_

MINOR, GENERAL, MAJOR = "minor", "general", "major"
GRADES = {MINOR: N_("当场整改"), GENERAL: N_("一般隐患"), MAJOR: N_("重大隐患")}

# category -> (label, icon of its tile); the key is the safety domain of the case
CATEGORIES = {
    "fire": (N_("消防通道"), "flame"),
    "electric": (N_("用电"), "bolt"),
    "gas": (N_("燃气"), "gas"),
    "food": (N_("食品"), "bowl"),
    "chemicals": (N_("危化品"), "flask"),
    "building": (N_("房屋设施"), "crane"),
    "crowd": (N_("拥挤踩踏"), "crowd"),
    "other": (N_("其他"), "more"),
}
# four phrases a category offers, so that a report needs no typing
PHRASES = {
    "fire": (N_("门被锁"), N_("通道被堵"), N_("应急灯不亮"), N_("灭火器失效")),
    "electric": (N_("电线外露"), N_("插座松脱"), N_("配电箱没锁"), N_("线路发烫")),
    "gas": (N_("软管老化"), N_("有燃气味"), N_("报警器不响"), N_("阀门没关")),
    "food": (N_("食品过期"), N_("生熟混放"), N_("冷柜温度高"), N_("没有留样")),
    "chemicals": (N_("柜子没锁"), N_("标签脱落"), N_("账物不符"), N_("混放在一起")),
    "building": (N_("有漏水"), N_("墙面开裂"), N_("栏杆松动"), N_("吊顶要掉")),
    "crowd": (N_("出口没开全"), N_("没人疏导"), N_("地面湿滑"), N_("人挤在楼梯")),
    "other": (N_("围挡倒了"), N_("监控黑屏"), N_("设施损坏"), N_("有积水结冰")),
}
SHORTEST = 5  # characters of a description: enough to find the thing
LONGEST_TITLE = 40


def grade_of(criteria: Collection[str], *, danger: bool = False, fixed: bool = False) -> str:
    """The grade a report starts with: any yes-fact, or danger that cannot wait, makes it major, whether or not it was fixed.

    Taken to be major until the supervising level says otherwise: stopping too early costs less than stopping too late.
    """
    if criteria or danger:
        return MAJOR
    return MINOR if fixed else GENERAL


def title_of(description: str) -> str:
    """The first idea of a description, as the title of the case."""
    text = " ".join(description.split())
    for mark in ("。", "；", "!", "！"):
        text = text.partition(mark)[0] or text
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"
