"""Readers for what hangs on something else: 事故发生后1小时内, 收到通知后3日内, 3月1日前三个工作日, 元宵节后第一个工作日, 寒假期间每天.

They are asked before the others, which each know one half of such a phrase.
"""

from __future__ import annotations

import re
from datetime import date

from anlan.kernel.wording import N_

from .deadline import Context, Found, Relative
from .notes import Note, note
from .read_dates import FULL, due_on, read_dates
from .read_repeat import read_repeat
from .read_school import FESTIVALS, LUNAR, ONE_DAY, STARTS_TERM, back, read_school
from .read_spans import FROM_EVENT, LENGTH, NEAR, WEEKDAY, length_in
from .text import bare

A_LENGTH = bare(LENGTH)
AFTER = re.compile(rf"(?P<what>.+?)(?P<link>之?后|以后|之?日起|之?时起|时起|起)(?:的)?(?P<n>{A_LENGTH})")
ISSUED = re.compile(r"(?:印发|下发|发布|发文|即日?|发出)$")
RECEIVED = re.compile(r"(?:收到|接到|接|签收|见到|接通知|收文)(?:本|此|该|这个)?(?:通知|文件|来文|通报|任务|本文|函|方案)?(?:书)?$")
NOTICE = re.compile(r"通知|文件|来文|通报|任务|本文|函|收文|签收")
# what has a date of its own is no event that is still to happen
DATED = re.compile(rf"{bare(FULL)}|{STARTS_TERM}|放假|寒假|暑假|假期|离校|学期|{bare(LUNAR)}|节|元旦|五一|十一|国庆|中秋")
NTH_AFTER = re.compile(r"(?:之?后|以后)(?:的)?(?:第(?P<n>\d+)(?:个)?|首个?|头(?:1个|个))(?P<unit>工作日|上班日|天|日|周)")
BACKWARD = re.compile(rf"^(?:\([^)]*\))?(?:之?前|以前)(?:的)?(?:最后)?(?P<n>{A_LENGTH})")
ONWARD = re.compile(rf"^(?:\([^)]*\))?(?:之?后|以后|之?日?起)(?:的)?(?P<n>{A_LENGTH})")
EACH = re.compile(r"每|天天|日日|逐日")
PHASE = re.compile(r"期间|假中|假期(?:内|里|中)")
YEARLY = re.compile(r"每(?:1)?(?:学?年|个?学期|季)")


def read_anchored(context: Context) -> Found | None:
    """The moment of a phrase that counts from a day, a feast, an event or the notice's receipt; None for any other."""
    for reader in (_again_within, _from_date, _nth_after, _from_event):
        found = reader(context)
        if found:
            return found
    return None


def _again_within(context: Context) -> Found | None:
    """寒假期间每天, 12月20日至25日每天: again and again until the phase is over."""
    text = context.text
    dated = FULL.search(text)
    if not EACH.search(text) or YEARLY.search(text) or not (dated or PHASE.search(text) or context.when_type == "during_break"):
        return None
    # hours belong to each time, not to the last day
    repeat = read_repeat(context)
    whole = read_dates(context) if dated else read_school(context)
    if repeat is None or repeat.rule is None or whole is None:
        return None
    if whole.problem or whole.at is None:
        return whole
    last = context.calendar.at(whole.at.astimezone(context.issued_at.tzinfo).date(), repeat.rule.hour)
    found = Found(note(AGAIN_UNTIL, day=last.date()), at=last, rule=repeat.rule, starts=whole.starts, bounded=True)
    found.assumes, found.counted = [*whole.assumes, *(a for a in repeat.assumes if a not in whole.assumes)], whole.counted
    found.remarks = [repeat.reading, *whole.remarks]
    return found


def _from_date(context: Context) -> Found | None:
    """2027年3月1日前三个工作日, 12月28日后5日内: so long before or after a day."""
    match = FULL.search(context.text)
    if match is None or len(list(FULL.finditer(context.text))) > 1:
        return None
    rest = context.text[match.end() :]
    before, on = BACKWARD.match(rest), ONWARD.match(rest)
    length = length_in((before or on)["n"]) if before or on else None  # type: ignore[index]
    if length is None or length.minutes:
        return None
    whole = read_dates(context)
    if whole is None or whole.problem or whole.at is None:
        return whole
    day = whole.at.astimezone(context.issued_at.tzinfo).date()
    calendar = context.calendar
    if before:
        there = back(day, length, context)
        if before["n"].endswith("内"):  # within the last days before it: the day before is the last of them
            eve = day - ONE_DAY
            found = Found(note(LAST_DAYS_BEFORE, day=day), at=calendar.at(eve), starts=calendar.at(there, calendar.hours.start))
        else:
            found = due_on(there, rest[before.end() :], context)
            found.reading = _back_words(day, length)
    else:
        there = length.after(calendar.at(day), calendar).date()
        found = due_on(there, rest[on.end() :] if on else "", context)
        found.reading, found.starts = note(ON_FROM, day=day), calendar.at(day, calendar.hours.start)
    found.remarks = [*whole.remarks, *found.remarks]
    found.assumes += [a for a in whole.assumes if a not in found.assumes]
    found.counted = (min(day, there), max(day, there)) if length.work_days else None
    return found


