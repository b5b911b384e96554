"""The machine of a release: one of an office asks that something may go out although schools have enough; the leader says yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from anlan.kernel.machine import Limit, Machine, Rung, State, Step
from anlan.kernel.wording import N_

from .limits import VALUE

HOUR = timedelta(hours=1)
MAY_RELEASE = ("leader", "head")
# What does not wait for a release; the reason is written down and the leader told.
EXEMPT: Mapping[str, str] = {"life": N_("有人命危险"), "statute": N_("法定要立刻办")}

MACHINE = Machine(
    start="asked",
    closed=frozenset({"granted", "refused", "dropped"}),
    first_limit=Limit(hours=VALUE["ask.release"]),
    ladder=(
        Rung(-HOUR, "leader", "turn"), Rung(0 * HOUR, "leader", "own"), Rung(4 * HOUR, "head", "own"), Rung(24 * HOUR, "leader", "above"),
    ),
    way=("asked", "granted"),
    stages={"asked": N_("请放行"), "granted": N_("放行")},
    states={
        "asked": State(N_("待放行"), "wait", N_("去放行")),
        "granted": State(N_("已放行"), "closed"),
        "refused": State(N_("没放行"), "na"),
        "dropped": State(N_("不发了"), "na"),
    },
    steps=(
        Step("release", "asked", "granted", N_("放行"), role=MAY_RELEASE, level="own", apart=("open",), past=N_("已放行"),
             says=N_("发的人可以发了，学校那一周多这一件")),
        Step("refuse_release", "asked", "refused", N_("不放行"), role=MAY_RELEASE, level="own", apart=("open",), needs=("note",),
             counter=True, asks=N_("写明换到哪天，或者为什么不用发"), past=N_("没放行")),
        Step("drop_release", "asked", "dropped", N_("不发了"), level="opener", aside=True, past=N_("不发了")),
        Step("lapse_release", "asked", "dropped", N_("已经不用放行"), hidden=True),
    ),
)  # fmt: skip
