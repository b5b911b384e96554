"""The machine of one letter: sent for confirming, confirmed by the person named, or answered with remarks that the office replies to.

The office that sent it stands as the lister of the case. Nobody confirms in another's name; who signs on paper, as a person of the town
without an account, is written in by the unit with where and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from anlan.kernel.machine import Limit, Machine, RuleRow, Rung, State, Step
from anlan.kernel.wording import N_

DAY = timedelta(days=1)


RULE_ROWS: tuple[RuleRow, ...] = (
    RuleRow("pledge.confirm", 7, "working days"),
    RuleRow("pledge.answer", 3, "working days"),
    RuleRow("pledge.remind", 1, "days before"),
    RuleRow("pledge.late_head", 1, "days after"),
    RuleRow("pledge.late_supervisor", 3, "days after"),
    RuleRow("pledge.ending", 30, "days before"),
)
_VALUE = {row.key: row.value for row in RULE_ROWS}
LADDER = (
    Rung(-_VALUE["pledge.remind"] * DAY, "safety", "turn"),
    Rung(0 * DAY, "safety", "own"),
    Rung(_VALUE["pledge.late_head"] * DAY, "head", "own"),
    Rung(_VALUE["pledge.late_supervisor"] * DAY, "safety", "supervisor"),
)
OFFICE = ("safety", "leader", "head")
AT_UNIT = ("safety", "head", "leader")
IN_FORCE = ("confirmed",)
WAITING = ("asked", "paper", "remarked")
CLOSED: Mapping[str, str] = {"confirmed": "done", "withdrawn": "na", "replaced": "na"}

MACHINE = Machine(
    start="asked",
    opens=("paper",),
    closed=frozenset(CLOSED),
    first_limit=Limit(days=_VALUE["pledge.confirm"], work=True),
    ladder=LADDER,
    way=("asked", "confirmed"),
    stages={"asked": N_("发出"), "confirmed": N_("已确认")},
    states={
        "asked": State(N_("待确认"), "wait", N_("去确认")),
        "paper": State(N_("待纸面签"), "wait", N_("去登记")),
        "remarked": State(N_("有意见"), "review", N_("去答复")),
        "confirmed": State(N_("已确认"), "done"),
        "withdrawn": State(N_("已撤回"), "na"),
        "replaced": State(N_("换人了"), "na"),
    },
    steps=(
        Step("confirm", "asked", "confirmed", N_("我确认"), level="owner", apart=("open",), past=N_("确认了责任书"),
             says=N_("确认以后生效，可以下载 Word")),
        Step("remark", "asked", "remarked", N_("提意见"), level="owner", needs=("note",),
             within=Limit(days=_VALUE["pledge.answer"], work=True), past=N_("提了意见"), counter=True,
             says=N_("发出的单位答复以后再确认"), asks=N_("写哪一条不合适")),
        Step("answer", "remarked", "asked", N_("答复"), role=OFFICE, level="lister", apart=("remark",),
             needs=("note",), within=Limit(days=_VALUE["pledge.answer"], work=True), past=N_("答复了"),
             says=N_("答复后回到责任人确认"), asks=N_("写怎么改，或者为什么不改")),
        Step("sign", "paper", "confirmed", N_("已在纸上签"), role=AT_UNIT, level="own", apart=("open",), needs=("note",),
             past=N_("登记了纸面签字"), asks=N_("写谁在哪天签的、原件放哪儿")),
        Step("sign_for", "asked", "confirmed", N_("已在纸上签"), role=AT_UNIT, level="own", apart=("open",), needs=("note",), aside=True,
             past=N_("登记了纸面签字"), asks=N_("写谁在哪天签的、原件放哪儿")),
        # the software's own
        Step("withdraw", WAITING, "withdrawn", N_("责任书撤回"), hidden=True),
        Step("replace", WAITING, "replaced", N_("换了责任人"), hidden=True),
    ),
)  # fmt: skip
