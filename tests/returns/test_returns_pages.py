"""The pages of returns in the browser's shoes: designing, filling in, following, asking back; and the API."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.kernel.clock import travel
from anlan.kernel.sheets import XLSX
from anlan.work.returns.models import Doubt, Round, Sheet
from anlan.work.returns.rules import load
from tests.cast import START
from tests.returns.making import GOOD, HOUR, drafted, fill, first_row, hand, handed, keep, sent, sheet

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def browse(cast):
    """browse("chen") -> a client signed in as that person, at START."""

    def sign_in(name):
        client = Client()
        client.force_login(cast.people[name], backend="anlan.registers.people.sign_in.NumberOrName")
        return client

    with travel(START):
        yield sign_in


def text(answer):
    return answer.content.decode()


def xlsx(rows, name="表.xlsx"):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type=XLSX)


def posted(round_, **more):
    """What the designer's page sends of a draft as it stands."""
    sent_ = {"title": round_.title, "note": "", "many": "0", "due": "2026-12-14T11:30", "kinds": ["school"], "key": [], "do": "save"}
    for f in load(round_.fields):
        sent_["key"].append(f.key)
        sent_ |= {f"title-{f.key}": f.title, f"kind-{f.key}": f.kind, f"source-{f.key}": f.source}
        if f.required:
            sent_[f"required-{f.key}"] = "on"
        if f.sum_of:
            sent_[f"sum-{f.key}"] = list(f.sum_of)
    return {**sent_, **more}


def test_an_officer_makes_a_form_from_a_sheet_and_sends_it(cast, browse):
    client = browse("lin")
    sheet_ = xlsx([["消防器材统计表"], ["学校", "在校生数", "灭火器数", "消火栓数", "合计"], ["甲校", 600, 3, 4, 7]])
    answer = client.post("/returns/new/", {"file": sheet_, "title": ""})
    round_ = Round.objects.get()
    assert answer.url == f"/returns/{round_.pk}/design/" and round_.title == "消防器材统计表"
    page = text(client.get(answer.url))
    assert "已知：学生数" in page and "2 列相加" in page and "每个单位填 2 格" in page and "发给 4 个单位" in page
    assert client.post(answer.url, posted(round_, do="send")).url == f"/returns/{round_.pk}/"
    round_.refresh_from_db()
    assert round_.state == "open" and Sheet.objects.filter(round=round_).count() == 4


def test_a_blank_form_gets_columns_one_by_one(cast, browse):
    client = browse("zhao")
    url = client.post("/returns/new/", {"title": "值班表"}).url
    round_ = Round.objects.get()
    more = {"title-c1": "值班人数", "kind-c1": "integer", "required-c1": "on", "do": "add"}
    assert client.post(url, posted(round_, **more)).url.endswith("#col-c2")
    round_.refresh_from_db()
    more |= {"key": ["c1", "c2"], "title-c2": "带班领导", "kind-c2": "text", "source-c2": "people.head", "do": "up-c2"}
    client.post(url, posted(round_, **more))
    round_.refresh_from_db()
    assert [(f.key, f.title) for f in load(round_.fields)] == [("c2", "带班领导"), ("c1", "值班人数")]
    client.post(url, posted(round_, key=["c2", "c1"], **{"title-c2": "x", "title-c1": "y", "do": "drop-c2"}))
    client.post(url, posted(round_, key=["c1"], **{"title-c1": "y", "kind-c1": "integer", "do": "add"}))
    round_.refresh_from_db()
    assert [f.key for f in load(round_.fields)] == ["c1", "c3"]  # c2 is never used again


def test_sending_a_form_with_something_missing_keeps_what_was_typed_and_says_what(cast, browse):
    round_ = drafted(cast)
    answer = browse("lin").post(f"/returns/{round_.pk}/design/", posted(round_, do="send", due="", title="改过的名字"))
    round_.refresh_from_db()
    assert "几点几分前报" in text(answer) and round_.title == "改过的名字" and round_.state == "draft"


