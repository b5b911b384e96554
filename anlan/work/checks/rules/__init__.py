"""Pure rules of checks: items of a list, answers, draws, rooms at the edges of a break, who may do what, the machines."""

from .answers import FAIL, NA, PASS, VERDICTS, Difference, Marks, differences, of_parts, progress
from .breaks import CLOSING, PARTS, REOPENING, ROOMS, Part, parts_of
from .drawing import count_of, draw, draw_order
from .items import MOST_ITEMS, STANDINGS, Item, dump, free_key, load, unsettled
from .items import check as check_items
from .machines import (
    BREAK,
    CHECKED,
    CHECKERS,
    OFFICE_STAGES,
    OPEN,
    RECHECK,
    RULE_ROWS,
    SAMPLE,
    SELF,
    SELF_CHECK,
    SITE_CHECK,
    SORTS,
    STAGES,
    VALUE,
    WALK,
)
from .rights import answers_for, hands_in, is_office, leads, looks, sits_at

__all__ = [
    "BREAK", "CHECKED", "CHECKERS", "CLOSING", "FAIL", "MOST_ITEMS", "NA", "OFFICE_STAGES", "OPEN", "PARTS", "PASS", "RECHECK", "REOPENING",
    "ROOMS", "RULE_ROWS", "SAMPLE", "SELF", "SELF_CHECK", "SITE_CHECK", "SORTS", "STAGES", "STANDINGS", "VALUE", "VERDICTS", "WALK",
    "Difference", "Item", "Marks", "Part", "answers_for", "check_items", "count_of", "differences", "draw", "draw_order", "dump",
    "free_key", "hands_in", "is_office", "leads", "load", "looks", "of_parts", "parts_of", "progress", "sits_at", "unsettled",
]  # fmt: skip
