"""What the phrases of notices mean. The notice is issued on Friday 2026-12-18 at 10:00 unless a test says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.registers.calendar.rules import (
    CITY,
    WHEN_TYPES,
    Calendar,
    Customs,
    Deadline,
    Relative,
    Term,
    add_months,
    resolve,
)  # fmt: skip

from .city import AUTUMN, CALENDAR, SPRING, shanghai

ISSUED = shanghai(2026, 12, 18, 10)


def read(phrase: str, when_type: str | None = None, *, at: datetime = ISSUED, calendar: Calendar = CALENDAR) -> Deadline:
    return resolve(when_type, phrase, calendar=calendar, issued_at=at)


@pytest.mark.parametrize(
    ("phrase", "due"),
    [
        ("12月28日前", "2026-12-28 17:00"),
        ("请于12月28日前报送", "2026-12-28 17:00"),
        ("１２月２８日前", "2026-12-28 17:00"),
        ("十二月二十八日前", "2026-12-28 17:00"),
        ("二〇二七年一月五日", "2027-01-05 17:00"),
        ("1月29日(含)", "2027-01-29 17:00"),
        ("1月29日（含）前", "2027-01-29 17:00"),
        ("12月28日（不含）", "2026-12-27 17:00"),
        ("2027年1月29日", "2027-01-29 17:00"),
        ("2027-01-29", "2027-01-29 17:00"),
        ("2027/1/29前", "2027-01-29 17:00"),
        ("明年3月1日前", "2027-03-01 17:00"),
        ("12月25日17:00前", "2026-12-25 17:00"),
        ("12月25日下午3点半前", "2026-12-25 15:30"),
        ("12月25日24时前", "2026-12-26 00:00"),
        ("12月25日下班前", "2026-12-25 17:30"),
        ("12月25日上午", "2026-12-25 12:00"),
        ("三个工作日内", "2026-12-23 17:00"),
        ("十个工作日内", "2027-01-04 17:00"),
        ("5日内", "2026-12-23 17:00"),
        ("5个自然日内", "2026-12-23 17:00"),
        ("两周内", "2027-01-01 17:00"),
        ("一个月内", "2027-01-18 17:00"),
        ("半个月内", "2027-01-02 17:00"),
        ("24小时内", "2026-12-19 10:00"),
        ("两小时内", "2026-12-18 12:00"),
        ("半小时内", "2026-12-18 10:30"),
        ("立即", "2026-12-18 12:00"),
        ("第一时间", "2026-12-18 12:00"),
        ("迅速", "2026-12-19 10:00"),
        ("放假前", "2027-01-29 17:00"),
        ("放假之前", "2027-01-29 17:00"),
        ("期末考试结束后至离校前", "2027-01-29 17:00"),
        ("寒假前一周", "2027-01-29 17:00"),
        ("放假一周前", "2027-01-23 17:00"),
        ("学期结束前", "2027-01-29 17:00"),
        ("假期当中", "2027-02-21 17:00"),
        ("元旦寒假期间", "2027-02-21 17:00"),
        ("新学期开学前后", "2027-02-28 17:00"),
        ("开学之前", "2027-02-21 17:00"),
        ("开学第一天", "2027-02-22 17:00"),
        ("开学第一周", "2027-02-26 17:00"),
        ("开学后一个月内", "2027-03-22 17:00"),
        ("开学一周内", "2027-03-01 17:00"),
        ("元旦前", "2026-12-31 17:00"),
        ("春节前", "2027-02-04 17:00"),
        ("除夕至初六期间", "2027-02-11 17:00"),
        ("月底前", "2026-12-31 17:00"),
        ("下月5日前", "2027-01-05 17:00"),
        ("28日前", "2026-12-28 17:00"),
        ("8月底前", "2027-08-31 17:00"),
        ("2027年1月底前", "2027-01-31 17:00"),
        ("3月上旬", "2027-03-10 17:00"),
        ("年底前", "2026-12-31 17:00"),
        ("本周内", "2026-12-18 17:00"),
        ("下周一前", "2026-12-21 17:00"),
        ("周三前", "2026-12-23 17:00"),
        ("明天", "2026-12-19 17:00"),
        ("明天上午10点前", "2026-12-19 10:00"),
        ("今天下班前", "2026-12-18 17:30"),
        ("11:30前", "2026-12-18 11:30"),
        ("12月20日至12月25日", "2026-12-25 17:00"),
        ("12月20日至25日", "2026-12-25 17:00"),
        ("12月25日至1月5日", "2027-01-05 17:00"),
        ("即日起至1月10日", "2027-01-10 17:00"),
        ("自12月29日起", "2026-12-29 17:00"),
    ],
)
def test_a_phrase_means_this_moment(phrase: str, due: str) -> None:
    at = read(phrase).at
    assert at is not None and at.strftime("%Y-%m-%d %H:%M") == due


def test_before_a_date_includes_that_day_and_says_so() -> None:
    found = read("12月28日前")
    assert str(found.reading) == "“前”按含当天算"
    assert found.standing == "certain" and not found.needs_a_look


def test_a_january_date_in_a_december_notice_is_next_year_and_says_so() -> None:
    assert "没写年份，按发文日期推定为 2027 年" in map(str, read("1月29日前").remarks)
    assert read("1月29日前", at=shanghai(2027, 1, 4, 9)).remarks == ()


@pytest.mark.parametrize("phrase", ["12月32日", "12月32日前", "13月1日前", "2027年2月29日前", "2月30日", "12月25日25:00前", "0月3日"])
def test_a_wrong_date_is_named_and_never_computed(phrase: str) -> None:
    found = read(phrase)
    assert found.at is None and found.problem is not None and found.needs_a_look
    assert found.standing == "open"


def test_the_wrong_date_stands_in_the_sentence() -> None:
    assert str(read("12月32日前").problem) == "“12月32日”不是日期"


def test_a_range_the_wrong_way_round_is_a_problem() -> None:
    found = read("2026年12月25日至2026年12月20日")
    assert found.at is None and found.problem is not None


def test_a_range_begins_and_ends() -> None:
    found = read("12月25日至1月5日")
    assert found.starts == shanghai(2026, 12, 25, 8, 30) and found.at == shanghai(2027, 1, 5, 17)


def test_a_past_date_is_flagged() -> None:
    found = read("12月10日前")
    assert found.past and found.needs_a_look and "这个时间已经过了" in map(str, found.notes)
    assert read("9:00前").past


def test_workdays_into_2027_carry_the_warning() -> None:
    found = read("十个工作日内")
    assert found.standing == "unpublished"
    assert [str(n) for n in found.warnings] == ["2027 年调休还没公布，先不算调休"]
    assert read("三个工作日内").warnings == ()


def test_a_due_day_without_work_is_remarked_and_not_moved() -> None:
    found = read("12月26日前")
    assert found.at == shanghai(2026, 12, 26, 17)
    assert [str(n) for n in found.remarks] == ["12月26日是周末，没有顺延"]


def test_prompt_words_are_assumed_and_their_hours_can_be_changed() -> None:
    assert read("立即").standing == "assumed"
    calm = replace(CALENDAR, customs=Customs(prompt_hours={"立即": 6}))
    assert read("立即", calendar=calm).at == ISSUED + timedelta(hours=6)


def test_a_placeholder_calendar_makes_the_date_assumed() -> None:
    loose = replace(CALENDAR, terms=tuple(replace(t, standing="placeholder") for t in (AUTUMN, SPRING)))
    assert read("放假前").standing == "certain"
    found = read("放假前", calendar=loose)
    assert found.standing == "assumed" and "校历日期是占位的，待核实" in map(str, found.assumes)


@pytest.mark.parametrize("phrase", ["暑假前", "暑假期间"])
def test_a_break_that_is_not_published_has_no_date(phrase: str) -> None:
    found = read(phrase)
    assert found.at is None and found.standing == "unpublished"


def test_an_empty_calendar_computes_no_school_date() -> None:
    bare = Calendar()
    for phrase in ("放假前", "开学前后", "元旦前", "寒假期间", "每学期"):
        found = read(phrase, calendar=bare)
        assert found.at is None and found.standing == "unpublished", phrase


def test_a_break_years_away_is_not_the_one_meant() -> None:
    found = read("放假前", at=shanghai(2021, 12, 20, 9))
    assert found.at is None and found.standing == "unpublished"


def test_a_notice_written_in_the_term_counts_from_the_start_that_was() -> None:
    assert read("开学后一个月内", at=shanghai(2027, 3, 1, 9)).at == shanghai(2027, 3, 22, 17)


@pytest.mark.parametrize(
    ("phrase", "first", "then"),
    [
        ("每日15:30前", "2026-12-18 15:30", "2026-12-19 15:30"),
        ("每日", "2026-12-18 17:00", "2026-12-19 17:00"),
        ("每天", "2026-12-18 17:00", "2026-12-19 17:00"),
        ("每个工作日", "2026-12-18 17:00", "2026-12-21 17:00"),
        ("每周五", "2026-12-18 17:00", "2026-12-25 17:00"),
        ("每周一上午", "2026-12-21 12:00", "2026-12-28 12:00"),
        ("每周", "2026-12-18 17:00", "2026-12-25 17:00"),
        ("每月底", "2026-12-31 17:00", "2027-01-31 17:00"),
        ("每月5日前", "2027-01-05 17:00", "2027-02-05 17:00"),
        ("每季度", "2026-12-31 17:00", "2027-03-31 17:00"),
        ("每年", "2026-12-31 17:00", "2027-12-31 17:00"),
        ("上下学时段", "2026-12-18 17:00", "2026-12-21 17:00"),
    ],
)
def test_a_recurring_phrase_gives_a_rule(phrase: str, first: str, then: str) -> None:
    found = read(phrase)
    assert found.rule is not None and found.at is not None
    assert found.at.strftime("%Y-%m-%d %H:%M") == first
    following = found.rule.next_after(found.at + timedelta(seconds=1), CALENDAR)
    assert following is not None and following.strftime("%Y-%m-%d %H:%M") == then


def test_school_days_stop_in_the_break() -> None:
    rule = read("上下学时段", "daily").rule
    assert rule is not None
    assert rule.next_after(shanghai(2027, 2, 1, 9), CALENDAR) == shanghai(2027, 2, 22, 17)


def test_a_length_after_an_event_waits_for_the_event() -> None:
    found = read("5个工作日内", "on_event")
    assert found.at is None and found.within == Relative(work_days=5)
    assert found.within.after(shanghai(2026, 12, 25, 9), CALENDAR) == shanghai(2027, 1, 4, 17)
    assert read("接到报修后", "on_event").within is None


@pytest.mark.parametrize("phrase", ["限期", "定期", "滚动", "冬季", "另行通知", "", "   "])
def test_a_phrase_without_a_date_is_open_and_says_so(phrase: str) -> None:
    found = read(phrase)
    assert found.at is None and found.standing == "open" and str(found.reading)


def test_the_type_decides_when_the_words_do_not() -> None:
    assert read("假前那几天", "before_break").at == shanghai(2027, 1, 29, 17)
    assert read("重点时段", "daily").rule is not None
    assert read("从快", "immediately").standing == "assumed"


def test_two_dates_in_one_phrase_are_pointed_out() -> None:
    found = read("12月28日前、1月5日前各报一次")
    assert found.standing == "assumed" and "这句话里有 2 个日期，按第一个算" in map(str, found.assumes)


def test_today_after_hours_still_leaves_the_evening() -> None:
    found = read("当天", at=shanghai(2026, 12, 18, 18))
    assert found.at == shanghai(2026, 12, 19, 0) and not found.past


def test_a_naive_moment_and_an_unknown_type_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        resolve(None, "明天", calendar=CALENDAR, issued_at=datetime(2026, 12, 18))
    with pytest.raises(ValueError, match="unknown"):
        resolve("soon", "明天", calendar=CALENDAR, issued_at=ISSUED)


def test_a_calendar_tells_its_version_to_every_deadline() -> None:
    assert read("明天").calendar_version == "test"


WORDS = """
12月 28日 1月 29日 2月 前 之前 (含) 起 至 三个 工作日 5日 内 24小时 立即 放假 寒假 暑假 开学 后 一个月 每周 五 每月 底 每日 17:00 25:00
月底 本周 下周一 明天 2027年 年底 上旬 初六 除夕 元旦 春节 国庆 期间 第一周 第0天 0个月 九十九 〇 两 半 99月 学期 提前 不含 ， ( ) 一 周
"""
PIECES = st.sampled_from(WORDS.split())
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)).map(lambda m: m.replace(tzinfo=CITY))


@given(st.lists(PIECES, max_size=7).map("".join), st.sampled_from([None, *WHEN_TYPES]), moments)
def test_any_phrase_is_answered_and_nothing_past_goes_unflagged(phrase: str, when_type: str | None, at: datetime) -> None:
    found = read(phrase, when_type, at=at)
    assert found.standing in ("certain", "assumed", "unpublished", "open")
    assert found.past == (found.at is not None and found.at < at)
    assert all(str(n) for n in found.notes)
    if found.at is None:
        assert found.standing in ("open", "unpublished")
    if found.problem:
        assert found.at is None


@given(st.text(max_size=40), moments)
def test_no_text_breaks_it(phrase: str, at: datetime) -> None:
    assert str(read(phrase, at=at).reading)


@given(moments, st.integers(1, 60))
def test_more_workdays_are_never_sooner(at: datetime, count: int) -> None:
    one, more = read(f"{count}个工作日内", at=at).at, read(f"{count + 1}个工作日内", at=at).at
    assert one is not None and more is not None and at <= one + timedelta(hours=8) and one < more
    day = at.astimezone(CITY).date()
    assert CALENDAR.workdays_between(day, one.date()) == count


def test_months_are_clipped_at_their_end() -> None:
    from datetime import date

    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert add_months(date(2027, 1, 15), -1) == date(2026, 12, 15)


def test_a_school_without_the_citys_dates_reads_its_own() -> None:
    own = Term(2026, "autumn", AUTUMN.first_day, AUTUMN.last_day and AUTUMN.last_day - timedelta(days=7), standing="official")
    assert read("放假前", calendar=replace(CALENDAR, terms=(own, SPRING))).at == shanghai(2027, 1, 22, 17)


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
