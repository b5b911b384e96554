"""What a cell of the clause × unit matrix says, and when a clause counts as fulfilled. Pure; distinct states, none of them guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from anlan.kernel.wording import N_


@dataclass(frozen=True)
class Cell:
    """A state of the matrix: its sign (anlan.kernel.web.signs) and its word."""

    key: str
    sign: str
    word: str


CELLS: Mapping[str, Cell] = {
    c.key: c
    for c in (
        Cell("verified", "done", N_("已核验")),
        Cell("sampled", "sampled", N_("抽查通过")),
        Cell("declared", "declared", N_("已自报")),
        Cell("submitted", "review", N_("待核验")),
        Cell("received", "doing", N_("办理中")),
        Cell("waiting", "wait", N_("待签收")),
        Cell("returned", "ret", N_("已退回")),
        Cell("overdue", "late", N_("逾期")),
        Cell("unknown", "unk", N_("未知（没有回报，不当作完成）")),
        Cell("outside", "outside", N_("系统外办理")),
        Cell("not_applicable", "na", N_("不适用")),
        Cell("withdrawn", "na", N_("已撤回")),
    )
}
AS_THEY_ARE = ("verified", "sampled", "declared", "outside", "not_applicable", "withdrawn")
COUNTED = tuple(key for key in CELLS if key not in ("outside", "not_applicable", "withdrawn"))  # those that make up the total

# what each rule takes for done: a line that must be looked at one by one is not done because a sample of others passed
FULFILLING: Mapping[str, tuple[str, ...]] = {
    "each": ("verified",),
    "sample": ("verified", "sampled"),
    "doubt": ("verified", "sampled", "declared"),
}


def cell_of(state: str, *, at: datetime, limit_at: datetime, receipt_by: datetime) -> str:
    """The key of the cell for a task in `state` at `at`.

    unknown   never received, and its receipt or its deadline lies behind: nobody knows, so it is neither late nor done
    overdue   received (or returned) and not proved by the deadline
    What waits for the level above is `submitted`, however long that takes: the unit has done its part.
    """
    return cell_from(state, late=at > limit_at, unheard=at > min(receipt_by, limit_at))


def cell_from(state: str, *, late: bool, unheard: bool) -> str:
    """The same from what the database compared: the deadline lies behind; receipt or deadline lies behind."""
    if state in AS_THEY_ARE:
        return state
    if state in ("submitted", "asked_na"):
        return "submitted"
    if state == "sent":
        return "unknown" if unheard else "waiting"
    if state == "returned":
        return "overdue" if late else "returned"
    if state == "doing":
        return "overdue" if late else "received"
    return "unknown"  # a state this table does not know is never shown as done


def fulfilled(rule: str, cell: str) -> bool:
    """Whether a line in `cell` is fulfilled under its verification `rule`; an unknown rule fulfils nothing."""
    return cell in FULFILLING.get(rule, ())