def _back_words(day: date, length: Relative) -> Note:
    if length.work_days:
        return note(BACK_WORKDAYS, day=day, n=length.work_days)
    return note(BACK_MONTHS, day=day, n=length.months) if length.months else note(BACK_DAYS, day=day, n=length.days)


def _nth_after(context: Context) -> Found | None:
    """元宵节后第一个工作日, 元旦后首个工作日, 12月28日后第2个工作日, 寒假后第一周."""
    match = NTH_AFTER.search(context.text)
    if match is None or re.search(STARTS_TERM, context.text):
        return None
    last = _last_day(context.text[: match.start()], context)
    if last is None:
        return None
    count, unit, calendar = int(match["n"] or 1), match["unit"], context.calendar
    if count == 0:
        return None
    if unit in ("工作日", "上班日"):
        day = calendar.add_workdays(last, count)
    elif unit == "周":
        monday = last - ONE_DAY * last.weekday() + ONE_DAY * 7 * count
        day = max(calendar.last_workday(monday + ONE_DAY * 6), monday)
    else:
        day = last + ONE_DAY * count
    found = due_on(day, context.text[match.end() :], context)
    words = NTH_WEEK if unit == "周" else NTH_WORKDAY if unit in ("工作日", "上班日") else NTH_DAY
    found.reading = note(words, day=last, n=count)
    found.counted = (last, day) if unit != "天" and unit != "日" else None
    return found


def _last_day(anchor: str, context: Context) -> date | None:
    """The last day of what the anchor names: a lunar day, a feast's days off, a break, a date."""
    inner = Context(anchor, context.when_type, context.calendar, context.issued_at)
    if FULL.search(anchor):
        found = read_dates(inner)
    elif name := next((n for n in FESTIVALS if n in anchor), None):
        run = context.calendar.holiday(FESTIVALS[name], context.today)
        return run[1] if run else None
    elif LUNAR.search(anchor) or re.search(r"寒假|暑假|假期", anchor):
        found = read_school(Context(anchor + ("" if LUNAR.search(anchor) else "期间"), "", context.calendar, context.issued_at))
    else:
        return None
    return found.at.astimezone(context.issued_at.tzinfo).date() if found and found.at else None


def _from_event(context: Context) -> Found | None:
    """事故发生后1小时内 waits for the event; 收到通知后3日内 is counted from the notice, which is assumed to come that day."""
    match = AFTER.search(context.text)
    if match is None or DATED.search(match["what"]) or WEEKDAY.search(match["what"]):
        return None
    what = match["what"]
    if any(word in what for word in NEAR):
        return None
    length = length_in(match["n"])
    if length is None:
        return None
    issued, received = ISSUED.search(what), RECEIVED.search(what)
    if issued or (received and NOTICE.search(what)):
        at = length.after(context.issued_at, context.calendar)
        found = Found(note(FROM_NOTICE if issued else FROM_RECEIPT), at=at, clocked=bool(length.minutes))
        found.counted = (context.today, at.date()) if length.work_days else None
        if not issued:
            found.assumes.append(note(RECEIVED_THEN))
        return found
    return Found(note(FROM_EVENT), within=length)


AGAIN_UNTIL = N_("一直到{day}，每次都要")
LAST_DAYS_BEFORE = N_("{day}前的最后这段时间，按前一天到期算")
BACK_DAYS = N_("从{day}往前数 {n} 天")
BACK_WORKDAYS = N_("从{day}往前数 {n} 个工作日")
BACK_MONTHS = N_("从{day}往前数 {n} 个月")
ON_FROM = N_("从{day}往后数")
NTH_DAY = N_("{day}过后的第 {n} 天")
NTH_WORKDAY = N_("{day}过后的第 {n} 个工作日")
NTH_WEEK = N_("{day}过后的第 {n} 周，算到当周最后一个工作日")
FROM_NOTICE = N_("从发文那天起算")
FROM_RECEIPT = N_("从收到那天起算")
RECEIVED_THEN = N_("按发文当天收到算")
