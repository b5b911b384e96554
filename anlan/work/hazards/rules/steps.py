"""The machine of a hazard.

Minor, fixed on the spot: two people. General: graded, rectified by its owner, accepted by another. Major: the room is stopped
at once with the report; then the five assurances, rectification, acceptance by the school, review by the supervising level,
close-out by whoever listed it (else the supervising level). Both are looked at again after a set time.

Separation of duty: who rectified neither accepts nor reviews nor closes; who accepted neither reviews nor closes.
"""

from __future__ import annotations

from collections.abc import Iterable

from anlan.kernel.machine import Machine, State, Step
from anlan.kernel.wording import N_
from anlan.work.hazards.rules.grades import GENERAL
from anlan.work.hazards.rules.limits import limit_of, rungs_of, values_of

RUN = ("safety", "leader", "head")  # who runs safety in a school, a bureau
CHECK = ("safety", "head", "leader")
CHIEF = ("head", "leader", "safety")
HANDS = ("logistics", "safety", "keeper", "leader", "head", "teacher", "duty")
OTHERS = ("safety", "logistics", "head", "leader", "keeper", "teacher", "duty")  # who may confirm a minor one
BODY = (*RUN, "outside")  # an outside body's people hold the role `outside`
WORKED = ("rectify", "outside_done")

STATES = {
    "fixed": State(N_("改好待确认"), "review", N_("去确认")),
    "reported": State(N_("待定级"), "wait", N_("去定级")),
    "rectifying": State(N_("整改中"), "doing", N_("去整改")),
    "rectified": State(N_("待验收"), "review", N_("去验收")),
    "outside": State(N_("已交外单位"), "outside", N_("问结果")),
    "closed": State(N_("已销号"), "closed"),
    "looking_back": State(N_("回头看"), "doing", N_("去看")),
    "settled": State(N_("看过没反弹"), "closed"),
    "assuring": State(N_("待五落实"), "doing", N_("填五落实")),
    "major_rectifying": State(N_("整改中"), "doing", N_("去整改")),
    "major_rectified": State(N_("待验收"), "review", N_("去验收")),
    "major_outside": State(N_("已交外单位"), "outside", N_("问结果")),
    "accepted": State(N_("待复核"), "review", N_("去复核")),
    "reviewed": State(N_("待销号"), "review", N_("去销号")),
    "major_closed": State(N_("已销号"), "closed"),
    "major_looking_back": State(N_("回头看"), "doing", N_("去看")),
    "major_settled": State(N_("看过没反弹"), "closed"),
    "void": State(N_("误报"), "na"),
    "duplicate": State(N_("重复"), "na"),
}
MAJOR_STATES = frozenset({"assuring", "accepted", "reviewed", *(state for state in STATES if state.startswith("major_"))})
# a room stopped for a major hazard may come into use again when the review is passed (or the hazard was none)
LIFTABLE = frozenset(STATES) - {"assuring", "major_rectifying", "major_rectified", "major_outside", "accepted"}
CLOSED = frozenset({"closed", "settled", "major_closed", "major_settled", "void", "duplicate"})


def _table() -> Iterable[Step]:
    yield from _minor()
    yield from _general()
    yield from _major()
    yield from _aside()


def _minor() -> Iterable[Step]:
    yield Step(
        "confirm", "fixed", "closed", N_("确认改好了"), OTHERS, apart=("open",), past=N_("确认改好了"),
        says=N_("两个人都看过，就算办完"),
    )  # fmt: skip
    yield Step("not_fixed", "fixed", "reported", N_("没改好"), OTHERS, needs=("note",), apart=("open",), counter=True)


