"""Time phrases: which words say when, of what kind, and which day they name."""

from datetime import date

import pytest

from anlan.work.notices.reading.times import iso_date, own_time

ISSUED = date(2024, 11, 1)


@pytest.mark.parametrize(
    ("clause", "kind", "phrase", "day"),
    [
        ("请于12月28日前报送", "by_date", "12月28日前", "2024-12-28"),
        ("请于11月30日下班前将总结报局", "by_date", "11月30日下班前", "2024-11-30"),
        ("12月26日（周四）16:00前通过系统报送", "by_date", "12月26日（周四）16:00前", "2024-12-26"),
        ("11月9日各校同上一节消防课", "by_date", "11月9日", "2024-11-09"),
        ("截至6月30日完成改造", "by_date", "截至6月30日", "2025-06-30"),
        ("最迟不超过8月20日", "by_date", "最迟不超过8月20日", "2025-08-20"),
        ("次月5日前上报", "by_date", "次月5日前", "2024-12-05"),
        ("本月25日前上报", "by_date", "本月25日前", "2024-11-25"),
        ("即日起至12月31日开展整治", "by_date", "即日起至12月31日", "2024-12-31"),
        ("2月30日前上报", "by_date", "2月30日前", None),
        ("今晚20时前通知到每位家长", "by_date", "今晚20时前", None),
        ("28日、29日全市停课", "during_period", "28日、29日", None),
        ("27日夜间安排专人巡查", "during_period", "27日夜间", None),
        ("主汛期严格执行值班制度", "during_period", "主汛期", None),
        ("每晚熄灯后巡查一遍", "daily", "每晚熄灯后", None),
        ("午间、放学后组织巡逻", "daily", "午间、放学后", None),
        ("假期每日17:00前零报告", "daily", "每日17:00前", None),
        ("汛期严格执行24小时值班制度", "during_period", "汛期", None),
        ("每学期至少召开两次会议", "periodic", "每学期", None),
        ("双休日组织教师到水域巡查", "periodic", "双休日", None),
        ("学生周末集中返家", None, None, None),
        ("一个月内完成整改", "on_event", "一个月内", None),
        ("考前对考生进行教育", "on_event", "考前", None),
        ("演练前一天检查楼梯", "on_event", "演练前一天", None),
        ("遇有突发事件，立即启动预案", "on_event", "遇有突发事件", None),
        ("卸货时双人过秤", "on_event", "卸货时", None),
        ("台风来临前要加固门窗", "on_event", "台风来临前", None),
        ("大雾天气，校车停运", "on_event", "大雾天气", None),
        ("看到学生翻越护栏的，教师要制止", "on_event", "看到学生翻越护栏的", None),
        ("库存超过50公斤的，必须上报", None, None, None),
        ("值班员每小时巡查一次", "daily", "每小时", None),
        ("开学第一周内完成登记", "around_term_start", "开学第一周内", None),
        ("11月集中开展一次检查", "by_date", "11月", None),
        ("11月12日把名单交给班主任", "by_date", "11月12日", "2024-11-12"),
        ("对不定期抽查发现的问题要改", None, None, None),
        ("并于20分钟内报告教育局", "on_event", "20分钟内", None),
        ("新学期第一节实验课须安排安全教育", "around_term_start", "新学期第一节实验课", None),
    ],
)
def test_a_clause_says_when(clause: str, kind: str | None, phrase: str | None, day: str | None) -> None:
    found = own_time(clause)
    if kind is None:
        assert found is None
        return
    assert found
    assert (found.type, found.phrase, iso_date(found, ISSUED)) == (kind, phrase, day)


def test_a_day_long_before_the_notice_lies_in_the_next_year() -> None:
    found = own_time("1月10日前报送")
    assert found
    assert iso_date(found, date(2024, 12, 20)) == "2025-01-10"
    assert iso_date(found, None) is None
