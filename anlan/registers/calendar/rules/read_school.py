"""Readers that hang on the school year and on festivals: 放假前, 寒假期间, 开学后一个月内, 元旦前, 除夕至初六."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from anlan.kernel.wording import N_

from .deadline import Context, Found, Relative, add_months
from .notes import Note, note
from .read_dates import due_on
from .read_spans import length_in
from .terms import Break, Term

ONE_DAY = timedelta(days=1)
HORIZON_DAYS = 300  # a break or a term further off than this is not the one a notice speaks of
SPRING_FESTIVAL = {2022: date(2022, 2, 1), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6)}  # computed from the lunar calendar
FESTIVALS = {
    "元旦": "元旦", "春节": "春节", "清明": "清明节", "五一": "劳动节", "劳动节": "劳动节", "端午": "端午节",
    "中秋": "中秋节", "国庆": "国庆节", "十一": "国庆节",
}  # fmt: skip
STARTS_BREAK = r"(?:放寒假|放暑假|寒假放假|暑假放假|寒假|暑假|放假|离校|假期|学期结束|学期末|期末)(?:开始|到来)?"
BEFORE_BREAK = re.compile(rf"{STARTS_BREAK}(?:之?前|以前)(?:的)?(?:最后)?(?P<n>\d+(?:个)?(?:工作日|周|星期|天|日|月))?")
AHEAD_OF_BREAK = re.compile(rf"{STARTS_BREAK}(?:之?前)?(?:提前)?(?P<n>\d+(?:个)?(?:工作日|周|星期|天|日))(?:之?前|以前)")
TERM_END = re.compile(r"学期[末内底]|学期结束|期末")
DURING = re.compile(r"假期|期间|寒假|暑假|假中|放假后")
STARTS_TERM = r"(?:新学期|春季学期|秋季学期|下学期|本学期)?(?:开学|返校|报到|开课|复课|学期初)"
TERM_START = re.compile(STARTS_TERM)
LUNAR = re.compile(r"除夕|年三十|(?:正月|大年)?初[一二三四五六七八九十]|正月十五|元宵|春节当天|春节当周")


def read_school(context: Context) -> Found | None:
    """A date from terms, breaks or festivals; None when the phrase speaks of none."""
    text, kind = context.text, context.when_type
    if LUNAR.search(text):
        return _lunar(context)
    if TERM_START.search(text) or kind == "around_term_start":
        return _around_start(context)
    festival = next((name for name in FESTIVALS if name in text), None)
    if festival and re.search(r"前", text) and not re.search(r"期间|寒假|暑假", text):
        return _before_festival(FESTIVALS[festival], context)
    if BEFORE_BREAK.search(text) or AHEAD_OF_BREAK.search(text) or TERM_END.search(text) or kind == "before_break":
        return _before_break(context)
    if (DURING.search(text) and (festival or re.search(r"假", text))) or kind == "during_break":
        return _during(FESTIVALS[festival] if festival else None, context)
    return None


# breaks -----------------------------------------------------------------------------------------------------------


def _season(text: str) -> str | None:
    return "autumn" if "寒假" in text else "spring" if "暑假" in text else None


def _next_break(context: Context, *, running: bool) -> Break | None:
    """The next break of the season named; one that runs already counts when `running`."""
    season = _season(context.text)
    for gap in context.calendar.breaks:
        if season and gap.season != season:
            continue
        if (gap.first - context.today).days > HORIZON_DAYS:
            return None
        if gap.first > context.today or (running and (gap.last is None or gap.last >= context.today)):
            return gap
    return None


def _before_break(context: Context) -> Found:
    gap = _next_break(context, running=False)
    if gap is None:
        return Found(note(NO_BREAK), missing=True)
    last, calendar = gap.first - ONE_DAY, context.calendar
    found = Found(note(BREAK_EVE), at=calendar.at(last), assumes=_standing(gap))
    ahead, within = AHEAD_OF_BREAK.search(context.text), BEFORE_BREAK.search(context.text)
    length = length_in(ahead["n"]) if ahead else length_in(within["n"]) if within and within["n"] else None
    if length:
        opens = back(gap.first, length, context)
        if length.work_days:
            found.counted = (opens, gap.first)
        if ahead:
            found.reading, found.at = note(BREAK_AHEAD), calendar.at(opens)
        else:
            found.reading, found.starts = note(BREAK_LAST_DAYS), calendar.at(opens, calendar.hours.start)
    return found


def back(day: date, length: Relative, context: Context) -> date:
    """The day so long before `day`."""
    if length.work_days:
        return context.calendar.add_workdays(day, -length.work_days)
    return add_months(day, -length.months) - ONE_DAY * length.days


def _during(festival: str | None, context: Context) -> Found:
    calendar, school = context.calendar, re.search(r"寒假|暑假|假期|假中|放假", context.text) or not festival
    run = _run(festival, context.today, context) if festival else None
    if festival and not (school and _season(context.text)):
        return _festival_days(run, context)
    gap = _next_break(context, running=True)
    if gap is None or gap.last is None:
        return Found(note(NO_BREAK if gap is None else NO_BREAK_END), missing=True)
    first = min(run[0], gap.first) if run and run[0] <= gap.last else gap.first
    found = Found(note(BREAK_ALL, first=first, last=gap.last), at=calendar.at(gap.last), assumes=_standing(gap))
    found.starts = calendar.at(first, calendar.hours.start)
    found.counted = run if run and first == run[0] else None
    return found


def _standing(gap: Break | Term) -> list[Note]:
    return [] if gap.standing == "official" else [note(PLACEHOLDER)]


# terms ------------------------------------------------------------------------------------------------------------


def _terms(context: Context) -> Iterable[Term]:
    season = "spring" if "春季" in context.text else "autumn" if "秋季" in context.text else None
    return (t for t in context.calendar.terms if season in (None, t.season))


def _around_start(context: Context) -> Found:
    """The first term whose computed last day is not over yet; the latest one when all are."""
    found: Found | None = None
    for term in _terms(context):
        found = _at_start(term, context)
        if found.at and found.at >= context.issued_at and (term.first_day - context.today).days <= HORIZON_DAYS:
            found.assumes += _standing(term)
            return found
    return Found(note(NO_TERM), missing=True)


def _at_start(term: Term, context: Context) -> Found:
    text, calendar, first = context.text, context.calendar, term.first_day
    length = length_in(re.split(STARTS_TERM, text)[-1])
    if re.search(r"前后|期间", text) or not re.search(r"前|后|第|当天|首|内|起", text):
        return _start_window(first, context)
    nth = re.search(r"第(\d+)(天|日|周|个月)|首([日天周])|当天", text)
    if nth:
        return _nth(nth, first, context)
    if re.search(r"(?:开学|返校|报到|开课)(?:之?前|以前)", text):
        found = Found(note(START_EVE), at=calendar.at(first - ONE_DAY))
        if length:
            found.starts = calendar.at(back(first, length, context), calendar.hours.start)
            found.counted = (first - ONE_DAY * 30, first) if length.work_days else None
        return found
    if length:
        at = length.after(calendar.at(first), calendar)
        found = Found(note(START_WITHIN), at=at, starts=calendar.at(first, calendar.hours.start))
        found.counted = (first, at.date()) if length.work_days else None
        return found
    return _start_window(first, context)


def _start_window(first: date, context: Context) -> Found:
    customs, calendar = context.calendar.customs, context.calendar
    opens, closes = first - ONE_DAY * customs.start_before_days, first + ONE_DAY * (customs.start_after_days - 1)
    found = Found(note(START_WINDOW, first=opens, last=closes), at=calendar.at(closes))
    found.starts = calendar.at(opens, calendar.hours.start)
    found.assumes.append(note(START_WIDTH, before=customs.start_before_days, after=customs.start_after_days))
    return found


def _nth(match: re.Match[str], first: date, context: Context) -> Found:
    calendar, count, unit = context.calendar, int(match[1] or 1), match[2] or match[3] or "天"
    if unit in ("天", "日"):
        day = calendar.add_workdays(first, count - 1)
        found = due_on(day, context.text[match.end() :], context)
        found.reading, found.counted = note(START_NTH_DAY, n=count), (first, day) if count > 1 else None
        return found
    if unit == "个月":
        last = add_months(first, count) - ONE_DAY
        return Found(note(START_WITHIN), at=calendar.at(last))
    sunday = first + ONE_DAY * (6 - first.weekday()) + timedelta(weeks=count - 1)
    last = max(calendar.last_workday(sunday), first)
    return Found(note(START_NTH_WEEK, n=count), at=calendar.at(last), counted=(first, sunday))


# festivals --------------------------------------------------------------------------------------------------------


def _run(name: str, after: date, context: Context) -> tuple[date, date] | None:
    run = context.calendar.holiday(name, after)
    return run if run and (run[0] - context.today).days <= HORIZON_DAYS else None


def _before_festival(name: str, context: Context) -> Found:
    run = _run(name, context.today + ONE_DAY, context)
    if run is None:
        return Found(note(NO_FESTIVAL, name=name), missing=True)
    eve = context.calendar.last_workday(run[0] - ONE_DAY)
    length = length_in(context.text.partition("前")[2])
    found = Found(note(FESTIVAL_EVE, name=name), at=context.calendar.at(eve), counted=(eve, run[0]))
    if length:
        found.starts = context.calendar.at(back(run[0], length, context), context.calendar.hours.start)
    return found


def _festival_days(run: tuple[date, date] | None, context: Context) -> Found:
    if run is None:
        return Found(note(NO_FESTIVAL, name=context.text), missing=True)
    calendar = context.calendar
    found = Found(note(BREAK_ALL, first=run[0], last=run[1]), at=calendar.at(run[1]), counted=run)
    found.starts = calendar.at(run[0], calendar.hours.start)
    return found


def _lunar(context: Context) -> Found:
    """Days of the Spring Festival by their lunar names, only for years whose first day of the first month is known."""
    words = LUNAR.findall(context.text)
    for new_year in (SPRING_FESTIVAL[y] for y in sorted(SPRING_FESTIVAL)):
        days = [_lunar_day(word, new_year) for word in words]
        last = days[-1][1]
        if last >= context.today and (last - context.today).days <= HORIZON_DAYS:
            found = Found(note(LUNAR_DAY, day=last), at=context.calendar.at(last))
            if days[0][0] != last:
                found.starts = context.calendar.at(days[0][0], context.calendar.hours.start)
            if len(words) == 1 and re.search(r"(?:除夕|年三十)(?:之?前)", context.text):
                found.reading = note(LUNAR_DAY, day=last)
            return found
    return Found(note(NO_FESTIVAL, name="春节"), missing=True)


def _lunar_day(word: str, new_year: date) -> tuple[date, date]:
    if word in ("除夕", "年三十"):
        return (new_year - ONE_DAY,) * 2
    if word == "春节当周":
        monday = new_year - ONE_DAY * new_year.weekday()
        return monday, monday + ONE_DAY * 6
    if word in ("正月十五", "元宵"):
        return (new_year + ONE_DAY * 14,) * 2
    ordinal = "一二三四五六七八九十".find(word[-1])
    return (new_year + ONE_DAY * max(ordinal, 0),) * 2


BREAK_EVE = N_("算到放假前最后一天")
BREAK_AHEAD = N_("从放假第一天往前数")
BREAK_LAST_DAYS = N_("放假前的最后这段时间，按最后一天到期算")
BREAK_ALL = N_("{first}到{last}这段时间，按最后一天到期算")
NO_BREAK = N_("下一个假期的日期还没有公布，定了再算")
NO_BREAK_END = N_("假期哪天结束还没有公布，定了再算")
NO_TERM = N_("下一次开学的日期还没有公布，定了再算")
PLACEHOLDER = N_("校历日期是占位的，待核实")
START_WINDOW = N_("{first}到{last}，按最后一天到期算")
START_WIDTH = N_("“开学前后”按开学前 {before} 天到开学后 {after} 天算（本系统的默认值，待核实）")
START_EVE = N_("算到开学前一天")
START_WITHIN = N_("从开学那天起算")
START_NTH_DAY = N_("开学第 {n} 天")
START_NTH_WEEK = N_("开学第 {n} 周，算到当周最后一个工作日")
FESTIVAL_EVE = N_("算到{name}放假前最后一个工作日")
NO_FESTIVAL = N_("“{name}”的日期还没有录入，定了再算")
LUNAR_DAY = N_("按农历推算，{day}到期")
