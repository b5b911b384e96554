"""Small things about the words of an obligation: a short title, and whether two ask the same. Pure."""

from __future__ import annotations

import re
from datetime import date

TITLE = 24
ALIKE = 0.55  # our own default: share of neighbouring characters in common from which two lines are shown as a repeat
_LETTERS = re.compile(r"[\W_]+")


def title_from(text: str) -> str:
    """The first phrase of `text`, at most TITLE characters, for lists."""
    first = next((part for part in re.split("[，。；：,;:\n]", text.strip()) if len(part.strip()) >= 4), text.strip())
    first = first.strip()
    return first if len(first) <= TITLE else first[: TITLE - 1] + "…"


def letters(text: str) -> str:
    """The words alone: without blanks, ends of lines and marks, as two papers that say the same may set them."""
    return _LETTERS.sub("", text)


def pairs(text: str) -> set[str]:
    """Neighbouring characters."""
    plain = letters(text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def weekday_clash(phrase: str, day: date | None) -> bool:
    """Whether a phrase names a day of the week that its date does not fall on: 12月28日（周二）前 for a Monday."""
    named = re.search(r"(?:周|星期|礼拜)([一二三四五六日天])[)）]", phrase)
    if day is None or named is None or not re.search(r"\d[日号]", phrase):
        return False
    return "一二三四五六日".index(named.group(1).replace("天", "日")) != day.weekday()


def similar(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: neighbouring characters in common over those of the shorter."""
    a, b = pairs(one), pairs(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def short(title: str) -> str:
    """The title of a notice without 关于…的通知: 2027年元旦寒假期间校园安全工作. Of one handed on, that of the notice above."""
    if handed_on := re.fullmatch(r"[^《]*转发《(.+)》的通知", title):
        return short(handed_on.group(1))
    words = title[title.find("关于") :].removeprefix("关于").removesuffix("的通知").removesuffix("通知") if "关于" in title else title
    for lead in ("切实做好", "进一步做好", "做好", "开展", "加强"):
        words = words.removeprefix(lead)
    return words or title
