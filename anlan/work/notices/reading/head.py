"""The frame of a notice: title, number (文号), issuer, date, salutation, attachments, contact."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date as Day

from .layout import NUMBER, ORG_END, Line, read_lines

_DIGIT = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "Ｏ": "0"}
_ORG = re.compile(r"[\u4e00-\u9fa5]{2,24}?(?:局|厅|委员会|办公室|指挥部|中心校|学区|联校|人民政府|管理中心|领导小组)")
_DATE = re.compile(
    r"((?:\d{4})|[〇○Ｏ零一二三四五六七八九]{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)


@dataclass(frozen=True)
class Mark:
    """Words found in the text and where they stand (code points, end exclusive)."""

    text: str
    start: int
    end: int


@dataclass
class Head:
    """What frames a notice; every part may be missing. ``day`` is the date as a calendar day."""

    title: Mark | None = None
    number: Mark | None = None
    issuer: list[Mark] = field(default_factory=list)
    date: Mark | None = None
    day: Day | None = None
    salutation: Mark | None = None
    attachments: list[Mark] = field(default_factory=list)
    contact: Mark | None = None


def _mark(line: Line) -> Mark:
    lead = len(line.text) - len(line.text.lstrip())
    words = line.text.strip()
    return Mark(words, line.start + lead, line.start + lead + len(words))


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    if "十" in words:
        tens, _, ones = words.partition("十")
        return int(_DIGIT.get(tens, "1")) * 10 + int(_DIGIT.get(ones, "0"))
    return int("".join(_DIGIT.get(c, "0") for c in words) or 0)


def day_of(words: str) -> Day | None:
    """The calendar day that a date line names, in Arabic or Chinese digits."""
    found = _DATE.search(words)
    if not found:
        return None
    try:
        return Day(*(_number(part) for part in found.groups()))
    except ValueError:
        return None


def head(text: str) -> Head:
    """Find the frame of the notice ``text``."""
    return head_of(text, read_lines(text))


def head_of(text: str, lines: list[Line]) -> Head:
    """As ``head``, for lines that were read already."""
    out = Head()
    titles = [line for line in lines if line.kind == "title" and not line.annex]
    if titles:
        first, last = _mark(titles[0]), _mark(titles[-1])
        out.title = Mark(text[first.start : last.end].replace("\n", ""), first.start, last.end)
    elif lines and (first_line := next((ln for ln in lines if ln.kind in ("letterhead",)), None)):
        out.title = _mark(first_line)
    _frame(out, lines)
    _issuers(out, lines)
    return out


def _frame(out: Head, lines: list[Line]) -> None:
    for line in lines:
        if line.kind == "number" and out.number is None:
            found = NUMBER.search(line.text)
            if found:
                out.number = Mark(found.group(), line.start + found.start(), line.start + found.end())
        elif line.kind == "salutation":
            here = _mark(line)
            if out.salutation:
                here = Mark(out.salutation.text + here.text, out.salutation.start, here.end)
            out.salutation = here
        elif line.kind == "date" and out.date is None:
            out.date, out.day = _mark(line), day_of(line.text)
        elif line.kind == "attachment":
            out.attachments.append(_mark(line))
        elif line.kind == "contact" and out.contact is None:
            out.contact = _mark(line)
        elif out.contact is None and line.kind == "para":
            found = re.search(r"联系人\s*[:：][^。；\n]{2,60}", line.text)
            if found:
                out.contact = Mark(found.group(), line.start + found.start(), line.start + found.end())


def _issuers(out: Head, lines: list[Line]) -> None:
    """Issuers: the signature lines; else organisations in the letterhead; else those in the title."""
    for kind in ("signature", "date", "letterhead", "title"):
        for line in lines:
            if line.kind != kind or line.annex:
                continue
            words = re.sub(r"文件$|关于.*$", "", line.text.rstrip())
            for found in _ORG.finditer(words):
                out.issuer.append(Mark(found.group(), line.start + found.start(), line.start + found.end()))
            if not out.issuer and kind == "signature" and ORG_END.search(words.strip()):
                out.issuer.append(_mark(line))
        if out.issuer:
            return
