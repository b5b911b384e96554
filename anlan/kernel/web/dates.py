"""Moments as people read them: 12月28日 周一 17:00 前 · 还剩 4 天. `at` is the moment of reading.

All moments are aware; days are those of the city's clock. A plain `date` is a day without an hour.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from anlan.kernel.clock import local

HALF_DAY = timedelta(hours=12)
DAY = timedelta(days=1)
Moment = datetime | date


@cache
def _weekdays(language: str) -> tuple[str, ...]:
    """Monday to Sunday in the language; looked up once, because a list names fifty days."""
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))


@cache
def _months(language: str) -> tuple[str, ...]:
    return (
        pgettext("month", "1月"), pgettext("month", "2月"), pgettext("month", "3月"), pgettext("month", "4月"),
        pgettext("month", "5月"), pgettext("month", "6月"), pgettext("month", "7月"), pgettext("month", "8月"),
        pgettext("month", "9月"), pgettext("month", "10月"), pgettext("month", "11月"), pgettext("month", "12月"),
    )  # fmt: skip


def _weekday(day: date) -> str:
    return _weekdays(get_language() or "")[day.weekday()]


def _month(day: date) -> str:
    return _months(get_language() or "")[day.month - 1]


def day_of(moment: Moment) -> date:
    """The city's calendar day of a moment."""
    return local(moment).date() if isinstance(moment, datetime) else moment


def day(moment: Moment, at: datetime | None = None, *, weekday: bool = True) -> str:
    """`12月28日 周一`; the year stands only when it is another than that of `at`."""
    that = day_of(moment)
    words = {"year": that.year, "month": that.month, "day": that.day, "mon": _month(that), "weekday": _weekday(that)}
    other_year = at is not None and day_of(at).year != that.year
    if weekday:
        text = _("{year}年{month}月{day}日 {weekday}") if other_year else _("{month}月{day}日 {weekday}")
    else:
        text = _("{year}年{month}月{day}日") if other_year else _("{month}月{day}日")
    return text.format(**words)


def clock(moment: datetime) -> str:
    """`17:00` on the city's clock."""
    return f"{local(moment):%H:%M}"


def moment(dt: Moment, at: datetime | None = None) -> str:
    """`12月28日 周一 17:00`."""
    return f"{day(dt, at)} {clock(dt)}" if isinstance(dt, datetime) else day(dt, at)


def stamp(dt: Moment, at: datetime | None = None) -> str:
    """For trails and captions: `今天 09:52`, `昨天 17:30`, `12月21日 08:12`."""
    if at is None:
        return f"{day(dt, weekday=False)} {clock(dt)}" if isinstance(dt, datetime) else day(dt, weekday=False)
    behind = (day_of(at) - day_of(dt)).days
    near = {0: _("今天"), 1: _("昨天"), -1: _("明天")}.get(behind) or day(dt, at, weekday=False)
    return f"{near} {clock(dt)}" if isinstance(dt, datetime) else near


def span(length: timedelta, *, parts: int = 2) -> str:
    """A length of time in at most `parts` units: `3 天 2 小时`, `6 小时 55 分`, `不到 1 分`."""
    minutes = int(abs(length).total_seconds() // 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    words = [
        ngettext("{n} 天", "{n} 天", days).format(n=days) if days else "",
        ngettext("{n} 小时", "{n} 小时", hours).format(n=hours) if hours else "",
        ngettext("{n} 分", "{n} 分", minutes).format(n=minutes) if minutes and not days else "",
    ]
    return " ".join([w for w in words if w][:parts]) or _("不到 1 分")


def is_late(due: Moment, at: datetime) -> bool:
    """Past the moment, or past the whole day when there is no hour."""
    return at > due if isinstance(due, datetime) else day_of(at) > due


def days_between(due: Moment, at: datetime) -> int:
    """Calendar days from `at` to `due`, as people count them on their fingers; negative when past."""
    return (day_of(due) - day_of(at)).days


def left(due: Moment, at: datetime) -> str:
    """`还剩 4 天`, under 24 hours `还剩 6 小时 55 分`; past it `超 1 天`, freshly past `超 2 小时`.

    Days are calendar days. A lateness of less than twelve hours is told in hours even across midnight.
    """
    days = days_between(due, at)
    if is_late(due, at):
        if isinstance(due, datetime) and (days == 0 or at - due < HALF_DAY):
            return _("超 {span}").format(span=span(at - due))
        return ngettext("超 {n} 天", "超 {n} 天", -days).format(n=-days)
    if isinstance(due, datetime) and due - at < DAY:
        return _("还剩 {span}").format(span=span(due - at))
    return ngettext("还剩 {n} 天", "还剩 {n} 天", days).format(n=days) if days else _("今天到期")


def by(due: Moment, at: datetime | None = None) -> str:
    """`12月28日 周一 17:00 前`; with `at` on the same day `今天 17:00 前`."""
    text = moment(due, at)
    if at is not None and day_of(due) == day_of(at):
        text = f"{_('今天')} {clock(due)}" if isinstance(due, datetime) else _("今天")
    return _("{moment} 前").format(moment=text)


def deadline(due: Moment, at: datetime, *, form: str = "full", workdays: int | None = None) -> str:
    """A deadline in one line.

    form  full  12月28日 周一 17:00 前 · 还剩 4 天      (today: 17:00 前 · 还剩 6 小时 55 分)
          list  12月28日 周一 · 还剩 4 天               (the hour only today and tomorrow; late: 超 1 天)
    workdays  working days in what is left, named when given: 其中工作日 2 天
    """
    ahead, late = days_between(due, at), is_late(due, at)
    if late and form == "list":
        return left(due, at)
    if ahead == 0 and isinstance(due, datetime):
        front = _("{moment} 前").format(moment=clock(due))
    elif ahead == 1 and isinstance(due, datetime) and form == "list":
        front = _("{moment} 前").format(moment=f"{_('明天')} {clock(due)}")
    elif form == "list":
        front = day(due, at)
    else:
        front = _("{moment} 前").format(moment=moment(due, at))
    parts = [front, left(due, at)]
    if workdays is not None and not late:
        parts.append(ngettext("其中工作日 {n} 天", "其中工作日 {n} 天", workdays).format(n=workdays))
    return " · ".join(parts)


def tone(due: Moment | None, at: datetime | None) -> str:
    """Class for a deadline: `late` when past, `warn` when it is today, else nothing."""
    if due is None or at is None:
        return ""
    if is_late(due, at):
        return "late"
    return "warn" if days_between(due, at) == 0 else ""


def element(moment: Moment, text: str, tone: str = "") -> SafeString:
    """The words of a moment as markup that keeps the moment itself, coloured by `tone`."""
    exact = (local(moment) if isinstance(moment, datetime) else moment).isoformat()
    if tone:
        return format_html('<span class="{}"><time datetime="{}">{}</time></span>', tone, exact, text)
    return format_html('<time datetime="{}">{}</time>', exact, text)
