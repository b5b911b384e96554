"""Phrases made plain before they are read: one form of digits and signs, Chinese numerals as figures, hours of the day."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import time

from anlan.kernel.wording import N_

from .notes import Note, note

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
COUNTED = r"(?:个|日|天|周(?!岁)|月|年|小时|分钟|点|时(?!间)|号|星期|学期|季度|刻)"
NUMERAL = re.compile(rf"(?<![周期拜初第])([〇零一二两三四五六七八九十]+)(?={COUNTED})")
ORDINAL = re.compile(r"第([一二三四五六七八九十]+)(?=[天日周个])")
SPOKEN_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")


def figure(text: str) -> int:
    """The number that Chinese numerals below a hundred mean: 十五 is 15, 二十四 is 24, 三 is 3."""
    if "十" not in text:
        return int("".join(str(DIGITS[c]) for c in text))
    tens, _, units = text.partition("十")
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[units] if units else 0)


def bare(pattern: re.Pattern[str]) -> str:
    """A pattern without the names of its groups, to stand inside another one."""
    return re.sub(r"\?P<\w+>", "?:", pattern.pattern)


def normalise(phrase: str) -> str:
    """Half-width signs, no spaces, numerals before a counted thing as figures. Only for reading: offsets change."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", phrase))
    text = SPOKEN_YEAR.sub(lambda m: str(figure(m[0])), text)
    text = text.replace("半个月", "15天").replace("半小时", "30分钟").replace("半年", "6个月").replace("半天", "4小时")
    text = ORDINAL.sub(lambda m: f"第{figure(m[1])}", text)
    return NUMERAL.sub(_figured, text)


def _figured(match: re.Match[str]) -> str:
    try:
        return str(figure(match[1]))
    except (KeyError, ValueError):
        return match[0]


@dataclass(frozen=True)
class Hour:
    """An hour read from a phrase. `late` days to add (24:00 is 0:00 of the next day); `problem` when it is no hour."""

    at: time | None
    late: int = 0
    assumes: Note | None = None
    problem: Note | None = None


CLOCK = re.compile(
    r"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|晚|早)?(?P<h>\d{1,2})"
    r"(?::(?P<m>\d{2})|[点时](?!间|段)(?:(?P<half>半)|(?P<quarter>\d)刻|(?P<m2>\d{1,2})分?|整)?)"
)
PARTS = (("上午", time(12)), ("中午", time(12)), ("午前", time(12)), ("早上", time(9)), ("今晚", time(20)), ("晚上", time(20)))


def read_hour(text: str, closing: time) -> Hour | None:
    """The hour written in a normalised phrase, or None. `closing` is the end of office hours, for 下班前."""
    match = CLOCK.search(text)
    if match:
        return _clock(match)
    if "下班" in text:
        return Hour(closing, assumes=note(AS_HOUR, word="下班", hour=closing))
    for word, hour in PARTS:
        if word in text:
            return Hour(hour, assumes=note(AS_HOUR, word=word, hour=hour))
    return None


def _clock(match: re.Match[str]) -> Hour:
    hour = int(match["h"])
    minute = 30 if match["half"] else int(match["quarter"] or 0) * 15 or int(match["m"] or match["m2"] or 0)
    if match["part"] in ("下午", "傍晚", "晚上", "晚") and 1 <= hour < 12:
        hour += 12
    if match["part"] == "中午" and hour in (1, 2):
        hour += 12
    if hour == 24 and minute == 0:
        return Hour(time(0), late=1)
    if hour > 23 or minute > 59:
        return Hour(None, problem=note(NO_HOUR, text=match[0]))
    return Hour(time(hour, minute))


AS_HOUR = N_("“{word}”按 {hour} 算")
NO_HOUR = N_("“{text}”不是时间")
