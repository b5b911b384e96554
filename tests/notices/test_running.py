"""How a line runs: by a date, again and again, whenever something happens, all the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.errors import Refused
from anlan.work.cases.models import Case
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Notice, Obligation, Proof, Task
from anlan.work.notices.rules import way_of
from anlan.work.notices.screens import words
from tests.cast import START
from tests.notices.paper import imported, line, looked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HEAD = "各区教育局，各学校：\n"
MIXED = HEAD + (
    "  一、各校每周五前检查校门一键报警装置，检查情况记入台账。\n"
    "  二、一旦发生学生受伤，各校启动应急预案。\n"
    "  三、门卫室落实24小时值班。\n"
    "  四、各校立即清点灭火器，做好登记。\n"
    "  五、各校2027年1月8日前报送总结。\n"
)
FRIDAYS = [datetime(2026, 12, 18, 9, tzinfo=UTC) + 7 * n * DAY for n in range(3)]  # 17:00 in the city: 18 and 25 December, 1 January


@pytest.mark.parametrize(
    ("read", "way"),
    [
        (("on_event", "发生事故的1小时内", "发生事故的1小时内报告"), "occasion"),
        (("immediately", "立即", "重大隐患立即报告市局"), "occasion"),
        (("immediately", "当场", "能解决的当场解决"), "occasion"),
        (("immediately", "立即", "各校立即清点灭火器"), "once"),
        (("daily", "24小时", "关键岗位24小时值班"), "standing"),
        (("continuous", "长期", "长期坚持"), "standing"),
        (("periodic", "定期", "定期检查"), "standing"),
        (("none", "", "一旦发生险情启动预案"), "occasion"),
        (("none", "", "检查实验室台账"), "once"),
    ],
)
def test_the_words_say_how_a_line_runs(read: tuple[str, str, str], way: str) -> None:
    assert way_of(*read) == way


def test_a_rhythm_is_recurring_but_what_is_done_at_every_meal_is_not_asked_for_at_every_meal() -> None:
    assert way_of("periodic", "每周五前", "每周五前检查", unit="week", dated=True) == "recurring"
    assert way_of("periodic", "每月25日前", "每月25日前报送", unit="month", dated=True) == "recurring"
    assert way_of("daily", "每日15:30前", "每日15:30前报送", unit="day", dated=True) == "recurring"
    assert way_of("daily", "每餐", "每餐留样", unit="day", dated=True) == "standing"
    assert way_of("daily", "每两小时", "每两小时巡查", unit="minute", dated=True) == "standing"
    assert way_of("none", "", "严禁学生上冰", deontic="must_not") == "standing"


def mixed(cast: Any) -> dict[str, Obligation]:
    """By the words of each line."""
    notice = imported(cast, MIXED)
    rows = {row.text: row for row in notice.obligations.exclude(state="dropped").select_related("notice")}
    return {key: next(row for text, row in rows.items() if key in text) for key in ("周五", "应急预案", "24小时", "立即", "总结")}


def sent_out(cast: Any, rows: dict[str, Obligation]) -> Notice:
    notice = rows["周五"].notice
    with acting(cast.lin):
        for row in rows.values():
            actions.edit(row, by=cast.lin, at=START, addressees={"kinds": ["school"]})
            actions.confirm(row, by=cast.lin, at=START)
        for row in notice.obligations.exclude(state__in=["confirmed", "dropped"]):
            actions.drop(row, by=cast.lin, at=START)
        return actions.dispatch_now(notice, by=cast.lin, at=START)


def test_only_what_is_due_once_is_asked_for_a_date(cast):
    rows = mixed(cast)
    assert {key: row.way for key, row in rows.items()} == {
        "周五": "recurring", "应急预案": "occasion", "24小时": "standing", "立即": "once", "总结": "once",
    }  # fmt: skip
    assert not any({"date", "date_past"} & set(row.look_why) for row in rows.values())
    assert (rows["应急预案"].proof, rows["24小时"].rule) == ("declared", "doubt")
    assert [words.due_words(rows[key], START) for key in ("周五", "应急预案", "24小时", "立即")] == ["每周五", "随发现随办", "长期", "立即"]
    with acting(cast.lin):
        actions.date_rest(rows["周五"].notice, START + 9 * DAY, by=cast.lin, at=START)
    for key in ("周五", "应急预案", "24小时"):
        rows[key].refresh_from_db()
        assert rows[key].due_at is None and not rows[key].due_fixed


def test_they_end_with_the_notice_and_at_once_is_not_before_the_receipt(cast):
    rows = mixed(cast)
    notice = sent_out(cast, rows)
    tasks = {t.obligation_id: t for t in Task.objects.filter(notice=notice, unit_path=cast.units["green"].unit_path)}
    end = datetime(2027, 1, 8, 9, tzinfo=UTC)
    limits = {key: tasks[row.pk].limit_at for key, row in rows.items()}
    assert limits["应急预案"] == limits["24小时"] == limits["总结"] == end
    assert limits["立即"] == tasks[rows["立即"].pk].receipt_by > START + DAY
    assert (limits["周五"], tasks[rows["周五"].pk].until) == (FRIDAYS[0], end)  # the last Friday is the last day of the notice


def test_without_any_date_they_end_with_the_receipt_or_on_the_day_the_officer_says(cast):
    notice = imported(cast, HEAD + "  一、一旦发生学生受伤，各校启动应急预案。\n")
    with acting(cast.lin):
        plan = queries.plan_of(notice, at=START)
        green = cast.units["green"].pk
        (row,) = plan.obligations
        assert plan.dues[row.pk][green].at == plan.receipts[green]
        actions.describe(notice, number="", title="通知", issued_on=None, ends_on=date(2027, 2, 26), by=cast.lin, at=START)
        notice.refresh_from_db()
        assert queries.plan_of(notice, at=START).dues[row.pk][green].at == datetime(2027, 2, 26, 9, tzinfo=UTC)


def test_a_recurring_line_asks_again_until_its_last_time_and_keeps_every_record(cast):
    rows = mixed(cast)
    notice = sent_out(cast, rows)
    task = Task.objects.get(notice=notice, obligation=rows["周五"], unit_path=cast.units["green"].unit_path)
    times, at = [], START + DAY
    for _time in range(6):
        case = Case.objects.get(pk=task.pk)
        if case.state not in ("sent", "doing"):
            break
        times.append(case.limit_at)
        at = case.limit_at - HOUR
        with acting(cast.chen):
            actions.submit(case.pk, by=cast.chen, at=at, note=f"第 {len(times)} 次查过")
    assert times == [FRIDAYS[0] + 7 * n * DAY for n in range(len(times))] and len(times) == 4
    assert Case.objects.get(pk=task.pk).state == "submitted" and Proof.objects.filter(case_id=task.pk).count() == 4
    assert not Case.objects.get(pk=task.pk).was_late


def test_a_time_that_was_missed_is_late_and_the_next_is_the_next(cast):
    rows = mixed(cast)
    notice = sent_out(cast, rows)
    task = Task.objects.get(notice=notice, obligation=rows["周五"], unit_path=cast.units["green"].unit_path)
    with acting(cast.chen):
        case = actions.submit(task.pk, by=cast.chen, at=FRIDAYS[1] + HOUR, note="查过")
    assert (case.state, case.limit_at, case.was_late) == ("doing", FRIDAYS[2], True)
    with acting(cast.chen):
        case = actions.submit(task.pk, by=cast.chen, at=FRIDAYS[2] + 30 * DAY, note="查过")
    assert case.state == "submitted"  # after the last time there is nothing to be asked again


def test_what_was_handed_in_time_by_time_is_confirmed_by_another(cast):
    rows = mixed(cast)
    with acting(cast.lin):
        actions.edit(rows["周五"], rule="each", by=cast.lin, at=START)
    notice = sent_out(cast, rows)
    case = line(notice, cast, "green", 0)
    with acting(cast.chen):
        found = queries.dossier(case.bundle_id, cast.chen, at=START)
        assert "round" in found["lines"][0]["may"] and "submit" not in found["lines"][0]["may"]
        actions.submit(case.pk, by=cast.chen, at=START + HOUR, note="查过")
        actions.submit(case.pk, by=cast.chen, at=FRIDAYS[2] + 7 * DAY, note="最后一次")
    looked(cast, case, "zhao", FRIDAYS[2] + 8 * DAY)
    with acting(cast.zhao):
        assert actions.verify_line(case.pk, by=cast.zhao, at=FRIDAYS[2] + 8 * DAY).state == "verified"


def test_an_officer_says_otherwise_and_it_can_be_undone(cast):
    row = mixed(cast)["24小时"]
    with acting(cast.lin):
        once = actions.edit(row, way="once", by=cast.lin, at=START)
        assert once.way == "once" and "date" in once.look_why
        with pytest.raises(Refused):
            actions.edit(row, way="sometimes", by=cast.lin, at=START)
        actions.undo(row.notice, by=cast.lin, at=START)
        row.refresh_from_db()
        assert row.way == "standing" and "date" not in row.look_why


def test_an_assumed_date_is_looked_at_before_it_is_confirmed(cast):
    notice = imported(cast, HEAD + "  一、各校每周检查一次校门一键报警装置，登记在册。\n  二、各校12月28日前检查灭火器，登记在册。\n")
    assumed, sure = notice.obligations.order_by("order")
    assert assumed.standing == "assumed" and assumed.look_why == ["assumed"] and assumed.state == "look"
    with acting(cast.lin):
        assert actions.confirm_all(notice, by=cast.lin, at=START) == 1
        assumed.refresh_from_db()
        assert assumed.state == "look"
        assert actions.confirm(assumed, by=cast.lin, at=START).state == "confirmed"
    sure.refresh_from_db()
    assert sure.state == "confirmed"
