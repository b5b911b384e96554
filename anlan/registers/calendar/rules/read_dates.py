"""Readers for dates that stand in the text: 12月28日前, 2027年1月29日, 10月8日至10月25日, 8月底前, 9月上旬, 年底前."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from anlan.kernel.wording import N_

from .deadline import Context, Found, add_months, month_end
from .notes import Note, note
from .text import Hour, read_hour

ONE_DAY = timedelta(days=1)
BACK_DAYS = 90  # a date without a year lies at most so far before the notice, else it means the next one
FULL = re.compile(
    r"(?:(?P<y>\d{4})年|(?P<rel>今年|本年|当年|明年|次年|翌年|去年))?(?P<m>\d{1,2})月(?:份)?(?P<d>\d{1,3})[日号]?"
    r"|(?P<y2>\d{4})[-./](?P<m2>\d{1,2})[-./](?P<d2>\d{1,2})"
)
DASH = r"(?:至|到|—+|–|-|~|起至)"
RANGE_TAIL = re.compile(rf"^(?:\([^)]*\))?(?:起)?{DASH}(?:(?P<d>\d{{1,2}})[日号])")
MONTHDAY = re.compile(
    r"(?:(?P<rel>本月|当月|下个?月|次月)|(?<![\d月.:]))(?P<d>\d{1,2})[日号](?=(?:\(|之?前|以前|截|止|下班|上午|中午|下午|\d|$))"
)
MONTH_PART = re.compile(
    r"(?:(?P<y>\d{4})年|(?P<yr>今年|明年))?(?:(?P<m>\d{1,2})月(?:份)?|(?P<rel>本月|当月|这个月|下个?月|次月)|(?=月[底末]))"
    r"(?P<part>上旬|中旬|下旬|月?底|末|初|内|以内|之内|中|前|之前|以前)"
)
YEAR_END = re.compile(r"(?:(?P<y>\d{4})年|(?P<rel>今年|明年|本年))?(?:年?[岁年][底末]|年终|年内)")


def read_dates(context: Context) -> Found | None:
    """The date a phrase names, or None. Wrong dates come back with a problem, ranges end at their last day."""
    matches = list(FULL.finditer(context.text))
    if matches:
        return _full(matches, context)
    for reader in (_month_part, _monthday, _year_end):
        found = reader(context)
        if found:
            return found
    return None


def nearest_year(month: int, day: int, today: date) -> int:
    """The year that puts this date between 90 days before and 275 days after the notice: 1月 in December is next year."""
    for year in (today.year - 1, today.year, today.year + 1):
        probe = date(year, month, min(day, month_end(year, month).day))
        if probe >= today - ONE_DAY * BACK_DAYS:
            return year
    return today.year + 1


def _day_of(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    """The date of a full match, and whether its year was inferred. None when there is no such day."""
    month, day = int(match["m"] or match["m2"]), int(match["d"] or match["d2"])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None, False
    given = match["y"] or match["y2"]
    if given:
        year = int(given)
    elif match["rel"]:
        year = today.year + {"明年": 1, "次年": 1, "翌年": 1, "去年": -1}.get(match["rel"], 0)
    else:
        year = nearest_year(month, day, today)
    try:
        return date(year, month, day), not (given or match["rel"])
    except ValueError:
        return None, False


def _full(matches: list[re.Match[str]], context: Context) -> Found:
    first = matches[0]
    day, inferred = _day_of(first, context.today)
    if day is None:
        return wrong(first[0])
    rest = context.text[first.end() :]
    if len(matches) > 1 and re.match(rf"^(?:\([^)]*\))?(?:起)?{DASH}$", rest[: matches[1].start() - first.end()]):
        return _range(first, matches[1], context)
    tail = RANGE_TAIL.match(rest)
    if tail:
        return _short_range(day, int(tail["d"]), rest[tail.end() :], context)
    before = context.text[: first.start()]
    found = due_on(day, rest, context)
    if inferred and day.year != context.today.year:
        found.remarks.insert(0, note(YEAR_INFERRED, year=str(day.year)))
    if len(matches) > 1:
        found.assumes.append(note(SEVERAL, n=len(matches)))
    if re.search(r"即日起至?$|现在起至?$|[自从]即日", before):
        found.starts = context.issued_at
    return found


def _range(first: re.Match[str], second: re.Match[str], context: Context) -> Found:
    end, inferred = _day_of(second, context.today)
    if end is None:
        return wrong(second[0])
    start, loose = _day_of(first, context.today)
    if start is None:
        return wrong(first[0])
    if (first["y"] or first["y2"]) and inferred:  # 2026年12月25日至1月5日
        end = _on_or_after(end, start)
    elif loose:
        start = _on_or_before(start, end)
    return _window(start, end, context.text[second.end() :], context)


def _short_range(start: date, last: int, rest: str, context: Context) -> Found:
    try:
        end = start.replace(day=last)
    except ValueError:
        return wrong(f"{start.month}月{last}日")
    return _window(start, end, rest, context)


def _window(start: date, end: date, rest: str, context: Context) -> Found:
    if end < start:
        return Found(note(RANGE, day=end), problem=note(BACKWARDS, first=start, last=end))
    found = due_on(end, rest, context)
    found.reading = note(RANGE, day=end)
    found.starts = context.calendar.at(start, context.calendar.hours.start)
    return found


def _on_or_after(day: date, floor: date) -> date:
    return next(d for y in (floor.year, floor.year + 1) if (d := _moved(day, y)) >= floor)


def _on_or_before(day: date, ceiling: date) -> date:
    return next(d for y in (ceiling.year, ceiling.year - 1) if (d := _moved(day, y)) <= ceiling)


def _moved(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, month_end(year, day.month).day))


def due_on(day: date, rest: str, context: Context) -> Found:
    """Due on `day`, read with the words that follow it: 前, (含), 不含, 起, an hour."""
    hour = read_hour(rest, context.calendar.hours.end) if len(rest) < 40 else None
    if hour and hour.problem:
        return Found(note(ON_DAY), problem=hour.problem)
    if re.match(r"^\(?不含", rest):
        return Found(note(EXCLUSIVE), at=context.calendar.at(day - ONE_DAY))
    if re.match(r"^起(?!至|到)", rest):
        return Found(note(FROM_DAY), at=context.calendar.at(day), starts=context.calendar.at(day, context.calendar.hours.start))
    found = Found(_reading(rest, hour), at=moment(day, hour, context))
    if hour and hour.assumes:
        found.assumes.append(hour.assumes)
    return found


def moment(day: date, hour: Hour | None, context: Context) -> datetime:
    """`day` at the hour read, or at the due hour."""
    if hour is None:
        return context.calendar.at(day)
    return context.calendar.at(day + ONE_DAY * hour.late, hour.at)


def _reading(rest: str, hour: Hour | None) -> Note:
    if re.match(r"^\(?含", rest):
        return note(INCLUSIVE)
    if hour and not hour.assumes:
        return note(AT_HOUR)
    return note(BEFORE) if re.match(r"^(?:\(.*?\))?(?:之?前|以前|截|止)", rest) else note(ON_DAY)


def _monthday(context: Context) -> Found | None:
    """28日前, 下月5日前: a day without its month; the next such day unless the month is named."""
    match = MONTHDAY.search(context.text)
    if not match:
        return None
    number, today = int(match["d"]), context.today
    named = match["rel"]
    rest = context.text[match.end() :]
    if not named and not rest:
        return None  # 3日 alone is a length of time as often as a date
    if not 1 <= number <= 31:
        return wrong(match[0])
    first = add_months(today.replace(day=1), 1 if named in ("下月", "下个月", "次月") else 0)
    months = [first] if named else [add_months(first, i) for i in range(3)]
    for month in months:
        if number <= month_end(month.year, month.month).day:
            day = month.replace(day=number)
            if named or day >= today:
                found = due_on(day, rest, context)
                if not named:
                    found.assumes.append(note(MONTH_INFERRED, n=day.month))
                return found
    return wrong(match[0])


def _month_part(context: Context) -> Found | None:
    """9月上旬, 8月底前, 下月底, 本月内, 12月前."""
    match = MONTH_PART.search(context.text)
    if not match:
        return None
    today = context.today
    if match["m"]:
        number = int(match["m"])
        if not 1 <= number <= 12:
            return wrong(match[0])
        year = int(match["y"]) if match["y"] else today.year + 1 if match["yr"] == "明年" else nearest_year(number, 28, today)
        first = date(year, number, 1)
    else:
        first = add_months(today.replace(day=1), 1 if match["rel"] in ("下月", "下个月", "次月") else 0)
    last = month_end(first.year, first.month)
    part = match["part"]
    calendar = context.calendar
    if part in ("前", "之前", "以前"):
        return Found(note(BEFORE_MONTH, n=first.month), at=calendar.at(first - ONE_DAY))
    start, end = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, last.day), "初": (1, 5)}.get(part, (1, last.day))
    found = Found(note(MONTH_END if end == last.day else PART_END, day=last.replace(day=end)), at=calendar.at(last.replace(day=end)))
    found.starts = calendar.at(first.replace(day=start), calendar.hours.start) if part in ("上旬", "中旬", "下旬") else None
    if part == "初":
        found.assumes.append(note(EARLY))
    return found


def _year_end(context: Context) -> Found | None:
    match = YEAR_END.search(context.text)
    if not match:
        return None
    year = int(match["y"]) if match["y"] else context.today.year + (match["rel"] == "明年")
    return Found(note(YEAR_LAST), at=context.calendar.at(date(year, 12, 31)))


def wrong(text: str) -> Found:
    """A date that does not exist: no moment, and a sentence that names it."""
    return Found(note(ON_DAY), problem=note(NO_DATE, text=text))


BEFORE = N_("“前”按含当天算")
INCLUSIVE = N_("写明含当天")
EXCLUSIVE = N_("写明不含当天，算到前一天")
ON_DAY = N_("按当天算")
AT_HOUR = N_("按写明的钟点算")
FROM_DAY = N_("“起”按这天开始算")
RANGE = N_("一段时间，按最后一天{day}到期算")
MONTH_END = N_("算到当月最后一天{day}")
PART_END = N_("算到{day}")
BEFORE_MONTH = N_("“{n} 月前”按前一个月最后一天算")
YEAR_LAST = N_("算到 12 月 31 日")
EARLY = N_("“月初”按 5 日算")
YEAR_INFERRED = N_("没写年份，按发文日期推定为 {year} 年")
MONTH_INFERRED = N_("没写月份，按最近的 {n} 月算")
SEVERAL = N_("这句话里有 {n} 个日期，按第一个算")
BACKWARDS = N_("{last}在{first}之前，起止反了")
NO_DATE = N_("“{text}”不是日期")
