"""How moments read, in both languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.web import dates

CITY = ZoneInfo("Asia/Shanghai")


def m(month: int, day: int, hour: int = 17, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CITY)


AT = m(12, 24, 10, 5)


@pytest.mark.parametrize(
    ("due", "form", "chinese", "english"),
    [
        (m(12, 28), "full", "12月28日 周一 17:00 前 · 还剩 4 天", "by Mon 28 Dec 17:00 · 4 days left"),
        (m(12, 28), "list", "12月28日 周一 · 还剩 4 天", "Mon 28 Dec · 4 days left"),
        (m(12, 24), "full", "17:00 前 · 还剩 6 小时 55 分", "by 17:00 · 6 h 55 min left"),
        (m(12, 25), "list", "明天 17:00 前 · 还剩 1 天", "by tomorrow 17:00 · 1 day left"),
        (m(12, 25, 9), "list", "明天 09:00 前 · 还剩 22 小时 55 分", "by tomorrow 09:00 · 22 h 55 min left"),
        (m(12, 23), "list", "超 1 天", "1 day late"),
        (m(12, 23), "full", "12月23日 周三 17:00 前 · 超 1 天", "by Wed 23 Dec 17:00 · 1 day late"),
        (m(12, 24, 8), "list", "超 2 小时 5 分", "2 h 5 min late"),
        (m(1, 29, year=2027), "list", "2027年1月29日 周五 · 还剩 36 天", "Fri 29 Jan 2027 · 36 days left"),
        (date(2026, 12, 28), "full", "12月28日 周一 前 · 还剩 4 天", "by Mon 28 Dec · 4 days left"),
        (date(2026, 12, 24), "list", "12月24日 周四 · 今天到期", "Thu 24 Dec · Due today"),
    ],
)
def test_a_deadline_reads_as_people_say_it(due: datetime, form: str, chinese: str, english: str) -> None:
    with override("zh-hans"):
        assert dates.deadline(due, AT, form=form) == chinese
    with override("en"):
        assert dates.deadline(due, AT, form=form) == english


def test_working_days_are_named_as_such() -> None:
    assert dates.deadline(m(12, 28), AT, workdays=2).endswith("· 其中工作日 2 天")


def test_a_limit_missed_just_before_midnight_is_not_a_day_late_just_after_it() -> None:
    assert dates.left(m(12, 23, 23, 30), m(12, 24, 0, 10)) == "超 40 分"


def test_a_trail_says_today_and_yesterday_and_then_the_date() -> None:
    stamps = [dates.stamp(when, AT) for when in (m(12, 24, 9, 52), m(12, 23, 17, 30), m(12, 21, 8, 12), m(12, 21, 8, 12, year=2025))]
    assert stamps == ["今天 09:52", "昨天 17:30", "12月21日 08:12", "2025年12月21日 08:12"]


def test_stored_moments_are_shown_on_the_clock_of_the_city() -> None:
    assert dates.moment(datetime(2026, 12, 23, 23, 30, tzinfo=ZoneInfo("UTC")), AT) == "12月24日 周四 07:30"


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_late_and_left_never_contradict_each_other(at: datetime, ahead: timedelta) -> None:
    now = at.replace(tzinfo=CITY)
    text = dates.left(now + ahead, now)
    assert text.startswith("超") == (ahead < timedelta(0))
    assert "-" not in text
    assert " 0 " not in text
