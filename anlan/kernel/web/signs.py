"""Signs: a state or a level is always shape + word + colour. One table each; the shapes live in static/anlan/sprite.svg."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Sign:
    """glyph: symbol `g-…` of the sprite; word: what it says; tone: class of the word's colour."""

    glyph: str
    word: str | Promise
    tone: str = ""


STATES: dict[str, Sign] = {
    "wait": Sign("wait", _("待签收")),
    "received": Sign("recv", _("已签收")),
    "doing": Sign("doing", _("办理中")),
    "declared": Sign("decl", _("已自报"), "rev"),
    "review": Sign("review", _("待核验"), "rev"),
    "ret": Sign("ret", _("已退回"), "ret"),
    "sampled": Sign("samp", _("抽查核验"), "ok"),
    "done": Sign("done", _("已核验"), "ok"),
    "closed": Sign("done", _("已办结"), "ok"),
    "due": Sign("due", _("今天到期"), "warn"),
    "late": Sign("late", _("逾期"), "late"),
    "unk": Sign("unk", _("未知"), "unk"),
    "na": Sign("na", _("不适用")),
    "outside": Sign("out", _("已交外部")),
    "stopped": Sign("stop", _("已停用"), "ret"),
}
ALIASES = {
    "waiting": "wait", "open": "wait", "todo": "wait", "verified": "done", "ok": "done", "submitted": "review",
    "returned": "ret", "overdue": "late", "unknown": "unk", "none": "na", "ask": "due",
}  # fmt: skip


@dataclass(frozen=True)
class Level:
    """shape: octagon, diamond, triangle, disc or tile; char stands inside; fill and ink are tokens."""

    shape: str
    char: str | Promise
    word: str | Promise
    fill: str
    ink: str


OCTAGON = "M7.2 1h9.6L23 7.2v9.6L16.8 23H7.2L1 16.8V7.2z"
DIAMOND = "M12 .5L23.5 12 12 23.5 .5 12z"
TRIANGLE = "M12 1.2L23.6 22H.4z"
DISC = "M12 .8a11.2 11.2 0 110 22.4 11.2 11.2 0 010-22.4z"
TILE = "M5 1.5h14A3.5 3.5 0 0122.5 5v14a3.5 3.5 0 01-3.5 3.5H5A3.5 3.5 0 011.5 19V5A3.5 3.5 0 015 1.5z"

LEVELS: dict[str, Level] = {
    "red": Level(OCTAGON, pgettext_lazy("sign", "红"), _("红色，一级"), "red", "light"),
    "orange": Level(DIAMOND, pgettext_lazy("sign", "橙"), _("橙色，二级"), "orange", "dark"),
    "yellow": Level(TRIANGLE, pgettext_lazy("sign", "黄"), _("黄色，三级"), "yellow", "dark"),
    "blue": Level(DISC, pgettext_lazy("sign", "蓝"), _("蓝色，四级"), "blue", "light"),
    "major": Level(OCTAGON, pgettext_lazy("sign", "重"), _("重大隐患"), "red", "light"),
    "general": Level(TILE, pgettext_lazy("sign", "般"), _("一般隐患"), "unk", "light"),
    "minor": Level(TILE, pgettext_lazy("sign", "小"), _("当场整改"), "unk", "light"),
}


def state(key: str) -> Sign:
    """The sign of a state key or one of its other names; an unknown key reads as 未知, never as done."""
    return STATES.get(ALIASES.get(key, key), STATES["unk"])
