"""The text of a letter: places in braces that are filled for each person, and how it breaks into headings and paragraphs. Pure.

The text that is offered is the house's own draft in the words of the founding notice; an office writes its own over it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACES = ("单位", "姓名", "岗位", "层级", "领域", "年度", "起", "止", "发出单位", "单位数")
_PLACE = re.compile(r"\{([^{}\n]{0,20})\}")
_FIRST, _SECOND = re.compile(r"[一二三四五六七八九十]{1,3}、"), re.compile(r"（[一二三四五六七八九十]{1,3}）")

TEXT = """为落实党政同责、一岗双责、齐抓共管、失职追责，{发出单位}与{姓名}（{单位}{岗位}）签订本责任书。
一、责任
{姓名}在{单位}承担{层级}，负责的领域：{领域}。
二、要做到
（一）本领域的安全要求有人管、有时限、有落实，排查有记录、整改有时限。
（二）发现隐患先控制，再整改；重大隐患当即停用并上报。
（三）发生突发事件按规定时限报告，不迟报、不漏报、不瞒报。
（四）按时到岗到位，值班、检查、演练有记录。
三、期限
自{起}至{止}。岗位换人时，由接任的人重新签订。"""


def unknown_places(text: str) -> list[str]:
    """Names in braces that nothing fills, each once."""
    return list(dict.fromkeys(name for name in _PLACE.findall(text) if name not in PLACES))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; what a value holds is not read again."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def blocks(text: str) -> list[tuple[int, str]]:
    """(level, line) of each paragraph: 1 for 一、, 2 for （一）, 0 for plain ones. A long second-level line is a plain paragraph."""
    found = []
    for line in (part.strip(" \u3000\t") for part in text.splitlines()):
        if not line:
            continue
        level = 1 if _FIRST.match(line) else 2 if _SECOND.match(line) and len(line) <= 20 else 0
        found.append((level, line))
    return found