def test_two_officers_at_one_draft_do_not_write_over_each_other(cast, browse):
    round_ = drafted(cast)
    seen = str(round_.version)
    browse("gu").post(f"/returns/{round_.pk}/design/", posted(round_, seen=seen, title="甲改的"))
    answer = browse("lin").post(f"/returns/{round_.pk}/design/", posted(round_, seen=seen, title="乙改的"))
    round_.refresh_from_db()
    assert answer.status_code == 409 and round_.title == "甲改的"


def test_a_cell_keeps_itself_and_the_foot_says_what_is_left(cast, browse):
    round_ = sent(cast)
    row, client = first_row(round_, cast, "green"), browse("chen")
    page = text(client.get(f"/returns/sheets/{row.case_id}/"))
    assert "已知的 1 格，不用填" in page and "还有 4 格" in page and "零报告" in page
    kept = text(client.post(f"/returns/sheets/{row.case_id}/cell/", {"row": row.pk, "key": "c2", "value": "１８"}, **HX))
    assert 'value="18"' in kept and "还有 3 格" in kept and 'hx-swap-oob="true"' in kept and "灭火器数" in kept
    bad = client.post(f"/returns/sheets/{row.case_id}/cell/", {"row": row.pk, "key": "c2", "value": "十八"}, **HX)
    assert bad.status_code == 409 and "不是整数" in text(bad) and 'value="十八"' in text(bad)
    assert first_row(round_, cast, "green").values["c2"] == 18


def test_an_odd_value_is_questioned_at_the_cell_and_kept_with_a_reason(cast, browse):
    round_ = sent(cast)
    row, client = first_row(round_, cast, "green"), browse("chen")
    for key, value in (GOOD | {"c2": "900"}).items():
        answer = client.post(f"/returns/sheets/{row.case_id}/cell/", {"row": row.pk, "key": key, "value": value}, **HX)
    asked = text(client.get(f"/returns/sheets/{row.case_id}/"))
    assert answer.status_code == 200 and "一般在 0 到 500 之间" in asked
    stopped = client.post(f"/returns/sheets/{row.case_id}/hand-in/")
    assert stopped.status_code == 200 and "还差 1 处" in text(stopped)
    doubt = Doubt.objects.get()
    client.post(f"/returns/sheets/{row.case_id}/doubts/{doubt.pk}/keep/", {"why": "三个校区合在一起"})
    assert client.post(f"/returns/sheets/{row.case_id}/hand-in/").status_code == 302
    assert "由" not in sheet(round_, cast, "green").state and sheet(round_, cast, "green").state == "handed"


def test_a_zero_return_is_one_tap(cast, browse):
    round_ = sent(cast)
    pk = sheet(round_, cast, "tiny").pk
    done = browse("tiny").post(f"/returns/sheets/{pk}/hand-in/", {"nothing": "1"}, **HX)
    assert done.status_code == 200 and "报上了" in text(done) and sheet(round_, cast, "tiny").nothing


def test_the_inbox_leads_straight_to_the_table(cast, browse):
    round_ = sent(cast)
    page = text(browse("chen").get("/inbox/"))
    assert f"/returns/sheets/{sheet(round_, cast, 'green').pk}/" in page and "去填" in page
    case_page = text(browse("chen").get(f"/cases/{sheet(round_, cast, 'green').pk}/"))
    assert "打开表填" in case_page and "没填" in case_page


def test_the_rollup_fills_while_schools_answer(cast, browse):
    round_ = sent(cast)
    client = browse("lin")
    handed(round_, cast, "green", "chen")
    page = text(client.get(f"/returns/{round_.pk}/"))
    assert "东汀区教育局" in page and 'data-live="returns cases"' in page and "1/3" in page
    opened = text(client.get(f"/returns/{round_.pk}/?open={cast.units['east'].unit_path}"))
    assert "青禾中学" in opened and "听涛小学" not in opened
    assert "初中" in text(client.get(f"/returns/{round_.pk}/?by=kind"))
    fragment = text(client.get(f"/returns/{round_.pk}/", **HX))
    assert "<html" not in fragment and 'id="round"' in fragment


def test_the_words_for_the_group_name_only_who_is_missing(cast, browse):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    page = text(browse("lin").get(f"/returns/{round_.pk}/missing/"))
    assert "白鹭小学" in page and "青禾中学" not in page and "还有 3 个单位没报" in page and "11:30 前报" in page