def _general() -> Iterable[Step]:
    yield Step("grade", "reported", "rectifying", N_("定为一般，交办"), RUN, needs=("owner",), says=N_("交办后由他整改，改好另一个人验收"))
    yield Step(
        "rectify", "rectifying", "rectified", N_("改好了，自查合格"), HANDS, ("owner", "own"), needs=("note", "photos"),
        says=N_("接着由没动手改的人验收"),
    )  # fmt: skip
    yield Step("accept", "rectified", "closed", N_("验收通过"), CHECK, apart=WORKED, says=N_("通过就销号，到时候再回头看"))
    yield Step("return", "rectified", "rectifying", N_("退回整改"), CHECK, needs=("note",), apart=WORKED, counter=True)
    yield Step("outside_done", "outside", "rectified", N_("外单位办好了"), BODY, needs=("note",), says=N_("接着由别人验收"))
    yield Step("look_back_due", "closed", "looking_back", N_("到了回头看的日子"), hidden=True)
    yield Step("look_back", "looking_back", "settled", N_("看过，没反弹"), CHECK, ("own", "supervisor"), apart=("rectify",))
    yield Step(
        "relapse", "looking_back", "rectifying", N_("又出现了"), CHECK, ("own", "supervisor"), needs=("note",), apart=("rectify",),
        counter=True,
    )  # fmt: skip
    yield Step(
        "reopen", ("closed", "settled"), "rectifying", N_("重新打开"), RUN, ("own", "supervisor", "above"), needs=("note",), aside=True
    )


def _major() -> Iterable[Step]:
    yield Step(
        "assure", "assuring", "major_rectifying", N_("五落实齐了"), (*CHIEF, "logistics"),
        needs=("responsible", "measures", "money", "deadline", "plan"), says=N_("五项都填了才能往下走，此处一直停用"),
    )  # fmt: skip
    yield Step(
        "rectify", "major_rectifying", "major_rectified", N_("改好了，自查合格"), HANDS, ("owner", "own"), needs=("note", "photos"),
        says=N_("接着由没动手改的人验收"),
    )  # fmt: skip
    yield Step("accept", "major_rectified", "accepted", N_("验收通过"), CHIEF, needs=("note",), apart=WORKED, says=N_("接着报上级复核"))
    yield Step("return", "major_rectified", "major_rectifying", N_("退回整改"), CHIEF, needs=("note",), apart=WORKED, counter=True)
    yield Step(
        "outside_done", "major_outside", "major_rectified", N_("外单位办好了"), BODY, needs=("note",), says=N_("接着由学校验收"),
    )  # fmt: skip
    yield Step(
        "review", "accepted", "reviewed", N_("复核通过"), RUN, ("supervisor", "above"), needs=("note",), apart=(*WORKED, "accept"),
        says=N_("通过后销号；挂牌督办的，由挂牌单位销号"),
    )  # fmt: skip
    yield Step(
        "return", "accepted", "major_rectifying", N_("退回整改"), RUN, ("supervisor", "above"), needs=("note",),
        apart=(*WORKED, "accept"), counter=True,
    )  # fmt: skip
    yield Step(
        "close_out", "reviewed", "major_closed", N_("销号"), BODY, "lister", needs=("note",), apart=(*WORKED, "accept"),
        says=N_("销号后，到时候再回头看"),
    )  # fmt: skip
    yield Step(
        "return", "reviewed", "major_rectifying", N_("退回整改"), BODY, "lister", needs=("note",), apart=(*WORKED, "accept"),
        counter=True,
    )  # fmt: skip
    yield Step("look_back_due", "major_closed", "major_looking_back", N_("到了回头看的日子"), hidden=True)
    yield Step(
        "look_back", "major_looking_back", "major_settled", N_("看过，没反弹"), RUN, ("supervisor", "above"), needs=("note",),
        apart=("rectify",),
    )  # fmt: skip
    yield Step(
        "relapse", "major_looking_back", "assuring", N_("又出现了"), RUN, ("supervisor", "above"), needs=("note",),
        apart=("rectify",), counter=True,
    )  # fmt: skip
    yield Step(
        "reopen", ("major_closed", "major_settled"), "assuring", N_("重新打开"), BODY, ("own", "supervisor", "above", "lister"),
        needs=("note",), aside=True,
    )  # fmt: skip


