"""Readers for lengths and near days: 三个工作日内, 24小时内, 立即, 明天, 本周内, 周五前, 11:30前."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from anlan.kernel.wording import N_

from .deadline import Context, Found, Relative
from .notes import note
from .read_dates import due_on, moment
from .read_repeat import WEEKDAYS
from .text import read_hour

ONE_DAY = timedelta(days=1)
LENGTH = re.compile(r"(?P<n>\d{1,4})(?:个)?(?P<unit>工作日|自然日|日历日|小时|分钟|周|星期|月|天|日)(?P<inside>之?内|以内)?")
NEAR = {
    "今天": 0,
    "今日": 0,
    "当天": 0,
    "当日": 0,
    "今晚": 0,
    "今明两天": 1,
    "明天": 1,
    "明日": 1,
    "明早": 1,
    "次日": 1,
    "第二天": 1,
    "后天": 2,
}
WEEKDAY = re.compile(r"(?P<which>本|这|下下|下)?(?:个)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
WEEK = re.compile(r"(?P<which>本|这|下)(?:个)?(?:周|星期)(?:之?内|以内|末)?")
LIMIT_UNSET = re.compile(r"限期|按期|如期|规定(?:的)?(?:时间|期限)|近日|近期|择期|另行通知")


def length_in(text: str) -> Relative | None:
    """The length of time a phrase states, if any."""
    match = LENGTH.search(text)
    if not match or int(match["n"]) == 0:
        return None
    count = int(match["n"])
    return {
        "工作日": Relative(work_days=count),
        "小时": Relative(minutes=60 * count),
        "分钟": Relative(minutes=count),
        "周": Relative(days=7 * count),
        "星期": Relative(days=7 * count),
        "月": Relative(months=count),
    }.get(match["unit"], Relative(days=count))


def read_event(context: Context) -> Found | None:
    """Something that starts when an event happens: no moment now, but the length to count from it."""
    if context.when_type != "on_event":
        return None
    within = length_in(context.text)
    return Found(note(FROM_EVENT if within else ON_EVENT), within=within)


def read_length(context: Context) -> Found | None:
    """A length counted from the notice. The day of the notice is not counted; days include days of rest."""
    match = LENGTH.search(context.text)
    length = length_in(context.text)
    if not match or not length or not (match["inside"] or context.when_type in ("by_date", "immediately")):
        return None
    at = length.after(context.issued_at, context.calendar)
    count = int(match["n"])
    if length.minutes:
        return Found(note(MINUTES if match["unit"] == "分钟" else HOURS, n=count), at=at, clocked=True)
    if length.work_days:
        return Found(note(WORK_DAYS, n=count), at=at, counted=(context.today, at.date()))
    texts = {"周": WEEKS, "星期": WEEKS, "月": MONTHS}
    return Found(note(texts.get(match["unit"], DAYS), n=count), at=at)


def read_near(context: Context) -> Found | None:
    """Days named from the notice: 明天, 本周五前, 本周内, 下周一."""
    for word in sorted(NEAR, key=len, reverse=True):
        if word in context.text:
            return _near(word, context)
    match = WEEKDAY.search(context.text)
    if match:
        return _weekday(match, context)
    match = WEEK.search(context.text)
    return _week(match["which"], context) if match else None


def _near(word: str, context: Context) -> Found:
    day = context.today + ONE_DAY * NEAR[word]
    rest = context.text.partition(word)[2]
    found = due_on(day, "今晚" + rest if word == "今晚" else "早上" + rest if word == "明早" else rest, context)
    gone = found.at is not None and found.at < context.issued_at
    if gone and word in ("今天", "今日", "当天", "当日") and read_hour(rest, context.calendar.hours.end) is None:
        found.at = context.calendar.at(day + ONE_DAY, datetime.min.time())
        found.assumes.append(note(TILL_MIDNIGHT))
    return found


def _weekday(match: re.Match[str], context: Context) -> Found:
    monday = context.today - ONE_DAY * context.today.weekday()
    weeks = {"下": 1, "下下": 2}.get(match["which"] or "", 0)
    day = monday + timedelta(weeks=weeks) + ONE_DAY * WEEKDAYS[match["day"]]
    rest = context.text[match.end() :]
    if match["which"] is None and day < context.today:
        day += timedelta(weeks=1)
    return due_on(day, rest, context)


def _week(which: str, context: Context) -> Found:
    """The last workday of that week; its Sunday when no workday is left."""
    monday = context.today - ONE_DAY * context.today.weekday() + timedelta(weeks=which == "下")
    sunday = monday + ONE_DAY * 6
    day = context.calendar.last_workday(sunday)
    counted = (monday, sunday)
    at = context.calendar.at(day)
    if day < monday or at < context.issued_at:
        return Found(note(WEEK_SUNDAY), at=context.calendar.at(sunday), counted=counted)
    return Found(note(WEEK_LAST), at=at, counted=counted)


def read_prompt(context: Context) -> Found | None:
    """立即 and its like: hours from the table of customs, by the clock."""
    hours = context.calendar.customs.prompt_hours
    for word in sorted(hours, key=len, reverse=True):
        if word in context.text:
            return _prompt(word, hours[word], context)
    if context.when_type == "immediately" and hours:
        soonest = min(hours, key=lambda w: hours[w])
        return _prompt(soonest, hours[soonest], context)
    return None


def _prompt(word: str, hours: int, context: Context) -> Found:
    found = Found(note(PROMPT, word=word), at=context.issued_at + timedelta(hours=hours), clocked=True)
    found.assumes.append(note(PROMPT_HOURS, word=word, n=hours))
    return found


def read_clock(context: Context) -> Found | None:
    """An hour without a day: the day of the notice."""
    hour = read_hour(context.text, context.calendar.hours.end)
    if hour is None:
        return None
    if hour.problem:
        return Found(note(SAME_DAY), problem=hour.problem)
    found = Found(note(SAME_DAY), at=moment(context.today, hour, context))
    found.assumes.append(hour.assumes or note(NO_DAY))
    return found


def read_unset(context: Context) -> Found | None:
    """限期 and 近日: a limit is meant, and somebody must set it."""
    match = LIMIT_UNSET.search(context.text)
    return Found(note(UNSET, word=match[0])) if match else None


DAYS = N_("从发文第二天起算 {n} 天，含休息日")
WORK_DAYS = N_("从发文第二天起算 {n} 个工作日")
WEEKS = N_("从发文第二天起算 {n} 周，含休息日")
MONTHS = N_("从发文第二天起算 {n} 个月，含休息日")
HOURS = N_("从发文时刻起算 {n} 小时，夜里和假日也算")
MINUTES = N_("从发文时刻起算 {n} 分钟")
FROM_EVENT = N_("从事情发生时起算，现在还没有日期")
ON_EVENT = N_("事情发生时才起算，现在还没有日期")
WEEK_LAST = N_("算到当周最后一个工作日")
WEEK_SUNDAY = N_("当周工作日已经过完，算到周日")
TILL_MIDNIGHT = N_("已经过了下班时间，算到当天 24:00")
PROMPT = N_("“{word}”没有写钟点")
PROMPT_HOURS = N_("“{word}”按 {n} 小时内算（本系统的默认值，待核实）")
SAME_DAY = N_("只写了钟点，按发文当天算")
NO_DAY = N_("没写日期")
UNSET = N_("“{word}”没有写到哪天，期限要由发文的人定")