def test_a_district_sees_its_own_part_and_a_school_is_led_to_its_table(cast, browse):
    round_ = sent(cast)
    assert "西汀区教育局" not in text(browse("zhao").get(f"/returns/{round_.pk}/"))
    assert browse("chen").get(f"/returns/{round_.pk}/").url == f"/returns/sheets/{sheet(round_, cast, 'green').pk}/"
    only = sent(cast, to={"units": [cast.units["green"].pk]})
    assert browse("feng").get(f"/returns/{only.pk}/").status_code == 404
    assert browse("feng").get(f"/returns/sheets/{sheet(only, cast, 'green').pk}/").status_code == 404


def test_doubtful_cells_are_asked_back_in_one_tap_and_twins_are_named_to_the_office_alone(cast, browse):
    round_ = sent(cast)
    copy = {"c2": "37", "c3": "4", "c4": "2026-10-08", "c5": "是", "c6": "安汀消防"}
    handed(round_, cast, "hill", "feng", copy)
    fill(round_, cast, "green", "chen", copy)
    problem = hand(round_, cast, "green", "chen")[0]
    asked = text(browse("chen").get(f"/returns/sheets/{sheet(round_, cast, 'green').pk}/"))
    assert "和别的单位报的一模一样" in asked and "白鹭" not in asked
    keep(round_, cast, "green", "chen", problem.doubt_id, "同一家公司统一配的")
    assert hand(round_, cast, "green", "chen") == []
    client = browse("lin")
    page = text(client.get(f"/returns/{round_.pk}/doubts/"))
    assert "问一下这 1 格" in page and "白鹭小学" in page and "同一家公司统一配的" in page
    assert client.post(f"/returns/{round_.pk}/ask/", {"note": "再核一下"}).status_code == 302
    assert sheet(round_, cast, "green").state == "questioned" and sheet(round_, cast, "hill").state == "handed"
    back = text(browse("chen").get(f"/returns/sheets/{sheet(round_, cast, 'green').pk}/"))
    assert "再核一下" in back and "1 处要答" in back and "白鹭" not in back
    assert client.post(f"/returns/{round_.pk}/ask/").status_code == 409  # nothing is left to ask about


def test_corrections_are_shown_with_old_and_new(cast, browse):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    row, client = first_row(round_, cast, "green"), browse("chen")
    assert client.post(f"/returns/sheets/{row.case_id}/cell/", {"row": row.pk, "key": "c2", "value": "24"}).status_code == 409
    client.post(f"/returns/sheets/{row.case_id}/cell/", {"row": row.pk, "key": "c2", "value": "24", "why": "漏数了四楼"})
    page = text(client.get(f"/returns/sheets/{row.case_id}/"))
    assert "20 → 24" in page and "漏数了四楼" in page and "更正过的" in page


def test_the_frozen_page_shows_the_signature_and_that_it_still_holds(cast, browse):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    client = browse("lin")
    assert client.post(f"/returns/{round_.pk}/freeze/").status_code == 409
    assert client.post(f"/returns/{round_.pk}/freeze/", {"seen": "1"}).status_code == 302
    page = text(client.get(f"/returns/{round_.pk}/"))
    assert "安全处干部 Lin" in page and "和签字时一致" in page and "1 个单位已报，3 个没报" in page


def test_withdrawing_asks_for_a_reason(cast, browse):
    round_ = sent(cast)
    client = browse("lin")
    assert client.post(f"/returns/{round_.pk}/withdraw/", {"why": ""}).status_code == 409
    assert client.post(f"/returns/{round_.pk}/withdraw/", {"why": "发错了"}).status_code == 302
    assert "发错了" in text(browse("chen").get(f"/returns/sheets/{sheet(round_, cast, 'green').pk}/"))