def _aside() -> Iterable[Step]:
    general = ("reported", "fixed", "rectifying", "rectified", "outside")
    yield Step(
        "raise", (*general, "looking_back"), "assuring", N_("升为重大"), RUN, ("own", "supervisor", "above"), needs=("note",),
        aside=True, says=N_("马上停用，马上报上级"),
    )  # fmt: skip
    yield Step(
        "lower", ("assuring", "major_rectifying", "major_rectified", "major_outside"), "rectifying", N_("降为一般"), RUN,
        ("supervisor", "above"), needs=("note", "owner"), aside=True, says=N_("停用不会自动解除，要两个人解除"),
    )  # fmt: skip
    for state in ("assuring", "major_rectifying", "major_rectified", "major_outside", "accepted", "reviewed"):
        yield Step(
            "list", state, state, N_("挂牌督办"), RUN, ("supervisor", "above"), needs=("lister", "list_number", "signer", "deadline"),
            aside=True, says=N_("挂了牌，只有挂牌单位能销号"),
        )  # fmt: skip
    for state, target in (("reported", "outside"), ("rectifying", "outside"), ("major_rectifying", "major_outside")):
        yield Step(
            "hand_outside", state, target, N_("交给外单位"), RUN, ("own", "supervisor"), needs=("body", "note"), aside=True,
            says=N_("办好前一直开着，由本校问结果"),
        )  # fmt: skip
    yield Step(
        "duplicate", ("reported", "fixed", "rectifying"), "duplicate", N_("和另一件重复"), RUN, ("own", "supervisor"),
        needs=("of",), aside=True,
    )  # fmt: skip
    yield Step("duplicate", "assuring", "duplicate", N_("和另一件重复"), RUN, ("supervisor", "above"), needs=("of",), aside=True)
    yield Step(
        "void", general[:3], "void", N_("是误报"), RUN, ("own", "supervisor"), needs=("note",), apart=("open",), aside=True,
    )  # fmt: skip
    yield Step("void", "assuring", "void", N_("是误报"), RUN, ("supervisor", "above"), needs=("note",), apart=("open",), aside=True)


_VALUES = values_of({})
MACHINE = Machine(
    start="reported",
    closed=CLOSED,
    states=STATES,
    steps=tuple(_table()),
    first_limit=limit_of(_VALUES, "general.grade"),
    ladder=rungs_of(GENERAL, _VALUES),
    way=("reported", "rectifying", "rectified", "closed", "looking_back", "settled"),
    opens=("fixed", "assuring"),
)

# The line of steps of each grade: (word, verbs of the ledger that tell when it was done, states in which it is the next).
WAY = (
    (N_("上报"), ("case.open",), ()),
    (N_("定级"), ("grade", "lower"), ("reported",)),
    (N_("整改"), ("rectify", "outside_done"), ("rectifying", "outside")),
    (N_("验收"), ("accept",), ("rectified",)),
    (N_("销号"), ("accept",), ()),
    (N_("回头看"), ("look_back",), ("closed", "looking_back")),
)
MINOR_WAY = (
    (N_("上报"), ("case.open",), ()),
    (N_("确认"), ("confirm",), ("fixed",)),
    (N_("办完"), ("confirm",), ()),
)
MAJOR_WAY = (
    (N_("上报"), ("case.open",), ()),
    (N_("定级"), ("raise", "case.open"), ()),
    (N_("临时管控"), ("place.control",), ()),
    (N_("五落实"), ("assure",), ("assuring",)),
    (N_("整改"), ("rectify", "outside_done"), ("major_rectifying", "major_outside")),
    (N_("验收"), ("accept",), ("major_rectified",)),
    (N_("复核"), ("review",), ("accepted",)),
    (N_("销号"), ("close_out",), ("reviewed",)),
    (N_("回头看"), ("look_back",), ("major_closed", "major_looking_back")),
)
