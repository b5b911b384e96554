"""The machine of a task that a leader's instruction makes: handed, reported back, seen by who gave it. In working time.

The one who gave it closes it. Whoever wrote it down on the leader's behalf may close it on their behalf too (kind.standing), never
who did the task.
"""

from __future__ import annotations

from datetime import timedelta

from anlan.kernel.machine import Limit, Machine, RuleRow, Rung, State, Step
from anlan.kernel.wording import N_
from anlan.registers.people.rules import AT_UNIT

DAY = timedelta(days=1)
SPEAKERS = ("leader", "head")  # whose word is an instruction
WRITERS = ("safety", "staff", "duty", *SPEAKERS)  # who writes one down in the same office


RULE_ROWS: tuple[RuleRow, ...] = (
    RuleRow("instruction.first", 5, "workdays"),
    RuleRow("instruction.see", 3, "workdays"),
    RuleRow("instruction.again", 2, "workdays"),
    RuleRow("instruction.remind", 1, "days before"),
    RuleRow("instruction.late_head", 1, "days after"),
    RuleRow("instruction.late_supervisor", 2, "days after"),
)
_VALUE = {row.key: row.value for row in RULE_ROWS}
DOING = ("handed", "returned")  # it is the turn of whom it was handed to

MACHINE = Machine(
    start="handed",
    closed=frozenset({"done", "dropped"}),
    first_limit=Limit(days=_VALUE["instruction.first"], work=True),
    ladder=(
        Rung(-_VALUE["instruction.remind"] * DAY, "safety", "turn"),
        Rung(0 * DAY, "safety", "turn"),
        Rung(_VALUE["instruction.late_head"] * DAY, "head", "own"),
        Rung(_VALUE["instruction.late_supervisor"] * DAY, "safety", "supervisor"),
    ),
    way=("handed", "reported", "done"),
    stages={"handed": N_("交办"), "reported": N_("报结果"), "done": N_("领导看过")},
    states={
        "handed": State(N_("待办"), "wait", N_("去办")),
        "reported": State(N_("报了结果"), "review", N_("看结果")),
        "returned": State(N_("要补办"), "ret", N_("去补办")),
        "done": State(N_("看过办结"), "done"),
        "dropped": State(N_("不用办了"), "na"),
    },
    steps=(
        Step(
            "report", ("handed", "returned"), "reported", N_("报结果"), role=AT_UNIT, level=("owner", "own"),
            within=Limit(days=_VALUE["instruction.see"], work=True), needs=("note",), asks=N_("写明办得怎样"), past=N_("报了结果"),
            says=N_("结果送给批示的领导"),
        ),
        Step(
            "settle", "reported", "done", N_("看过，办结"), role=SPEAKERS, level="lister", apart=("report", "owner"),
            past=N_("看过，办结了"), says=N_("这一件办结"),
        ),
        Step(
            "again", "reported", "returned", N_("再办"), role=SPEAKERS, level="lister", apart=("report", "owner"),
            within=Limit(days=_VALUE["instruction.again"], work=True), needs=("note",), asks=N_("写明还差什么"), counter=True,
            past=N_("退回再办"), says=N_("退给承办人再办"),
        ),
        Step(
            "drop", ("handed", "returned", "reported"), "dropped", N_("不用办了"), role=SPEAKERS, level="lister", needs=("note",),
            aside=True, asks=N_("写明为什么不用办"), past=N_("不用办了"),
        ),
    ),
)  # fmt: skip
