"""The page of the board, as the persons of the cast see it; and what it says when it cannot know."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from anlan.kernel import clock, settings_store
from anlan.kernel.acting import acting
from anlan.oversight.board import queries, snapshot
from anlan.work.cases import actions
from tests import errand
from tests.cast import START
from tests.hazards.steps import report, step

pytestmark = pytest.mark.django_db
ERRANDS = (("green", "chen", "楼梯间堆了纸箱", -1.0), ("green", "chen", "门闭不上", 0.1), ("hill", "feng", "灶台漏气", 3.0))


@pytest.fixture
def errands(cast: Any) -> Any:
    """Late and due today at Green School, a major one at Hill School, nothing in the west."""
    errand.register()
    for school, who, title, days in ERRANDS:
        with acting(getattr(cast, who)):
            actions.open_case(
                "errand", cast.units[school], title=title, by=getattr(cast, who), at=START - timedelta(days=4), domain="fire",
                due_at=START + timedelta(days=days), level="major" if "灶" in title else "",
            )  # fmt: skip
    return cast


def see(cast: Any, who: str, at: Any = START, address: str = "/board/", **headers: str) -> Any:
    client = Client(headers={"accept-language": "zh-hans", **headers})
    client.force_login(cast.people[who], backend="anlan.registers.people.sign_in.NumberOrName")
    with clock.travel(at):
        return client.get(address)


def strip(text: str) -> list[str]:
    """The six figures as plain text."""
    whole = text.split('class="panel figs"')[1].split("</section>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in whole.split("<a ")[1:]]


def test_the_city_sees_what_is_late_and_where(errands: Any) -> None:
    snapshot.refresh(START)
    text = see(errands, "lin").content.decode()
    assert "1 件逾期，都在东汀区教育局" in text and "实时" in text
    figures = strip(text)
    assert [f.split("class")[0] for f in figures] and "未办结 3 件" in figures[0] and "今天到期 1 件" in figures[1]
    assert "逾期 1 件" in figures[2] and "重大隐患 1 处" in figures[3]


def test_every_number_opens_its_rows_and_as_many_as_it_says(errands: Any) -> None:
    snapshot.refresh(START)
    text = see(errands, "lin").content.decode()
    whole = text.split('class="panel figs"')[1].split("</section>")[0]
    doors = re.findall(r'<a href="([^"]+)".*?<b>(.*?)</b>', whole, re.S)
    for address, value in doors[:4]:
        rows = see(errands, "lin", address=address.replace("&amp;", "&")).content.decode()
        assert rows.count("<td><a href=") == int(value), address


def test_a_school_sees_its_own_board_and_no_other(errands: Any) -> None:
    snapshot.refresh(START)
    own = see(errands, "chen").content.decode()
    assert "未办结 2 件" in strip(own)[0] and "楼梯间堆了纸箱" in own and "灶台漏气" not in own
    for other in ("hill", "east", "city"):
        assert see(errands, "chen", address=f"/board/?unit={errands.units[other].unit_path}").status_code == 404
    assert see(errands, "wu").content.decode().count("楼梯间堆了纸箱") == 0


def test_a_teacher_has_no_board_and_no_entry_for_it(errands: Any) -> None:
    assert see(errands, "su").status_code == 403
    assert "本校一览" not in see(errands, "su", address="/inbox/").content.decode()
    assert "本校一览" in see(errands, "chen", address="/inbox/").content.decode()


def test_the_rows_of_a_neighbour_and_the_citys_sums_are_not_there_for_a_schools_raw_query(errands: Any) -> None:
    snapshot.refresh(START)
    with acting(errands.chen), connection.cursor() as cursor:
        for table in ("board_standing", "board_domain", "board_day", "board_heard", "board_sealed"):
            cursor.execute(f"select distinct unit_path from {table}")
            assert all(row[0].startswith(errands.units["green"].unit_path) for row in cursor.fetchall())
            cursor.execute(f"update {table} set unit_path = unit_path")
            assert cursor.rowcount == 0


def test_an_old_snapshot_says_unknown_with_since_when_and_never_zero(errands: Any) -> None:
    snapshot.refresh(START)
    text = see(errands, "lin", at=START + timedelta(minutes=5)).content.decode()
    assert "09:00 起没有新数据" in text and "实时" not in text
    for figure in strip(text)[:5]:
        assert "未知" in figure and not re.search(r"\b0 ?[件处所%]", figure)


def test_before_the_first_count_everything_is_unknown(errands: Any) -> None:
    text = see(errands, "lin").content.decode()
    assert "还没有数据" in text and all("未知" in f for f in strip(text)[:5])


@pytest.mark.parametrize(
    ("part", "figure"), [("standing", 0), ("days", 4), ("units", 5), ("domains", None), ("majors", None), ("stamp", 0)]
)
def test_a_part_that_cannot_be_read_is_unknown_and_the_rest_stands(
    errands: Any, monkeypatch: pytest.MonkeyPatch, part: str, figure: int | None
) -> None:
    snapshot.refresh(START)
    name = {"stamp": "counted_at"}.get(part, part)

    def too_long(*_args: Any, **_kwargs: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set local statement_timeout = '20ms'")
            cursor.execute("select pg_sleep(1)")

    monkeypatch.setattr(queries, name, too_long)
    response = see(errands, "lin")
    text = response.content.decode()
    assert response.status_code == 200 and "未知" in text
    if figure is not None:
        assert "未知" in strip(text)[figure]
    if part not in ("stamp", "units"):
        assert "各校状态" in text and '<svg class="map"' in text


def test_a_snapshot_table_that_is_gone_leaves_the_page_standing(errands: Any) -> None:
    snapshot.refresh(START)
    with connection.cursor() as cursor:
        cursor.execute("select 1 from board_day")
        settings_store.write(snapshot.STAMP, {"at": (START - timedelta(hours=2)).isoformat()})
    text = see(errands, "lin").content.decode()
    assert "07:00 起没有新数据" in text


def test_the_part_done_in_time_opens_what_was_done_in_these_thirty_days(errands: Any) -> None:
    old, new = START - timedelta(days=40), START - timedelta(days=2)
    for title, day in (("去年的", old), ("这个月的", new)):
        with acting(errands.chen):
            case = actions.open_case("errand", errands.units["green"], title=title, by=errands.chen, at=day, domain="fire")
            actions.advance(case, "finish", by=errands.chen, at=day, given={"note": "办了"})
        with acting(errands.lu):
            actions.advance(case, "confirm", by=errands.lu, at=day)
    aside = report(errands, at=new)
    step(errands, aside, "void", "lu", at=new, note="没有")
    snapshot.refresh(START)
    text = see(errands, "lu").content.decode()
    fifth = text.split('class="panel figs"')[1].split("</section>")[0].split("<a ")[5]
    assert "1 / 1 件" in fifth
    rows = see(errands, "lu", address=re.search(r'href="([^"]+)"', fifth)[1].replace("&amp;", "&")).content.decode()
    assert "这个月的" in rows and "去年的" not in rows and aside.case.title not in rows


def test_a_paused_clock_is_the_sixth_figure(errands: Any) -> None:
    snapshot.refresh(START)
    settings_store.write("engine.paused", "clock went back")
    sixth = strip(see(errands, "lin").content.decode())[5]
    assert "到期提醒" in sixth and "未知" in sixth


def test_schools_of_which_nothing_was_heard_are_unknown_on_the_map_and_in_the_list(errands: Any) -> None:
    snapshot.refresh(START)
    text = see(errands, "lin").content.decode()
    assert "听涛小学，7 天没有动静" in text and "青禾中学，1 件逾期" in text and "白鹭小学，重大隐患 1 处" in text
    rows = see(errands, "lin", address="/board/units/?show=silent").content.decode()
    assert "听涛小学" in rows and "青禾中学" not in rows


def test_the_list_of_schools_is_ordered_by_lateness(errands: Any) -> None:
    snapshot.refresh(START)
    rows = see(errands, "lin", address="/board/units/").content.decode()
    assert rows.index("青禾中学") < rows.index("白鹭小学")
    assert see(errands, "chen", address="/board/units/?unit=1.").status_code == 404


def test_htmx_gets_the_fragment_alone(errands: Any) -> None:
    snapshot.refresh(START)
    text = see(errands, "lin", **{"hx-request": "true"}).content.decode()
    assert text.startswith('<div class="bo"') and "<html" not in text


def test_a_stopped_place_stands_on_the_schools_board(errands: Any) -> None:
    from anlan.registers.places import actions as places

    with acting(errands.chen):
        places.control(errands.places["stair"], kind="stop", why="扶手断了", by=errands.chen, at=START)
    snapshot.refresh(START)
    text = see(errands, "chen").content.decode()
    assert "停用的地方 1 处" in strip(text)[5] and "扶手断了" in text


def test_nothing_ranks_units_by_what_they_found(errands: Any) -> None:
    snapshot.refresh(START)
    text = see(errands, "lin").content.decode()
    assert "逾期最多的学校" in text and "隐患最多" not in text
    assert text.split("逾期最多的学校")[1].split("</section>")[0].count("<li>") == 1


def test_somebody_with_several_units_goes_from_one_board_to_the_other(errands: Any) -> None:
    from anlan.kernel.actor import SYSTEM
    from anlan.registers.people import actions as people

    snapshot.refresh(START)
    assert "换单位看" not in see(errands, "feng").content.decode()
    people.give(errands.people["feng"], errands.posts["chen"], starts=START.date(), by=SYSTEM, at=START)
    own = errands.units["green"].unit_path
    text = see(errands, "feng", address=f"/board/?unit={own}").content.decode()
    assert "换单位看" in text and "楼梯间堆了纸箱" in text
    assert see(errands, "feng", address=f"/board/?unit={errands.units['tiny'].unit_path}").status_code == 404
