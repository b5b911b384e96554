"""How a line runs: once by a date, again and again, whenever something happens, or all the time. Pure.

Only the first wants a date of the officer. The others hold until the end of what the notice covers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from anlan.kernel.wording import N_

WAYS: Mapping[str, str] = {
    "once": N_("按期限"),
    "recurring": N_("分次办"),
    "occasion": N_("随发现随办"),
    "standing": N_("长期"),
}
UNDATED = ("occasion", "standing")  # nobody is asked by when: declared, looked at on doubt

_HAPPENS = re.compile(r"一旦|如遇|遇有|遇到|如有|若有|发生|发现|出现|查出|排查出|接到|收到|[解改置处]决?不了的|重大隐患|问题")
_OPENS = re.compile(r"^(?:一旦|如遇|遇有|遇到|遇|凡?发生|发现|出现|查出|排查出)|^[^，。；]{0,16}(?:解决|整改|处理|处置)不了的")
_ON_THE_SPOT = ("当场", "随时", "随即")
_ROUND_THE_CLOCK = re.compile(r"24小时(?!内)|二十四小时(?!内)|全天|昼夜|日夜|不间断|常态|长期|日常|持续|随时|始终|滚动|动态|经常|定期")
_HOUR = re.compile(r"\d{1,2}(?:[:：]\d\d|[时点])")
_BEFORE = re.compile(r"[之以]?前$")
_EACH = re.compile(r"每|逐[日月周]|[餐日天]{2}")


def way_of(when_type: str, phrase: str, text: str, *, deontic: str = "must", unit: str = "", every: int = 1, dated: bool = False) -> str:
    """The way a clause runs, from what was read of it; the officer may say otherwise.

    unit, every  of the recurrence that its phrase states ('' for none: minute day workday schoolday week month term)
    dated        whether its phrase gives a moment
    """
    if when_type == "on_event":
        return "occasion"
    if when_type == "immediately":
        before = text.partition(phrase)[0] if phrase else text
        return "occasion" if phrase in _ON_THE_SPOT or _HAPPENS.search(before) else "once"
    if _ROUND_THE_CLOCK.search(phrase):
        return "standing"
    if unit == "minute" or (unit in ("day", "workday", "schoolday") and every == 1 and not _HOUR.search(phrase)):
        return "standing"  # what is done at every meal is not asked for at every meal
    if unit:
        return "recurring"
    if dated:
        return "once"
    if when_type in ("continuous", "periodic", "daily", "during_period"):
        return "standing"
    if not phrase and deontic == "must_not":
        return "standing"
    return "occasion" if not phrase and _OPENS.search(text) else "once"


def beat(phrase: str) -> str:
    """A phrase as the name of a rhythm: 每周五前 -> 每周五."""
    return _BEFORE.sub("", phrase.strip())


def way_words(way: str, phrase: str) -> tuple[str, str]:
    """(source string, phrase): what stands in place of a date; the phrase of the notice goes before it where it names a rhythm."""
    if way == "recurring" or (way == "standing" and _EACH.search(phrase)):
        return WAYS[way], beat(phrase)
    return WAYS[way], ""


def verb_of(rule_verb: str, *, until: datetime | None, limit_at: datetime, at: datetime) -> str:
    """By which step a line is handed in: `round` while another time follows, at the last one the step of its rule."""
    return "round" if until is not None and max(at, limit_at) < until else rule_verb
