"""The rules of tips, pure: how long, how many, the machine."""

from __future__ import annotations

from datetime import timedelta

from anlan.kernel.machine import Limit, Machine, Rung, State, Step
from anlan.kernel.wording import N_

DOMAIN = "hazards"
SHORTEST, LONGEST, LONGEST_REACH, MOST_PHOTOS = 5, 1000, 60, 3
# All our own choice, shown 待核实. A whole school sits behind one address, a door sees a class pass by.
AN_HOUR_FROM_ADDRESS, AN_HOUR_AT_PLACE, WAITING_AT_PLACE = 20, 12, 30
ADDRESS_KEPT = timedelta(days=2)
REACH_DAYS = 30  # after the end of the tip
DANGER_HOURS = 1
WORKDAYS = 1
DANGER = "danger"

RUN = ("safety", "leader", "head")
OPEN = ("received", "looking")

STATES = {
    "received": State(N_("待看"), "wait", N_("去看")),
    "looking": State(N_("在看"), "doing", N_("去定")),
    "accepted": State(N_("已立为隐患"), "closed"),
    "merged": State(N_("并到已有隐患"), "closed"),
    "answered": State(N_("已处理"), "closed"),
    "rejected": State(N_("没有立"), "na"),
    "passed_up": State(N_("已交上级"), "na"),
}


def _table() -> tuple[Step, ...]:
    apart = ("open",)
    return (
        Step("look", "received", "looking", N_("我来看"), RUN, past=N_("开始看"), says=N_("反映的人会看到有人在看"), harmless=True),
        Step(
            "accept", OPEN, "accepted", N_("立为隐患"), RUN, needs=("category", "description"), apart=apart,
            says=N_("照片跟着过去，反映的人看得到走到哪一步"),
        ),
        Step("merge", OPEN, "merged", N_("并到已有的"), RUN, needs=("of",), apart=apart, says=N_("照片加到那一件里")),
        Step("answer", OPEN, "answered", N_("处理了，回话"), RUN, needs=("note",), apart=apart, says=N_("写的话反映的人看得到，不写名字")),
        Step("reject", OPEN, "rejected", N_("不立，说原因"), RUN, needs=("note",), apart=apart, says=N_("原因反映的人看得到，不写名字")),
        Step(
            "pass_up", OPEN, "passed_up", N_("关系到校领导"), RUN, aside=True, past=N_("交给上级"),
            says=N_("交给上级看，内容和照片本单位不再留"),
        ),
    )  # fmt: skip


LADDER = (
    Rung(timedelta(hours=-2), "safety", "turn"),
    Rung(timedelta(0), "safety", "turn"),
    Rung(timedelta(hours=24), "head"),
    Rung(timedelta(hours=48), "safety", "supervisor"),
)
DANGER_LADDER = (
    Rung(timedelta(minutes=-30), "safety", "turn"),
    Rung(timedelta(0), "head"),
    Rung(timedelta(hours=1), "safety", "supervisor"),
    Rung(timedelta(hours=2), "safety", "above"),
)
MACHINE = Machine(
    start="received",
    closed=frozenset({"accepted", "merged", "answered", "rejected", "passed_up"}),
    states=STATES,
    steps=_table(),
    first_limit=Limit(days=WORKDAYS, work=True),
    ladder=LADDER,
    way=("received", "looking", "accepted"),
)


def stamp(level: str) -> dict[str, object]:
    """Limits and ladder of a new tip: one where people are in danger is looked at within the hour, through nights and holidays."""
    if level != DANGER:
        return MACHINE.stamp()
    return {"first": Limit(hours=DANGER_HOURS).dump(), "limits": {}, "ladder": [rung.dump() for rung in DANGER_LADDER]}


def masked(reach: str) -> str:
    """A number or address of which only the ends show: 138****5678."""
    text = " ".join(reach.split())
    if len(text) < 4:
        return "*" * len(text)
    kept = 3 if len(text) >= 9 else 1
    tail = 4 if len(text) >= 9 else 1
    return text[:kept] + "*" * (len(text) - kept - tail) + text[-tail:]
