"""The machines of checks, in clock time: a unit's self-check, an office's check on the spot, rooms at a break, a leader's walk.

An answer of fail is a hazard of its own, with its own machine: a check only looks, and ends when everything was looked at and signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from anlan.kernel.machine import Limit, Machine, RuleRow, Rung, State, Step
from anlan.kernel.wording import N_

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIGNERS = ("safety", "head", "leader", "logistics")
CHECKERS = ("safety", "inspector", "leader", "head", "staff")
ABOVE = ("safety", "leader", "head", "inspector", "staff")

SELF, RECHECK, SAMPLE = "self", "recheck", "sample"
STAGES = {SELF: N_("自查"), RECHECK: N_("区复查"), SAMPLE: N_("市抽查"), "closing": N_("封校检查"), "reopening": N_("开学前检查")}
OFFICE_STAGES = (RECHECK, SAMPLE)
SORTS = {"round": N_("按表检查"), "closing": N_("假期封校检查"), "reopening": N_("开学前检查")}


RULE_ROWS: tuple[RuleRow, ...] = (
    RuleRow("check.remind_early", 2, "days before"),
    RuleRow("check.remind_late", 4, "hours before"),
    RuleRow("check.late_head", 4, "hours after"),
    RuleRow("check.late_supervisor", 1, "days after"),
    RuleRow("check.again", 2, "days"),
    RuleRow("check.recheck_share", 20, "percent"),
    RuleRow("check.sample_share", 20, "percent"),
    RuleRow("check.closing_after", 0, "days after the break begins"),
    RuleRow("check.reopening_before", 3, "days before term"),
    RuleRow("walk.acknowledge", 3, "days"),
    RuleRow("walk.late_supervisor", 3, "days after"),
)
VALUE: Mapping[str, int] = {row.key: row.value for row in RULE_ROWS}

LADDER = (
    Rung(-VALUE["check.remind_early"] * DAY, "safety", "turn"),
    Rung(-VALUE["check.remind_late"] * HOUR, "safety", "turn"),
    Rung(0 * DAY, "safety", "own"),
    Rung(VALUE["check.late_head"] * HOUR, "head", "own"),
    Rung(VALUE["check.late_supervisor"] * DAY, "safety", "supervisor"),
)
OFFICE_LADDER = (
    Rung(-VALUE["check.remind_early"] * DAY, "safety", "turn"),
    Rung(0 * DAY, "safety", "turn"),
    Rung(VALUE["check.late_supervisor"] * DAY, "leader", "above"),
)
AGAIN = Limit(days=VALUE["check.again"])
OPEN = ("to_do", "again")  # somebody still has to look
CHECKED = ("handed",)  # its answers count


def _states(done: str) -> dict[str, State]:
    return {
        "to_do": State(N_("待检查"), "wait", N_("去查")),
        "again": State(N_("退回重查"), "ret", N_("重查")),
        "handed": State(done, "done"),
        "missed": State(N_("没有查"), "na"),
        "withdrawn": State(N_("已撤回"), "na"),
    }


def _steps(verb: str, past: str, roles: tuple[str, ...], level: tuple[str, ...]) -> tuple[Step, ...]:
    return (
        Step("hand_in", OPEN, "handed", verb, role=roles, level=level, apart=("open",), past=past,
             says=N_("签上名交；不合格的已经报成隐患，各走各的")),
        Step("send_back", "handed", "again", N_("退回重查"), role=ABOVE, level=("supervisor", "above"), within=AGAIN, needs=("note",),
             apart=("hand_in",), counter=True, aside=True, past=N_("退回重查"), asks=N_("写明哪里要重查"),
             says=N_("原来的答案都留着，改完再交")),
        # the software's own
        Step("lapse", OPEN, "missed", N_("收口时还没有查"), hidden=True),
        Step("withdraw", (*OPEN, "handed"), "withdrawn", N_("检查撤回"), hidden=True),
    )  # fmt: skip


WAY, END = ("to_do", "handed"), frozenset({"handed", "missed", "withdrawn"})
SELF_CHECK = Machine(
    start="to_do", closed=END, first_limit=Limit(days=7), ladder=LADDER, way=WAY, stages={"to_do": N_("自查"), "handed": N_("签名上报")},
    states=_states(N_("已自查")), steps=_steps(N_("签名上报"), N_("自查完，签名上报"), SIGNERS, ("owner", "own")),
)  # fmt: skip
SITE_CHECK = Machine(
    start="to_do", closed=END, first_limit=Limit(days=7), ladder=OFFICE_LADDER, way=WAY,
    stages={"to_do": N_("到校检查"), "handed": N_("签名交")}, states=_states(N_("已查")),
    steps=_steps(N_("签名交"), N_("查完，签名交"), CHECKERS, ("owner", "lister")),
)  # fmt: skip
BREAK = Machine(
    start="to_do", closed=END, first_limit=Limit(days=3), ladder=LADDER, way=WAY, stages={"to_do": N_("逐间查"), "handed": N_("签名上报")},
    states=_states(N_("查完了")), steps=_steps(N_("签名上报"), N_("逐间查完，签名上报"), SIGNERS, ("owner", "own")),
)  # fmt: skip

WALK = Machine(
    start="told",
    closed=frozenset({"known", "kept"}),
    first_limit=Limit(days=VALUE["walk.acknowledge"]),
    ladder=(
        Rung(-1 * DAY, "safety", "turn"), Rung(0 * DAY, "safety", "own"), Rung(VALUE["walk.late_supervisor"] * DAY, "safety", "supervisor"),
    ),
    way=("told", "known"),
    stages={"told": N_("看了、说了"), "known": N_("学校知道了")},
    states={
        "told": State(N_("待学校知悉"), "wait", N_("看一下")),
        "known": State(N_("学校知道了"), "done"),
        "kept": State(N_("记下了"), "done"),
    },
    steps=(
        Step("acknowledge", "told", "known", N_("知道了"), role=SIGNERS, level="own", apart=("open",), harmless=True, past=N_("学校知道了"),
             says=N_("说的事照着办；报成隐患的另有编号")),
        Step("keep", "told", "kept", N_("没有要学校办的"), hidden=True),
    ),
)  # fmt: skip