def test_sent_again_both_times_are_compared_unit_by_unit(cast, browse):
    first = sent(cast)
    handed(first, cast, "green", "chen")
    client = browse("lin")
    url = client.post(f"/returns/{first.pk}/again/").url
    second = Round.objects.exclude(pk=first.pk).get()
    client.post(url, posted(second, do="send"))
    assert "上次 20" in text(browse("chen").get(f"/returns/sheets/{sheet(second, cast, 'green').pk}/"))
    handed(second, cast, "green", "chen", {**GOOD, "c2": "26"})
    page = text(client.get(f"/returns/{second.pk}/compare/?column=c2"))
    assert ("+6" in page and "青禾中学" in page and "还没有别的次" in text(client.get(f"/returns/{first.pk}/compare/"))) or "+6" in page


def test_a_grid_takes_a_block_pasted_from_excel_or_names_every_bad_cell(cast, browse):
    round_ = sent(cast)
    client = browse("zhao")
    assert "白鹭小学" in text(client.get(f"/returns/{round_.pk}/grid/"))
    first = Sheet.objects.filter(round=round_, unit_path__startswith=cast.units["east"].unit_path).order_by("unit_path")[0]
    block = {"case": first.pk, "key": "c2", "text": "20\t1\n３０\t2\n"}
    assert "存了 4 格" in text(client.post(f"/returns/{round_.pk}/grid/cells/", block, **HX))
    bad = client.post(f"/returns/{round_.pk}/grid/cells/", {**block, "text": "21\t甲\n31\t乙"}, **HX)
    assert bad.status_code == 409 and text(bad).count("不是整数") == 2
    assert {r.values.get("c2") for r in (first_row(round_, cast, "green"), first_row(round_, cast, "hill"))} == {20, 30}
    over = client.post(f"/returns/{round_.pk}/grid/cells/", {**block, "text": "\n".join("1" * 40)}, **HX)
    assert over.status_code == 409 and "贴的内容比格子多" in text(over)
    assert "没有要代填的单位" in text(browse("wu").get(f"/returns/{round_.pk}/grid/?open={cast.units['east'].unit_path}"))


def test_complete_rows_of_the_grid_are_handed_in_together(cast, browse):
    round_ = sent(cast)
    for unit in ("green", "hill"):
        fill(round_, cast, unit, "zhao", {**GOOD, "c2": "20" if unit == "green" else "9"})
    cases = [sheet(round_, cast, u).pk for u in ("green", "hill", "tiny")]
    done = text(browse("zhao").post(f"/returns/{round_.pk}/grid/hand-in/", {"case": cases}, **HX))
    assert "报了 2 个单位" in done and "1 个还有没填的" in done and sheet(round_, cast, "hill").from_above


def test_the_api_fills_in_hands_in_and_rolls_up(cast, browse):
    round_ = sent(cast)
    client, row = browse("chen"), first_row(round_, cast, "green")
    js = {"content_type": "application/json"}
    assert client.get("/api/returns/asked").json()[0]["case_id"] == row.case_id
    whole = client.get(f"/api/returns/sheets/{row.case_id}").json()
    assert whole["known"] == {"c1": 600} and whole["rows"][0]["id"] == row.pk
    bad = client.post(f"/api/returns/sheets/{row.case_id}/rows/{row.pk}", {"values": {"c2": "x"}}, **js)
    assert bad.json()["fields"] == {"c2": "“x”不是整数"}
    assert client.post(f"/api/returns/sheets/{row.case_id}/rows/{row.pk}", {"values": GOOD}, **js).status_code == 200
    assert client.post(f"/api/returns/sheets/{row.case_id}/hand-in", {}, **js).json() == []
    found = browse("lin").get(f"/api/returns/{round_.pk}").json()
    assert found["whole"]["handed"] == 1 and found["whole"]["totals"]["c7"] == 21 and "青禾中学" not in found["missing"]
    assert browse("feng").get(f"/api/returns/sheets/{row.case_id}").status_code == 404
    assert client.get(f"/api/returns/{round_.pk}").status_code == 404 and client.get("/api/returns").json() == []


def test_time_goes_by_the_minute(cast, browse):
    round_ = sent(cast)
    with travel(START + 2 * HOUR):
        assert "还剩 30 分" in text(browse("chen").get(f"/returns/sheets/{sheet(round_, cast, 'green').pk}/"))
