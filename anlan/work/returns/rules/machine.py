"""The machine of a return at one unit: asked, handed in; questioned and answered; until the minute, in clock time.

Handing in closes it: nobody confirms a table by looking at it. Whoever has a doubt asks back, and only there. Who asked for the
table does not answer it in the unit's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from anlan.kernel.machine import Limit, Machine, RuleRow, Rung, State, Step
from anlan.kernel.wording import N_
from anlan.registers.people.rules import AT_UNIT

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ABOVE = ("safety", "leader", "head", "staff")


RULE_ROWS: tuple[RuleRow, ...] = (
    RuleRow("return.remind_early", 1, "days before"),
    RuleRow("return.remind_late", 30, "minutes before"),
    RuleRow("return.late_head", 10, "minutes after"),
    RuleRow("return.late_supervisor", 30, "minutes after"),
    RuleRow("return.answer", 30, "minutes"),
)
_VALUE = {row.key: row.value for row in RULE_ROWS}
ANSWER = Limit(hours=_VALUE["return.answer"] / 60)
LADDER = (
    Rung(-_VALUE["return.remind_early"] * DAY, "safety", "turn"),
    Rung(-_VALUE["return.remind_late"] * MINUTE, "safety", "turn"),
    Rung(0 * DAY, "safety", "own"),
    Rung(_VALUE["return.late_head"] * MINUTE, "head", "own"),
    Rung(_VALUE["return.late_supervisor"] * MINUTE, "safety", "supervisor"),
)
OPEN = ("asked", "questioned")  # it is the unit's turn
HANDED = ("handed", "questioned")  # its figures count
CLOSED: Mapping[str, str] = {"handed": "done", "missed": "na", "withdrawn": "na"}

MACHINE = Machine(
    start="asked",
    closed=frozenset(CLOSED),
    first_limit=Limit(hours=2),
    ladder=LADDER,
    way=("asked", "handed"),
    stages={"asked": N_("填报"), "handed": N_("报上")},
    states={
        "asked": State(N_("待填报"), "wait", N_("去填")),
        "questioned": State(N_("有疑问"), "ret", N_("去答")),
        "handed": State(N_("已报"), "done"),
        "missed": State(N_("没有报"), "na"),
        "withdrawn": State(N_("已撤回"), "na"),
    },
    steps=(
        Step("submit", "asked", "handed", N_("报上去"), role=AT_UNIT, level=("owner", "own"), apart=("open",),
             past=N_("已报上"), says=N_("报上以后还能更正，改了什么都记着")),
        Step("answer", "questioned", "handed", N_("答完了"), role=AT_UNIT, level=("owner", "own"), past=N_("已答复")),
        Step("enter", "asked", "handed", N_("代报"), role=ABOVE, level=("supervisor", "above"), aside=True, past=N_("由上级代报"),
             says=N_("按报来的纸面或电话录入，记录里写明是谁代报的")),
        Step("question", "handed", "questioned", N_("问一下"), role=ABOVE, level=("supervisor", "above"), within=ANSWER, needs=("note",),
             counter=True, aside=True, past=N_("问了一下"), says=N_("只问这个单位，半小时内答")),
        # the software's own
        Step("lapse", "asked", "missed", N_("冻结时还没有报"), hidden=True),
        Step("settle", "questioned", "handed", N_("冻结时按原数收下"), hidden=True),
        Step("withdraw", ("asked", "questioned", "handed"), "withdrawn", N_("报表撤回"), hidden=True),
    ),
)  # fmt: skip
