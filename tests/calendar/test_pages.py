"""The calendar's pages: what a school sees, what an officer changes, and what is refused with which words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.kernel.sheets import write_rows
from anlan.registers.calendar import forms, queries
from anlan.registers.calendar.models import Day, Term, Year
from tests.cast import Cast

HTMX = {"HX-Request": "true"}


def words(response: Any) -> str:
    return str(response.content.decode())


def test_a_school_sees_its_year_with_what_is_not_published_said_so(signed_in: Any) -> None:
    page = words(signed_in("chen").get("/calendar/"))
    assert "离寒假还有 47 天，1月30日放假" in page
    assert "2027 年调休还没公布，先不算调休" in page
    assert "放假日期尚未公布" in page and "待核实" in page
    assert page.count("<table") == 12
    assert "style=" not in page and "onclick" not in page


def test_phases_stand_there_in_words(signed_in: Any) -> None:
    page = words(signed_in("chen").get("/calendar/?year=2026"))
    for word in ("第一学期", "放假前", "寒假", "开学前后", "休", "班"):
        assert word in page


def test_the_page_speaks_english_whole(signed_in: Any) -> None:
    client = signed_in("chen")
    client.cookies["django_language"] = "en"
    main = words(client.get("/calendar/")).split("<main", 1)[1].split("</main>", 1)[0]
    rest = main
    for kept in ("青禾中学", "云汀市教育局", "三个工作日内", "寒假前一周", "1月29日17:00前", "放假前"):
        rest = rest.replace(kept, "")
    for year in Year.objects.all():
        rest = rest.replace(year.source, "")
    for term in Term.objects.all():
        rest = rest.replace(term.source, "")
    assert not [c for c in rest if "\u4e00" <= c <= "\u9fff"]


def test_a_phrase_is_answered_with_its_date_and_reading(signed_in: Any) -> None:
    client = signed_in("lin")
    page = words(client.get("/calendar/try/", {"phrase": "寒假前一周", "issued": "2026-12-18"}, headers=HTMX))
    assert "<html" not in page
    assert "1月29日" in page and "17:00" in page and "待核实" in page
    assert "“12月32日”不是日期" in words(client.get("/calendar/try/", {"phrase": "12月32日前", "issued": "2026-12-18"}, headers=HTMX))
    assert "2027 年调休还没公布" in words(client.get("/calendar/try/", {"phrase": "20个工作日内", "issued": "2026-12-18"}, headers=HTMX))
    assert client.get("/calendar/try/", {"phrase": "x" * 500, "issued": "nonsense"}, headers=HTMX).status_code == 200
    assert "<html" in words(client.get("/calendar/try/", {"phrase": "明天", "issued": "2026-12-18"}))


def test_what_is_typed_is_shown_as_text(signed_in: Any) -> None:
    page = words(signed_in("lin").get("/calendar/try/", {"phrase": "<script>{n}", "issued": "2026-12-18"}, headers=HTMX))
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_a_day_says_why(signed_in: Any) -> None:
    page = words(signed_in("su").get("/calendar/day/2026-10-10/", headers=HTMX))
    assert "国庆节调休，上班" in page and "改这一天" not in page
    assert signed_in("su").get("/calendar/day/2026-02-30/").status_code == 404
    assert signed_in("su").get("/calendar/day/2026-10-10/").status_code == 302


def test_the_city_changes_a_day_and_a_school_does_not(signed_in: Any) -> None:
    answer = signed_in("lin").post("/calendar/day/2027-02-20/", {"kind": "work", "name": "春节", "source": "试"})
    assert answer.status_code == 302
    assert queries.city_calendar().is_workday(date(2027, 2, 20))
    refused = signed_in("chen").post("/calendar/day/2027-02-20/", {"kind": "", "name": ""})
    assert refused.status_code == 403
    assert queries.city_calendar().is_workday(date(2027, 2, 20))


def test_a_school_sets_and_drops_its_own_term(signed_in: Any, cast: Cast) -> None:
    client, path = signed_in("chen"), cast.units["green"].unit_path
    facts = {"season": "autumn", "first_day": "2026-09-01", "last_day": "2027-01-26", "standing": "official", "source": "校历"}
    assert client.post(f"/calendar/term/?unit={path}&year=2026", facts).status_code == 302
    assert "离寒假还有 44 天" in words(client.get("/calendar/"))
    term = Term.objects.get(unit=cast.units["green"])
    assert signed_in("feng").post(f"/calendar/term/{term.pk}/drop/").status_code == 403
    assert client.post(f"/calendar/term/{term.pk}/drop/").status_code == 302
    assert not Term.objects.filter(unit=cast.units["green"]).exists()


def test_wrong_dates_come_back_beside_their_field_with_what_was_typed(signed_in: Any, cast: Cast) -> None:
    facts = {"season": "autumn", "first_day": "2026-09-01", "last_day": "2026-08-01", "standing": "official", "source": "我写的"}
    answer = signed_in("chen").post(f"/calendar/term/?unit={cast.units['green'].unit_path}", facts)
    assert answer.status_code == 409
    assert "最后一天要在第一天之后" in words(answer) and "我写的" in words(answer)
    assert not Term.objects.filter(unit=cast.units["green"]).exists()


@pytest.mark.parametrize("who", ["feng", "wu", "su", "xu"])
def test_nobody_else_opens_a_schools_form(signed_in: Any, cast: Cast, who: str) -> None:
    assert signed_in(who).get(f"/calendar/term/?unit={cast.units['green'].unit_path}").status_code == 403


def sheet(rows: list[dict[str, Any]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("days.xlsx", write_rows(forms.COLUMNS, rows, "days"))


def test_a_years_days_come_in_from_excel_and_go_out_again(signed_in: Any) -> None:
    client = signed_in("lin")
    rows = [{"date": date(2027, 2, 5), "kind": "off", "name": "春节"}, {"date": date(2027, 2, 20), "kind": "work", "name": "春节"}]
    facts = {"year": "2027", "published": "on", "source": "国办发明电", "file": sheet(rows)}
    assert client.post("/calendar/days/", facts).status_code == 302
    assert list(Day.objects.filter(date__year=2027).order_by("date").values("date", "kind", "name")) == rows
    assert "调休还没公布" not in words(client.get("/calendar/"))
    assert client.get("/calendar/days/2027.xlsx").content[:2] == b"PK"
    assert client.get("/calendar/days/template.xlsx").content[:2] == b"PK"


def test_a_sheet_with_a_bad_cell_changes_nothing_and_names_it(signed_in: Any) -> None:
    before = Day.objects.count()
    rows = [{"date": date(2027, 2, 5), "kind": "off", "name": "春节"}, {"date": None, "kind": "off", "name": "春节"}]
    answer = signed_in("lin").post("/calendar/days/", {"year": "2027", "file": sheet(rows)})
    assert answer.status_code == 409 and "日期" in words(answer)
    junk = SimpleUploadedFile("days.xlsx", b"not a sheet")
    assert signed_in("lin").post("/calendar/days/", {"year": "2027", "file": junk}).status_code == 409
    assert Day.objects.count() == before


def test_readings_are_seen_by_all_and_changed_by_the_city(signed_in: Any) -> None:
    assert "“立即”算几小时内" in words(signed_in("su").get("/calendar/readings/"))
    assert signed_in("su").get("/calendar/readings/prompt.立即/").status_code == 403
    assert signed_in("lin").post("/calendar/readings/prompt.立即/", {"value": "4", "source": "市局"}).status_code == 302
    assert queries.city_calendar().customs.prompt_hours["立即"] == 4
    assert signed_in("lin").post("/calendar/readings/prompt.立即/", {"value": "0"}).status_code == 409
    assert signed_in("lin").get("/calendar/readings/nothing/").status_code == 404


@pytest.mark.parametrize("path", ["/calendar/", "/calendar/try/", "/calendar/day/2026-10-10/", "/calendar/term/", "/calendar/days/"])
def test_nobody_is_sent_to_sign_in(cast: Cast, path: str) -> None:
    assert Client().get(path).status_code == 302


def test_strange_addresses_are_answered_calmly(signed_in: Any) -> None:
    client = signed_in("lin")
    for query in ("year=99999999999", "year=-1", "year=abc", "q=%25%27", "day="):
        assert client.get(f"/calendar/?{query}").status_code == 200
    for query in ("q=%00", "unit=%00"):
        assert client.get(f"/calendar/?{query}").status_code == 400
    for query in ("unit=9.9.9.", "day=2026-13-01", "unit='"):
        assert client.get(f"/calendar/?{query}").status_code == 404
