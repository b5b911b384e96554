"""How well a layer of a unit's chain is covered by letters. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from anlan.kernel.wording import N_

from .machine import _VALUE

ENDING_DAYS = _VALUE["pledge.ending"]
# in the order in which a list shows them: what nobody answers for comes first
COVER = {
    "gap": N_("没有人负责"),
    "none": N_("没有责任书"),
    "remarked": N_("有意见没答复"),
    "asked": N_("等确认"),
    "ending": N_("快到期"),
    "signed": N_("都签了"),
    "whole": N_("不用签"),
}
RANK = {key: rank for rank, key in enumerate(COVER)}


def cover_of(*, gaps: int, people: int, signed: int, waiting: int, remarked: int, until: date | None, today: date) -> str:
    """The one word for a layer: the worst that holds.

    gaps: domains nobody answers for · people: who answer · signed: of them with a letter in force · waiting, remarked: with one that
    waits for them or for the office · until: the earliest end of those in force
    """
    if gaps:
        return "gap"
    if not people:
        return "whole"
    if remarked:
        return "remarked"
    if people > signed + waiting:
        return "none"
    if waiting:
        return "asked"
    return "ending" if until is not None and until <= today + timedelta(days=ENDING_DAYS) else "signed"
