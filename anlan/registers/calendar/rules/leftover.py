"""What of a phrase no reader took in: words that might change the date make it one to look at."""

from __future__ import annotations

import re

from anlan.kernel.wording import N_

from .deadline import Context, Found
from .notes import note
from .read_anchored import AFTER, BACKWARD, NTH_AFTER, ONWARD
from .read_dates import FULL, MONTH_PART, MONTHDAY, RANGE_TAIL, YEAR_END
from .read_school import AHEAD_OF_BREAK, BEFORE_BREAK, FESTIVALS, LUNAR, STARTS_BREAK, STARTS_TERM
from .read_spans import LENGTH, NEAR, WEEK, WEEKDAY
from .text import CLOCK, bare

# words by which a day is moved; what they stand beside decides whether a reader took them in
QUALIFIER = re.compile(
    r"第|首[个日周]|之?后|以后|[前后]\d|之?前(?:第|最后|\d)|起(?!至|到)|除|以外|之外|另|逢|如遇|遇|若|视|左右|上下|大约|约|前后|"
    r"不晚于|不早于|早于|晚于|至少|延至|顺延|提前|推迟|隔|单日|双日|或者|或"
)
# whole turns that a reader takes in with their qualifier
TAKEN = tuple(re.compile(p) for p in (
    rf"{STARTS_TERM}(?:前后|之?前|以前|之?后|以后)?(?:的)?(?:第\d+(?:个)?(?:天|日|周|月)|首[日天周]|当天)?(?:{bare(LENGTH)})?",
    r"(?:自|从)?(?:即日|现在)起(?:至|到)?", r"[日号]起", r"月(?:份)?起", r"(?:之?前|以前)(?:\)|$)",
))  # fmt: skip
PLAIN = tuple(
    p for p in (AHEAD_OF_BREAK, BEFORE_BREAK, FULL, RANGE_TAIL, MONTH_PART, MONTHDAY, YEAR_END, LENGTH, WEEKDAY, WEEK, CLOCK, LUNAR)
)


def leftover(context: Context, found: Found) -> str:
    """The first qualifier in the phrase that stands outside what the readers know; '' when all is taken in."""
    text = context.text
    if found.anchored:
        text = NTH_AFTER.sub("·", text)
        text = AFTER.sub("·", text)
        match = FULL.search(text)
        if match:
            rest = text[match.end() :]
            for pattern in (BACKWARD, ONWARD):
                rest = pattern.sub("·", rest)
            text = text[: match.end()] + rest
    for pattern in TAKEN:
        text = pattern.sub("·", text)
    for pattern in PLAIN:
        text = pattern.sub("·", text)
    for word in (*NEAR, *FESTIVALS):
        text = text.replace(word, "·")
    text = re.sub(STARTS_BREAK, "·", text)
    match = QUALIFIER.search(text)
    return match[0] if match else ""


def weaken(context: Context, found: Found) -> Found:
    """A firm reading that left a qualifier aside is assumed, and says which."""
    if found.at is not None and not found.problem and (word := leftover(context, found)):
        found.assumes.append(note(LEFT_ASIDE, word=word))
    return found


LEFT_ASIDE = N_("“{word}”没有算进去，看一下")
