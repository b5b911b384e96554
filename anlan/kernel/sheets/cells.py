"""From one raw cell to a value, or a sentence that says what is wrong with it. Pure but for the words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.clock import LOCAL
from anlan.kernel.sheets.columns import Column
from anlan.kernel.sheets.workbook import BOOLEAN, DATE, ERROR, NO_RESULT, NUMBER, TEXT, Book, Cell
from anlan.kernel.text import narrow, trimmed

YES = frozenset(["是", "有", "对", "已", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1"])
NO = frozenset(["否", "无", "没有", "错", "未", "×", "✗", "✘", "x", "☐", "n", "no", "false", "f", "0"])
EXACT = 10**15  # a sheet keeps 15 digits of a number


class Bad(Exception):
    """A cell that cannot be taken; its text is the sentence."""


def shown(cell: Cell | None, book: Book) -> str:
    """What a person sees in the cell, about."""
    if cell is None:
        return ""
    if cell.kind == BOOLEAN:
        return _("是") if cell.value else _("否")
    if cell.kind == DATE and (moment := book.moment(cell.value)):
        return f"{moment:%H:%M}" if cell.value < 1 else f"{moment:%Y-%m-%d}" if cell.value % 1 == 0 else f"{moment:%Y-%m-%d %H:%M}"
    if cell.kind in (NUMBER, DATE):
        return _plain(cell.value)
    return trimmed(cell.value)


def convert(column: Column, cell: Cell | None, book: Book, labels: dict[str, Any]) -> Any:
    """The value of `cell` under `column`; None when empty. Bad when it cannot be taken. `labels`: see `choice_labels`."""
    if cell is not None and cell.kind == NO_RESULT:
        raise Bad(_("公式没有算出结果。复制这一列，“选择性粘贴”为数值再传"))
    if cell is not None and cell.kind == ERROR:
        raise Bad(_("公式出错：%(value)s") % {"value": trimmed(cell.value)[:40]})
    text = shown(cell, book)
    if cell is None or not text:
        if column.required:
            raise Bad(_("这一格要填"))
        return None
    if column.kind == "choice":
        return _choice(column, text, labels)
    value = _READERS[column.kind](column, cell, text, book)
    _within(column, value, text)
    return value


def choice_labels(column: Column) -> dict[str, Any]:
    """Everything that may be written for a choice, as compared -> its value: labels, and the values themselves."""
    found: dict[str, Any] = {}
    for value, label in column.pairs():
        found.setdefault(_same(label), value)
    for value, _label in column.pairs():
        found.setdefault(_same(str(value)), value)
    return found


def _same(text: str) -> str:
    return narrow(text).casefold().replace(" ", "")


def _quoted(text: str) -> dict[str, str]:
    return {"value": text if len(text) <= 40 else text[:39] + "…"}


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) and abs(number) < 10**17 else repr(number)


def _choice(column: Column, text: str, labels: dict[str, Any]) -> Any:
    key = _same(text)
    if key in labels:
        return labels[key]
    names = [label for _value, label in column.pairs()]
    listed = "、".join(names[:8]) + ("…" if len(names) > 8 else "")
    raise Bad(_("“%(value)s”不在可选的内容里。可选：%(listed)s") % {**_quoted(text), "listed": listed})


def _text(column: Column, cell: Cell, text: str, book: Book) -> str:
    if cell.kind == NUMBER and abs(cell.value) >= EXACT:
        raise Bad(_("“%(value)s”超过 15 位，表格已丢掉末几位。把这一列设成文本，重新填写") % _quoted(text))
    if len(text) > column.longest:
        raise Bad(_("有 %(length)s 个字，最多 %(longest)s 个") % {"length": len(text), "longest": column.longest})
    return text


_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", re.IGNORECASE | re.ASCII)


def _number(column: Column, text: str) -> Decimal | None:
    plain = narrow(text).replace(",", "").replace(" ", "")
    if column.unit:
        plain = plain.removesuffix(narrow(column.unit))
    if not _NUMBER.fullmatch(plain) or len(plain) > 40:
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _integer(column: Column, cell: Cell, text: str, book: Book) -> int:
    if cell.kind in (DATE, BOOLEAN):
        raise Bad(_("“%(value)s”不是整数。这一格的格式不对，设成常规再填") % _quoted(text))
    found = _number(column, text)
    if found is None or found != found.to_integral_value():
        raise Bad(_("“%(value)s”不是整数") % _quoted(text))
    if abs(found) >= EXACT:
        raise Bad(_("“%(value)s”太大") % _quoted(text))
    return int(found)


def _decimal(column: Column, cell: Cell, text: str, book: Book) -> Decimal:
    if cell.kind in (DATE, BOOLEAN):
        raise Bad(_("“%(value)s”不是数字。这一格的格式不对，设成常规再填") % _quoted(text))
    found = _number(column, text)
    if found is None:
        raise Bad(_("“%(value)s”不是数字") % _quoted(text))
    if abs(found) >= EXACT:
        raise Bad(_("“%(value)s”太大") % _quoted(text))
    return found


_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", re.ASCII)
_TIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NO_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,4}\s*[日号]?", re.ASCII)
_WEEKDAY = re.compile(r"[(\s]*(星期|周|礼拜)[一二三四五六日天][)\s]*")
_TIME = re.compile(
    r"(上午|下午|晚上|中午|凌晨)?\s*(\d{1,2})\s*[::点时]\s*(\d{1,2})?\s*分?(?:\s*[::]?\s*(\d{1,2})\s*秒?)?(?:\.0+)?", re.ASCII
)


def _split(plain: str) -> tuple[str, str]:
    """'2026-12-28 14:30' -> ('2026-12-28', '14:30'); weekdays are dropped."""
    plain = _WEEKDAY.sub(" ", plain).strip()
    found = _DATE.match(plain) or _TIGHT.match(plain)
    if not found:
        return plain, ""
    rest = plain[found.end() :]
    return plain[: found.end()].strip(), rest.strip(" T")


def _day(text: str, plain: str) -> date:
    found = _DATE.fullmatch(plain) or _TIGHT.fullmatch(plain)
    if found:
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise Bad(_("“%(value)s”：没有这一天") % _quoted(text)) from None
        if 1900 <= day.year <= 2200:
            return day
    if _NO_YEAR.fullmatch(plain):
        raise Bad(_("“%(value)s”没有写年份，定不了是哪一年。写成 2026-12-28 这样") % _quoted(text))
    if _SHORT_YEAR.fullmatch(plain):
        raise Bad(_("“%(value)s”的年份不是四位数，定不了是哪一天。写成 2026-12-28 这样") % _quoted(text))
    raise Bad(_("“%(value)s”不是日期。写成 2026-12-28 这样") % _quoted(text))


def _bare_number(cell: Cell, text: str, book: Book) -> None:
    """A number where a date is wanted: 20261228 is read as written; a serial number is named, not guessed."""
    if cell.kind == NUMBER and not _TIGHT.fullmatch(text):
        moment = book.moment(cell.value) if 20_000 < cell.value < 80_000 else None
        if moment:
            words = _("“%(value)s”是数字，不是日期；也许是 %(guess)s。把这一列设成日期格式再传")
            raise Bad(words % {**_quoted(text), "guess": f"{moment:%Y-%m-%d}"})
        raise Bad(_("“%(value)s”不是日期。写成 2026-12-28 这样") % _quoted(text))


def _date(column: Column, cell: Cell, text: str, book: Book) -> date:
    if cell.kind == DATE and cell.value >= 1 and (moment := book.moment(cell.value)):
        return moment.date()
    _bare_number(cell, text, book)
    day, rest = _split(narrow(text))
    if rest and not _TIME.fullmatch(rest):
        raise Bad(_("“%(value)s”不是日期。写成 2026-12-28 这样") % _quoted(text))
    return _day(text, day)


def _datetime(column: Column, cell: Cell, text: str, book: Book) -> datetime:
    if cell.kind == DATE and cell.value >= 1 and (moment := book.moment(cell.value)):
        return moment.replace(tzinfo=LOCAL)
    _bare_number(cell, text, book)
    day, rest = _split(narrow(text))
    found = _day(text, day)
    if not rest:
        raise Bad(_("“%(value)s”没有写时刻。写成 2026-12-28 14:30 这样") % _quoted(text))
    return datetime.combine(found, _clock(text, rest), tzinfo=LOCAL)


def _clock(text: str, plain: str) -> time:
    found = _TIME.fullmatch(plain)
    if found:
        hour, minute, second = int(found[2]), int(found[3] or 0), int(found[4] or 0)
        if found[1] in ("下午", "晚上") and hour < 12:
            hour += 12
        if found[1] == "中午" and hour < 3:
            hour += 12
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second)
    raise Bad(_("“%(value)s”不是时刻。写成 14:30 这样") % _quoted(text))


def _time(column: Column, cell: Cell, text: str, book: Book) -> time:
    if cell.kind in (DATE, NUMBER) and 0 <= cell.value < 1:
        moment = book.moment(cell.value)
        if moment:
            return moment.time()
    return _clock(text, narrow(text))


def _boolean(column: Column, cell: Cell, text: str, book: Book) -> bool:
    if cell.kind == BOOLEAN:
        return bool(cell.value)
    plain = _same(text)
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise Bad(_("“%(value)s”看不出是“是”还是“否”") % _quoted(text))


_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"\(?(0\d{2,3})\)?-?(\d{7,8})(?:(?:-|转|ext\.?)(\d{1,6}))?", re.ASCII | re.IGNORECASE)
_OTHER = re.compile(r"[48]00-?\d{3}-?\d{4}|\d{3,8}", re.ASCII)


def _phone(column: Column, cell: Cell, text: str, book: Book) -> str:
    plain = narrow(text)
    if re.search(r"[,;、/]|\d{7}\s+1[3-9]\d", plain):
        raise Bad(_("“%(value)s”不止一个号码，一格写一个") % _quoted(text))
    plain = re.sub(r"^(\+|00)86-?", "", re.sub(r"\s", "", plain).replace("—", "-").replace("–", "-"))
    mobile = plain.replace("-", "")
    if _MOBILE.fullmatch(mobile):
        return mobile
    if found := _LANDLINE.fullmatch(plain):
        return f"{found[1]}-{found[2]}" + (f"-{found[3]}" if found[3] else "")
    if _OTHER.fullmatch(plain):
        return plain
    if cell.kind == NUMBER and 9 <= len(plain) <= 11:
        raise Bad(_("“%(value)s”不是电话号码，可能丢了区号开头的 0。把这一列设成文本，重新填写") % _quoted(text))
    raise Bad(_("“%(value)s”不是电话号码") % _quoted(text))


def _coordinates(column: Column, cell: Cell, text: str, book: Book) -> tuple[float, float]:
    plain = narrow(text)
    found = re.findall(r"\d{1,3}\.\d+|\d{1,3}", plain, re.ASCII)
    rest = re.sub(r"\d{1,3}\.\d+|\d{1,3}|[\s,;、:°()]|经度|纬度|东经|北纬|[eEnN]", "", plain, flags=re.ASCII)
    if len(found) != 2 or rest:
        raise Bad(_("“%(value)s”不是经纬度。写成 119.974,31.811 这样") % _quoted(text))
    latitude, longitude = sorted((float(found[0]), float(found[1])))
    if not (3 <= latitude <= 54 and 73 <= longitude <= 136):
        raise Bad(_("“%(value)s”不在国内，经纬度可能写错") % _quoted(text))
    return latitude, longitude


def _within(column: Column, value: Any, text: str) -> None:
    if column.least is not None and value < column.least:
        raise Bad(_("“%(value)s”太小，最小 %(least)s") % {**_quoted(text), "least": column.least})
    if column.most is not None and value > column.most:
        raise Bad(_("“%(value)s”太大，最大 %(most)s") % {**_quoted(text), "most": column.most})


_READERS: dict[str, Callable[[Column, Cell, str, Book], Any]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "boolean": _boolean,
    "phone": _phone,
    "coordinates": _coordinates,
}


def read_value(column: Column, text: str) -> Any:
    """What somebody typed or pasted under `column`, as a cell of a sheet would be read; None when empty. Bad when it cannot be taken."""
    return convert(column, Cell(TEXT, text), _NO_BOOK, choice_labels(column))


_NO_BOOK: Any = None  # a text is read without one
