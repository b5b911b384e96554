"""The task's machine: received, done, proved, confirmed by somebody above; and the limits, with where each comes from.

Two phases, two limits: until the deadline it is the unit's turn, then the supervising level has some workdays to look. Each phase
has a ladder of its own, so that a school is not chased for what lies with its district.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from anlan.kernel.machine import Limit, Machine, RuleRow, Rung, State, Step
from anlan.kernel.wording import N_
from anlan.registers.people.rules import AT_UNIT

DAY = timedelta(days=1)
ABOVE = ("safety", "leader", "head", "inspector")
DID_IT = ("submit", "declare", "round", "owner", "prove")  # who took part in doing a thing does not confirm it

PROOFS: Mapping[str, str] = {
    "declared": N_("说明即可"),
    "record": N_("台账记录"),
    "photo": N_("现场照片"),
    "onsite": N_("到场扫码"),
}
RULES: Mapping[str, str] = {"each": N_("逐件核验"), "sample": N_("抽查"), "doubt": N_("有疑问才查")}


RULE_ROWS: tuple[RuleRow, ...] = (
    RuleRow("task.receipt", 2, "workdays"),
    RuleRow("task.verify", 3, "workdays"),
    RuleRow("task.rework", 2, "workdays"),
    RuleRow("task.remind_early", 3, "days before"),
    RuleRow("task.remind_late", 1, "days before"),
    RuleRow("task.late_head", 1, "days after"),
    RuleRow("task.late_supervisor", 3, "days after"),
    RuleRow("task.late_leader", 7, "days after"),
    RuleRow("task.sample", 10, "percent"),
)
_VALUE = {row.key: row.value for row in RULE_ROWS}
RECEIPT = Limit(days=_VALUE["task.receipt"], work=True)
VERIFY = Limit(days=_VALUE["task.verify"], work=True)
REWORK = Limit(days=_VALUE["task.rework"], work=True)
SAMPLE_PERCENT = _VALUE["task.sample"]

LADDER = (
    Rung(-_VALUE["task.remind_early"] * DAY, "safety", "owner"),
    Rung(-_VALUE["task.remind_late"] * DAY, "safety", "owner"),
    Rung(0 * DAY, "safety", "owner"),
    Rung(0 * DAY, "safety", "own"),
    Rung(_VALUE["task.late_head"] * DAY, "head", "own"),
    Rung(_VALUE["task.late_supervisor"] * DAY, "safety", "supervisor"),
    Rung(_VALUE["task.late_leader"] * DAY, "leader", "supervisor"),
)
VERIFY_LADDER = (
    Rung(-1 * DAY, "safety", "supervisor"),
    Rung(0 * DAY, "safety", "supervisor"),
    Rung(2 * DAY, "leader", "supervisor"),
    Rung(5 * DAY, "leader", "above"),
)
PHASES: Mapping[str, tuple[Rung, ...]] = {"submitted": VERIFY_LADDER, "asked_na": VERIFY_LADDER}  # all other states: LADDER

OPEN = ("sent", "doing", "returned")  # it is the unit's turn
WAITING = ("submitted", "asked_na")  # the level above looks
HANDS_IN = ("submit", "declare", "round")
VERB_OF_RULE: Mapping[str, str] = {"each": "submit", "sample": "submit", "doubt": "declare"}
CLOSED = ("verified", "sampled", "declared", "not_applicable", "outside", "withdrawn")

MACHINE = Machine(
    start="sent",
    closed=frozenset(CLOSED),
    first_limit=Limit(days=14),
    ladder=LADDER,
    way=("sent", "doing", "submitted", "verified"),
    stages={"sent": N_("签收"), "doing": N_("办理"), "submitted": N_("核验"), "verified": N_("核验通过")},
    states={
        "sent": State(N_("待签收"), "wait", N_("签收")),
        "doing": State(N_("办理中"), "doing", N_("交")),
        "submitted": State(N_("待核验"), "review", N_("核验")),
        "returned": State(N_("已退回"), "ret", N_("补交")),
        "asked_na": State(N_("申请不适用"), "review", N_("看一下")),
        "verified": State(N_("已核验"), "done"),
        "sampled": State(N_("抽查通过"), "sampled"),
        "declared": State(N_("已自报"), "declared"),
        "not_applicable": State(N_("不适用"), "na"),
        "outside": State(N_("另行办理"), "outside"),
        "withdrawn": State(N_("已撤回"), "na"),
    },
    steps=(
        Step("receive", "sent", "doing", N_("签收"), role=AT_UNIT, level=("owner", "own"), harmless=True, past=N_("已签收")),
        Step(
            "submit", ("doing", "returned", "sent"), "submitted", N_("交"), role=AT_UNIT, level=("owner", "own"), within=VERIFY,
            past=N_("已交"), says=N_("交给上级核验；抽查的等抽签"),
        ),
        Step(
            "declare", ("doing", "returned", "sent"), "declared", N_("交"), role=AT_UNIT, level=("owner", "own"), past=N_("已自报"),
            says=N_("这一件自报即可，上级有疑问再查"),
        ),
        Step(
            "round", ("doing", "returned", "sent"), "doing", N_("交这一次"), role=AT_UNIT, level=("owner", "own"), past=N_("交了一次"),
            says=N_("这一条分次办，交了接着等下一次"),
        ),
        Step(
            "verify", "submitted", "verified", N_("核验通过"), role=ABOVE, level="supervisor", apart=DID_IT, past=N_("已核验"),
            says=N_("这一件办结"),
        ),
        Step(
            "return", "submitted", "returned", N_("退回"), role=ABOVE, level="supervisor", apart=DID_IT, within=REWORK,
            needs=("note",), asks=N_("写明缺什么"), counter=True, past=N_("已退回"), says=N_("退给承办人补"),
        ),
        Step("agree_na", "asked_na", "not_applicable", N_("同意不适用"), role=ABOVE, level="supervisor", apart=("not_apply",)),
        Step(
            "refuse_na", "asked_na", "doing", N_("不同意，照办"), role=ABOVE, level="supervisor", apart=("not_apply",),
            needs=("note",), counter=True,
        ),
        Step(
            "not_apply", ("sent", "doing", "returned"), "asked_na", N_("申请不适用"), role=AT_UNIT, level=("owner", "own"),
            within=VERIFY, needs=("note",), aside=True, says=N_("由上级同意才算"),
        ),
        Step(
            "outside", ("sent", "doing", "returned", "submitted", "asked_na"), "outside", N_("转系统外办理"), role=ABOVE,
            level="supervisor", needs=("note",), aside=True,
        ),
        Step(
            "doubt", ("declared", "sampled", "verified"), "returned", N_("有疑问，重查"), role=ABOVE, level="supervisor",
            apart=DID_IT, within=REWORK, needs=("note",), counter=True, aside=True,
        ),
        # the software's own
        Step("pass_sample", "submitted", "sampled", N_("抽查通过"), hidden=True),
        Step("reopen_sample", "sampled", "submitted", N_("抽查没通过，重新待核验"), within=VERIFY, hidden=True),
        Step("withdraw", ("sent", "doing", "returned", "submitted", "asked_na"), "withdrawn", N_("通知撤回"), hidden=True),
    ),
)  # fmt: skip
