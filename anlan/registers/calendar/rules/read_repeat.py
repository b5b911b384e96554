"""Readers for what is due again and again: 每日15:30前, 每周五, 每月底, 夜间每两小时, 上下学时段."""

from __future__ import annotations

import re

from anlan.kernel.wording import N_

from .deadline import Context, Found, Recurrence
from .notes import Note, note
from .text import read_hour

WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
EACH_WEEKDAY = re.compile(r"每(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
EACH_FEW = re.compile(r"每(?:隔)?(\d+)(?:个)?(小时|分钟|天|日|周|星期|月|学期)")
EACH_MONTHDAY = re.compile(r"每(?:个)?月(?:的)?(\d{1,2})[日号]")
DAILY = re.compile(r"每[天日晚夜]|每1[天日]|天天|日日|每餐|餐餐|每顿|早晚|夜间|收车前|出车前|下班后|一日[三3]餐")
SCHOOLDAYS = re.compile(r"上下学|上学|放学|重点时间?段|课间|每节课|高峰")
OPEN = re.compile(r"定期|不定期|经常|滚动|动态|随时|适时|常态|持续|长期|日常|全过程|全流程")


def read_repeat(context: Context) -> Found | None:
    """The recurrence a phrase states, with its first due moment; None when it states none."""
    text = context.text
    for reader in (_few, _week, _month, _longer, _day):
        found = reader(text, context)
        if found:
            return found
    if context.when_type in ("periodic", "continuous", "") and OPEN.search(text):
        return Found(note(NO_BEAT, phrase=text))
    return None


def _of(rule: Recurrence, context: Context, reading: Note, *assumes: Note) -> Found:
    at = rule.next_after(context.issued_at, context.calendar)
    counted = None
    if at and rule.unit in ("workday", "schoolday", "week") and rule.weekday is None:
        counted = (context.today, at.date())
    return Found(reading, at=at, assumes=list(assumes), rule=rule, counted=counted, missing=at is None)


def _few(text: str, context: Context) -> Found | None:
    match = EACH_FEW.search(text)
    if not match or int(match[1]) == 0:
        return None
    count, unit = int(match[1]), match[2]
    if unit in ("小时", "分钟"):
        rule = Recurrence("minute", every=count * (60 if unit == "小时" else 1))
        return _of(rule, context, note(EVERY_HOURS if unit == "小时" else EVERY_MINUTES, n=count))
    if count == 1:
        return None
    if unit in ("天", "日"):
        return _of(Recurrence("day", every=count), context, note(EVERY_DAYS, n=count))
    if unit in ("周", "星期"):
        return _of(Recurrence("week", every=count), context, note(EVERY_WEEKS, n=count), note(LAST_OF_WEEK))
    if unit == "月" and 12 % count == 0:
        return _of(Recurrence("month", every=count), context, note(EVERY_MONTHS, n=count), note(LAST_OF_MONTH))
    return None


def _week(text: str, context: Context) -> Found | None:
    hour = read_hour(text, context.calendar.hours.end)
    at = hour.at if hour else None
    match = EACH_WEEKDAY.search(text)
    if match:
        rule = Recurrence("week", weekday=WEEKDAYS[match[1]], hour=at)
        return _of(rule, context, note(EACH_WEEK_ON, day="周" + match[1].replace("天", "日")))
    if re.search(r"每(?:个)?(?:1)?(?:个)?(?:周|星期)", text):
        return _of(Recurrence("week", hour=at), context, note(EACH_WEEK), note(LAST_OF_WEEK))
    return None


def _month(text: str, context: Context) -> Found | None:
    match = EACH_MONTHDAY.search(text)
    if match:
        day = int(match[1])
        if not 1 <= day <= 31:
            return Found(note(EACH_MONTH), problem=note(NO_MONTHDAY, n=day))
        return _of(Recurrence("month", monthday=day), context, note(EACH_MONTH_ON, n=day))
    if re.search(r"每(?:个)?月(?:月)?[底末]", text):
        return _of(Recurrence("month"), context, note(EACH_MONTH_END))
    if re.search(r"每(?:1)?(?:个)?月|按月|逐月", text):
        return _of(Recurrence("month"), context, note(EACH_MONTH), note(LAST_OF_MONTH))
    return None


def _longer(text: str, context: Context) -> Found | None:
    if "每学期" in text or "每1学期" in text or "每个学期" in text:
        return _of(Recurrence("term"), context, note(EACH_TERM), note(LAST_OF_TERM))
    if "每季" in text or "每1季度" in text or "按季" in text:
        return _of(Recurrence("month", every=3), context, note(EACH_QUARTER), note(LAST_OF_MONTH))
    if re.search(r"每6个月", text):
        return _of(Recurrence("month", every=6), context, note(EACH_HALF_YEAR), note(LAST_OF_MONTH))
    if re.search(r"每(?:1)?年|年度", text):
        return _of(Recurrence("month", every=12), context, note(EACH_YEAR), note(LAST_OF_YEAR))
    return None


def _day(text: str, context: Context) -> Found | None:
    hour = read_hour(text, context.calendar.hours.end)
    at = hour.at if hour else None
    if hour and hour.problem:
        return Found(note(EACH_DAY), problem=hour.problem) if DAILY.search(text) else None
    if re.search(r"每(?:个)?工作日", text):
        return _of(Recurrence("workday", hour=at), context, note(EACH_WORKDAY))
    if SCHOOLDAYS.search(text) and context.when_type in ("daily", ""):
        return _of(Recurrence("schoolday", hour=at), context, note(EACH_SCHOOLDAY))
    if DAILY.search(text) or context.when_type == "daily":
        return _of(Recurrence("day", hour=at), context, note(EACH_DAY))
    return None


EVERY_HOURS = N_("每 {n} 小时一次，夜里和假日也算")
EVERY_MINUTES = N_("每 {n} 分钟一次")
EVERY_DAYS = N_("每 {n} 天一次，含休息日")
EVERY_WEEKS = N_("每 {n} 周一次")
EVERY_MONTHS = N_("每 {n} 个月一次")
EACH_WEEK_ON = N_("每周一次，{day}到期")
EACH_WEEK = N_("每周一次")
EACH_MONTH_ON = N_("每月 {n} 日到期，按含当天算")
EACH_MONTH_END = N_("每月最后一天到期")
EACH_MONTH = N_("每月一次")
EACH_TERM = N_("每学期一次")
EACH_QUARTER = N_("每季度一次")
EACH_HALF_YEAR = N_("每半年一次")
EACH_YEAR = N_("每年一次")
EACH_DAY = N_("每天一次，含休息日")
EACH_WORKDAY = N_("每个工作日一次")
EACH_SCHOOLDAY = N_("每个上课的日子")
LAST_OF_WEEK = N_("没写周几，按当周最后一个工作日算")
LAST_OF_MONTH = N_("没写几号，按月末最后一天算")
LAST_OF_TERM = N_("没写几号，按学期最后一天算")
LAST_OF_YEAR = N_("没写几号，按 12 月 31 日算")
NO_BEAT = N_("“{phrase}”没有写多久一次，期限要由发文的人定")
NO_MONTHDAY = N_("一个月没有 {n} 日")
