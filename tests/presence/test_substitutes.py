"""Lessons, leave, nights: who hears what cannot wait, who may act, and what stays as it was."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.clock import LOCAL
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox import sending
from anlan.kernel.outbox.actions import Telling, tell
from anlan.kernel.outbox.models import Delivery
from anlan.kernel.outbox.queries import told
from anlan.registers.presence import actions, rules
from anlan.registers.presence.models import Away
from anlan.registers.presence.rules import Span
from anlan.work.cases import actions as cases
from anlan.work.cases import queries as case_queries
from anlan.work.cases.models import Case, Party
from tests import errand
from tests.cast import START, Cast

HOUR = timedelta(hours=1)
LESSON = START + timedelta(minutes=10)  # Monday 9:10


def test_a_lesson_holds_in_its_hour_and_a_night_until_the_morning() -> None:
    lesson = Span(1, "lesson", None, weekday=1, from_time=time(8), to_time=time(9), starts_on=date(2026, 9, 1), ends_on=date(2027, 1, 22))
    monday = datetime(2026, 12, 14, 8, 30, tzinfo=LOCAL)
    assert rules.until(lesson, monday) == monday.replace(hour=9, minute=0)
    late, next_day, over = monday + HOUR, monday + timedelta(days=1), datetime(2027, 1, 25, 8, 30, tzinfo=LOCAL)
    assert not rules.until(lesson, late) and not rules.until(lesson, next_day) and not rules.until(lesson, over)
    assert not rules.until(lesson, monday, lessons=False)
    night = Span(1, "night", None, from_time=time(22), to_time=time(6, 30), starts_on=date(2026, 12, 14))
    morning = datetime(2026, 12, 15, 6, 30, tzinfo=LOCAL)
    assert rules.until(night, morning - 8 * HOUR) == rules.until(night, morning - HOUR) == morning
    assert not rules.until(night, morning) and not rules.until(night, morning - 25 * HOUR)  # the night before was not meant
    assert [rules.stands_in(away, 1) for away in ({1: 2}, {1: 2, 2: 3}, {1: None}, {1: 2, 2: 1})] == [2, 3, None, None]


pytestmark = pytest.mark.django_db


def lesson_of(cast: Cast, who: str, substitute: str = "") -> Away:
    person = cast.people[who]
    given: dict[str, Any] = {
        "weekday": 1,
        "from_time": time(9),
        "to_time": time(10),
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2027, 1, 20),
    }
    with acting(cast.actor(who)):
        return actions.lesson(person, **given, substitute=cast.people.get(substitute), by=cast.actor(who), at=START)


def told_of(cast: Cast, at: datetime, *, role: str = "safety", due: datetime | None = None, urgent: bool = False) -> dict[str, str]:
    """name -> in whose place, of everybody whom a message for a role of Green School reaches at `at`."""
    unit = cast.units["green"]
    before = set(Delivery.objects.values_list("pk", flat=True))
    tell([Telling(unit.pk, unit.unit_path, "case.turn", role=role, due_at=due, urgent=urgent, facts={"title": "一件事"})], at=at)
    sending.resolve(at)
    names = {p.pk: name for name, p in cast.people.items()}
    return {names[d.person_id]: d.for_name for d in Delivery.objects.filter(channel="page").exclude(pk__in=before)}


def test_what_cannot_wait_for_the_end_of_a_lesson_goes_to_the_substitute_and_what_can_waits(cast: Cast) -> None:
    lesson_of(cast, "chen", "liang")
    assert told_of(cast, LESSON, due=LESSON + timedelta(minutes=20)) == {"chen": "", "liang": "Chen"}
    assert told_of(cast, LESSON, due=LESSON + 5 * HOUR) == {"chen": ""}
    assert told_of(cast, LESSON + HOUR, due=LESSON + HOUR) == {"chen": ""}  # the lesson is over
    assert told_of(cast, LESSON, urgent=True) == {"chen": "", "liang": "Chen"}  # danger interrupts, and somebody is free as well
    mailed = Delivery.objects.filter(channel="mail")
    assert {d.person_id for d in mailed} == {cast.people["chen"].pk, cast.people["liang"].pk}
    first = told(cast.people["liang"].pk)[0].title
    assert first.startswith("代Chen：")


def test_without_a_substitute_it_climbs_past_everybody_who_is_away(cast: Cast) -> None:
    lesson_of(cast, "chen")
    due = LESSON + timedelta(minutes=20)
    assert told_of(cast, LESSON, due=due) == {"chen": "", "lu": "Chen"}
    with acting(cast.lu):
        actions.leave(cast.people["lu"], starts_at=START, ends_at=START + 9 * HOUR, by=cast.lu, at=START)
    assert told_of(cast, LESSON, due=due) == {"chen": "", "zhao": "Chen"}  # nobody else leads the school: its district


def test_the_substitute_finds_the_work_of_the_absent_and_may_do_it_until_they_are_back(cast: Cast, signed_in: Any) -> None:
    errand.register()
    with acting(cast.zhao):
        case = cases.open_case(
            "errand", cast.units["green"], title="关掉漏气的灶", by=cast.zhao, at=START, owner_id=cast.people["chen"].pk,
            due_at=LESSON + timedelta(minutes=20),
        )  # fmt: skip
    lesson_of(cast, "chen", "su")  # Su sees only cases that name her
    sending.resolve(LESSON)
    assert Party.objects.filter(case=case, person_id=cast.people["su"].pk, part="substitute").exists()
    su = cast.actor("su", LESSON)
    assert su.stands_for == ((cast.people["chen"].pk, "Chen"),) and su.post and su.post.for_name == ""
    with acting(su):
        assert [c.pk for c in case_queries.waiting(su)] == [case.pk]
    assert cast.actor("su", LESSON + HOUR).stands_for == ()
    with acting(cast.actor("su", LESSON + HOUR)), pytest.raises((NotYours, Refused, Case.DoesNotExist)):
        cases.advance(case.pk, "finish", by=cast.actor("su", LESSON + HOUR), at=LESSON + HOUR, given={"note": "关了"})
    page = signed_in("su").get("/inbox/").content.decode()  # 9:00: the lesson has begun
    assert "关掉漏气的灶" in page and "代Chen" in page
    page = signed_in("zhao").get(f"/cases/{case.pk}/").content.decode()
    assert "Chen上课" in page and "急事找Su" in page
    with acting(su):
        assert cases.advance(case.pk, "finish", by=su, at=LESSON, given={"note": "关了阀门"}).state == "done"
    assert Party.objects.filter(case=case, person_id=cast.people["su"].pk, part="finish").exists()


def test_everybody_says_it_of_themselves_and_the_house_of_its_own_and_nobody_of_others(cast: Cast) -> None:
    when = {"starts_at": START, "ends_at": START + 9 * HOUR}
    with acting(cast.liang), pytest.raises(NotYours):
        actions.leave(cast.people["chen"], **when, by=cast.liang, at=START)
    with acting(cast.chen):
        with pytest.raises(Refused):
            actions.leave(cast.people["chen"], **when, substitute=cast.people["feng"], by=cast.chen, at=START)
        row = actions.leave(cast.people["chen"], **when, substitute=cast.people["liang"], by=cast.chen, at=START)
        with pytest.raises(Refused):
            actions.leave(cast.people["chen"], **when, by=cast.chen, at=START)
    with acting(cast.feng):
        assert not Away.objects.exists()
    assert actions.forget(START + timedelta(days=20)) == 0  # a month later nothing of it is kept
    with acting(cast.lu):  # the head keeps the accounts
        actions.take_away(row, by=cast.lu, at=START)
        again = actions.leave(cast.people["chen"], **when, by=cast.lu, at=START)
    assert actions.forget(START + timedelta(days=40)) == 1 and not Away.objects.filter(pk=again.pk).exists()


def test_what_is_sealed_is_told_to_no_substitute(cast: Cast) -> None:
    errand.register()
    case = cases.open_case("errand", cast.units["green"], title="保密的事", by=SYSTEM, at=START, due_at=LESSON + timedelta(minutes=5))
    Case.objects.filter(pk=case.pk).update(sealed=True)
    lesson_of(cast, "chen", "liang")
    sending.resolve(LESSON)
    assert not Delivery.objects.exclude(for_name="").exists()


def sheet(rows: list[list[Any]]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("课表.xlsx", buffer.getvalue())


def test_the_pages_and_the_sheet_of_a_school(cast: Cast, signed_in: Any) -> None:
    chen, su = signed_in("chen"), signed_in("su")
    assert su.get("/times/").status_code == 200 and su.get("/times/unit/").status_code == 403
    given = {"starts_at": "2026-12-15T08:00", "ends_at": "2026-12-15T17:00", "substitute": cast.people["liang"].pk}
    assert su.post("/times/leave/", given).status_code == 302
    row = Away.objects.get()
    assert (row.starts_at, row.substitute_id) == (datetime(2026, 12, 15, 0, tzinfo=row.starts_at.tzinfo), cast.people["liang"].pk)
    assert su.post("/times/nights/", {"from_time": "22:00", "to_time": "06:30"}).status_code == 302
    assert "Liang" in chen.get("/times/unit/").content.decode()
    assert signed_in("feng").post(f"/times/{row.pk}/drop/", {"sure": "1"}).status_code == 404
    head = ["工号", "姓名", "星期", "上课", "下课", "从哪天起", "到哪天止", "代的人（工号）"]
    good = ["su", "Su", "星期一", time(9), time(9, 45), date(2026, 9, 1), date(2027, 1, 20), "liang"]
    bad = ["feng", "", "星期二", time(10), time(9), date(2026, 9, 1), date(2027, 1, 20), ""]
    wrong = chen.post("/times/import/", {"file": sheet([head, good, bad])})
    assert wrong.status_code == 409 and "没有这个工号的人" in wrong.content.decode() and not Away.objects.filter(kind="lesson").exists()
    for _again in range(2):  # the same sheet twice is the same timetable
        assert chen.post("/times/import/", {"file": sheet([head, good])}).status_code == 302
    assert Away.objects.filter(kind="lesson").count() == 1
    assert chen.get("/times/lessons.xlsx").content[:2] == b"PK"
    assert [r["kind"] for r in su.get("/api/times").json()] == ["leave", "lesson", "night"]
    assert [(r["kind"], r["substitute_id"]) for r in chen.get("/api/times/now").json()] == [("lesson", cast.people["liang"].pk)]
    assert su.get("/api/times/now").json() == []
    assert su.post(f"/times/{row.pk}/drop/").status_code == 302 and Away.objects.filter(pk=row.pk).exists()  # an empty form
    assert su.post(f"/times/{row.pk}/drop/", {"sure": "1"}).status_code == 302 and not Away.objects.filter(kind="leave").exists()
