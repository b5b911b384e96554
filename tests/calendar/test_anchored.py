"""What hangs on something else: an event, the receipt, another day, a feast, a phase; and words that no reader took in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.registers.calendar.rules import CITY, Relative

from .city import CALENDAR, shanghai
from .test_resolve import moments, read


@pytest.mark.parametrize(
    ("phrase", "within"),
    [
        ("事故发生后1小时内", Relative(minutes=60)),
        ("发现隐患后24小时内", Relative(minutes=1440)),
        ("整改完成后3日内", Relative(days=3)),
        ("接到报修后两小时内", Relative(minutes=120)),
    ],
)
@pytest.mark.parametrize("when_type", [None, "by_date", "immediately", "on_event"])
def test_what_counts_from_an_event_has_no_date_by_the_notice(phrase: str, within: Relative, when_type: str | None) -> None:
    found = read(phrase, when_type)
    assert found.at is None and found.within == within and found.standing == "open"
    assert "从事情发生时起算" in str(found.reading)


def test_what_counts_from_the_receipt_is_assumed_to_come_with_the_notice() -> None:
    for phrase in ("收到通知后3日内", "接到本通知后3日内"):
        found = read(phrase)
        assert found.at == shanghai(2026, 12, 21, 17) and found.standing == "assumed"
        assert "按发文当天收到算" in map(str, found.assumes)
    for phrase in ("本通知印发之日起3日内", "自即日起三日内"):
        assert (read(phrase).at, read(phrase).standing) == (shanghai(2026, 12, 21, 17), "certain")


@pytest.mark.parametrize(
    ("phrase", "due"),
    [
        ("2027年3月1日前三个工作日", "2027-02-24"),
        ("12月28日前两个工作日", "2026-12-24"),
        ("12月28日前5天", "2026-12-23"),
        ("12月28日后三个工作日内", "2026-12-31"),
        ("元宵节后第一个工作日", "2027-02-22"),
        ("元旦后首个工作日", "2027-01-04"),
        ("春节假期后第一个工作日", "2027-02-11"),
        ("12月25日后第二个工作日", "2026-12-29"),
    ],
)
def test_a_day_counted_from_another_one(phrase: str, due: str) -> None:
    found = read(phrase)
    assert found.at is not None and found.at.strftime("%Y-%m-%d") == due
    assert found.standing in ("certain", "unpublished")


def test_days_of_a_year_not_published_are_not_firm_however_they_are_counted() -> None:
    assert read("2027年3月1日前三个工作日").standing == read("元宵节后第一个工作日").standing == "unpublished"


def test_something_daily_over_a_break_ends_with_the_break() -> None:
    found = read("寒假期间每天")
    assert (found.starts, found.at) == (shanghai(2027, 1, 30, 8, 30), shanghai(2027, 2, 21, 17))
    assert found.rule is not None and found.rule.unit == "day" and found.bounded
    assert read("12月20日至25日每天").at == shanghai(2026, 12, 25, 17)
    assert read("每天").bounded is False
    assert read("暑假期间每天").at is None


@pytest.mark.parametrize(
    "phrase", ["12月28日左右", "12月28日前后", "除周末外每天", "开学后第二个工作日", "放假后3日内", "不晚于12月28日", "下周一或周二"]
)
def test_a_word_that_was_left_aside_makes_it_assumed_and_is_named(phrase: str) -> None:
    found = read(phrase)
    assert found.standing != "certain" and any("没有算进去" in str(n) for n in found.assumes)


@given(
    st.sampled_from(["事故发生", "发现问题", "整改完成", "会议结束", "接到举报"]),
    st.integers(1, 99),
    st.sampled_from(["小时", "天", "个工作日", "分钟"]),
    moments,
)
def test_nothing_that_waits_for_an_event_gets_a_date(event: str, count: int, unit: str, at: datetime) -> None:
    found = read(f"{event}后{count}{unit}内", at=at)
    assert found.at is None and found.within is not None and found.standing == "open"


@given(
    st.sampled_from(["左右", "前后", "或次日", "（遇雨顺延）", "以外的日子"]),
    st.sampled_from(["12月28日", "1月29日", "元旦", "月底"]),
    moments,
)
def test_no_phrase_with_a_qualifier_left_over_is_certain(tail: str, head: str, at: datetime) -> None:
    found = read(head + tail, at=at)
    assert found.standing != "certain"


@given(moments, st.integers(1, 30))
def test_workdays_before_a_day_are_the_inverse_of_workdays_after_it(at: datetime, count: int) -> None:
    day = at.astimezone(CITY).date()
    back = read(f"{day.year}年{day.month}月{day.day}日前{count}个工作日", at=at).at
    assert back is not None and sum(CALENDAR.is_workday(back.date() + timedelta(days=i)) for i in range((day - back.date()).days)) == count
