"""What an official document says; how it looks is the layout's business. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from anlan.kernel.text import clean, trimmed, width

UPWARD = ("请示", "报告")  # go up: number at the left, who signed (签发人) at the right
KINDS = ("通知", "通报", "函", "报告", "请示", "纪要")


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4, numbered by itself: 一、 （一） 1. （1）. `then` goes on in the same paragraph."""

    level: int
    text: str
    then: str = ""
    numbered: bool = True


@dataclass(frozen=True)
class Table:
    """A table as wide as the text; its header comes again on each page. widths: shares of the columns."""

    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    caption: str = ""
    widths: Sequence[float] = ()


Block = str | Heading | Table


@dataclass(frozen=True)
class Official:
    """An official document. What is empty is left out with the room around it.

    head_org     text of the red head, such as 云汀市教育局文件
    number       发文字号, see `document_number`; brackets are made 〔〕
    title        \\n where the line should break; else broken into lines of like length
    addressee    主送机关, without the colon
    signatory    签发人, for documents that go up
    sealed       whether a seal will stand over the date, which places signer and date
    public_note  such as 此件公开发布, without brackets
    printed_by, printed_on   印发机关 and 印发日期 of the colophon (版记)
    """

    title: str
    body: Sequence[Block]
    kind: str = "通知"
    head_org: str = ""
    number: str = ""
    urgency: str = ""
    signatory: str = ""
    addressee: str = ""
    attachments: Sequence[str] = field(default_factory=tuple)
    signer_org: str = ""
    date: dt.date | None = None
    sealed: bool = True
    public_note: str = ""
    cc: Sequence[str] = field(default_factory=tuple)
    printed_by: str = ""
    printed_on: dt.date | None = None


def document_number(code: str, year: int, number: int) -> str:
    """机关代字〔年份〕序号: document_number('云教安', 2026, 31) -> 云教安〔2026〕31号."""
    return f"{code}〔{year:04d}〕{number}号"


def fit_number(number: str) -> str:
    """A number as typed, with the year in 〔〕 and without 第 or leading zeros."""
    found = re.fullmatch(r"(.*?)\s*[\[［(（【〔]\s*(\d{4})\s*[\]］)）】〕]\s*第?\s*0*(\d+)\s*号", trimmed(number))
    return f"{found[1]}〔{found[2]}〕{found[3]}号" if found else one_line(number)


def one_line(text: object) -> str:
    """Text for a place that holds one line."""
    return " ".join(trimmed(text).split())


def lines(text: object) -> list[str]:
    """The paragraphs of a text, without empty ones and blanks around."""
    return [line.strip(" \u3000\t") for line in clean(text).split("\n") if line.strip(" \u3000\t")]


def chinese_date(day: dt.date) -> str:
    """2026年1月8日: Arabic digits, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def chars(text: str) -> float:
    """Width in full characters; digits and Latin letters count half."""
    return width(text) / 2


_DIGITS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 in words: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")


class Numbering:
    """Counts headings; a heading starts the levels below it anew."""

    def __init__(self) -> None:
        self.counts = [0, 0, 0, 0]

    def next(self, level: int) -> str:
        """The mark of the next heading at `level` (1 to 4)."""
        place = min(max(level, 1), 4) - 1
        self.counts[place] += 1
        self.counts[place + 1 :] = [0] * (3 - place)
        number = self.counts[place]
        return (f"{chinese_number(number)}、", f"（{chinese_number(number)}）", f"{number}.", f"（{number}）")[place]


_TITLE_WORDS = (
    "安全 隐患 排查 整治 校园 学校 学生 教育 教师 消防 行动 工作 通知 通报 报告 专项 检查 治理 管理 开展 加强 做好 全市 寒假 暑假 "
    "前后 期间 岁末 年初 冬季 春季 夏季 秋季 重大 重点 实施 方案 情况 落实 责任 会议 纪要 请示 集中 攻坚 风险 防范 食品 燃气 实验 "
    "宿舍 校车 交通 防汛 溺水 预防 应急 演练 值班 值守 关于"
)
_WHOLE = frozenset(_TITLE_WORDS.split())
_OPEN, _CLOSE = "《“‘（〔【", "》”’）〕】，。；：、"


def title_lines(title: str, per_line: int = 19) -> list[str]:
    """A title in lines of like length, each at most `per_line` characters, broken where it hurts least.

    Never inside 《》 or quotes where that can be helped, nor before a closing mark, nor inside a number; gladly before 关于
    and behind 的.
    """
    given = lines(title)
    if len(given) != 1 or chars(given[0]) <= per_line:
        return given
    text, found = given[0], []
    while chars(text) > per_line:
        count = -(-int(chars(text) + 0.5) // per_line)
        wanted = len(text) / count
        places = [n for n in range(1, len(text)) if chars(text[:n]) <= per_line]
        best = min(places, key=lambda n: (_hurt(text, n) + abs(n - wanted) * 1.2, n))
        found.append(text[:best])
        text = text[best:]
    return [*found, text]


def _hurt(text: str, place: int) -> float:
    before, after = text[place - 1], text[place]
    if before in _OPEN or after in _CLOSE:
        return 90
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return 90
    depth = sum(text[:place].count(mark) for mark in "《“（") - sum(text[:place].count(mark) for mark in "》”）")
    if depth > 0:
        return 30
    if text[place - 1 : place + 1] in _WHOLE:
        return 25
    if after == "的":
        return 20
    if text.startswith("关于", place) or before in "的、，" or after in "《“":
        return 0
    return 4
