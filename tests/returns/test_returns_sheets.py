"""Excel both ways: export with stable codes, filled files of many units merged all or nothing, hostile sheets, one unit's own."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.kernel.acting import acting
from anlan.kernel.clock import travel
from anlan.kernel.errors import NotYours, Refused
from anlan.work.returns import actions
from anlan.work.returns.models import Correction, Doubt, Row
from anlan.work.returns.queries.exports import sheet_to_fill, whole_sheet
from anlan.work.returns.queries.incoming import read_files
from anlan.work.returns.rules import Field
from tests.cast import START
from tests.returns.making import FIELDS, HOUR, first_row, handed, sent, sheet

HEAD = ["单位名称", "灭火器数", "过期灭火器数", "最近一次维保日期", "是否有微型消防站", "维保单位"]
LINE = ["青禾中学", 20, 1, date(2026, 11, 3), "是", "安汀"]


def book(rows, change=None):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    if change:
        change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def came(round_, cast, *files, by="lin"):
    """What reading gives, and taking it when every cell is good."""
    with acting(cast.actor(by)):
        found = read_files(round_, list(files))
        if found.ok:
            actions.take_rows(round_, found.rows, by=cast.actor(by), at=START + HOUR, files=found.files)
    return found


def open_book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_filled_sheet_of_several_schools_is_taken_at_once(cast):
    round_ = sent(cast)
    found = came(round_, cast, ("表.xlsx", book([HEAD, LINE, ["白鹭小学", 9, 0, "2026年10月1日", "否", None]])))
    assert found.ok and len(found.rows) == 2
    green = sheet(round_, cast, "green")
    assert green.state == "handed" and green.from_above and green.case.closed_at and green.totals["c7"] == 21
    assert first_row(round_, cast, "hill").values == {"c1": 600, "c2": 9, "c3": 0, "c4": "2026-10-01", "c5": False, "c7": 9}


def test_one_bad_cell_and_nothing_is_taken_every_one_named_by_file_row_and_column(cast):
    round_ = sent(cast)
    bad = book([HEAD, ["青禾中学", "二十", 1, "11月3日", "是", None], ["没有这所学校", 1, 1, date(2026, 1, 1), "是", None]])
    good = book([HEAD, ["听涛小学", 3, 0, date(2026, 1, 1), "是", None]])
    found = came(round_, cast, ("东汀.xlsx", bad), ("西汀.xlsx", good), ("坏.xlsx", b"no workbook"))
    assert not found.ok and sheet(round_, cast, "river").state == "asked"
    assert any("东汀.xlsx" in w and "第 2 行 B 列（灭火器数）" in w and "不是整数" in w for w in found.wrong)
    assert any("第 2 行 D 列" in w and "没有写年份" in w for w in found.wrong)
    assert any("第 3 行 A 列" in w and "不是这次要报的单位" in w for w in found.wrong)
    assert any(w.startswith("坏.xlsx") for w in found.wrong) and len(found.wrong) == 4


def test_missing_cells_wrong_sums_and_units_that_come_twice_are_named(cast):
    round_ = sent(cast)
    head = [*HEAD, "器材合计"]
    found = came(round_, cast, ("一.xlsx", book([head, [*LINE, 99], ["白鹭小学", 5, None, date(2026, 1, 1), "是", None, 5]])),
                 ("二.xlsx", book([HEAD, LINE])))  # fmt: skip
    words = "\n".join(found.wrong)
    assert "加起来应当是 21" in words and "第 3 行 C 列（过期灭火器数）：这一格要填" in words
    assert "青禾中学出现了两次，另一次在 一.xlsx" in words


def test_a_file_without_a_column_for_the_unit_is_known_by_its_name(cast):
    round_ = sent(cast)
    came(round_, cast, ("消防器材清单-白鹭小学（终稿）.xlsx", book([HEAD[1:], LINE[1:]])))
    assert sheet(round_, cast, "hill").state == "handed"
    found = came(round_, cast, ("清单.xlsx", book([HEAD[1:], LINE[1:]])))
    assert "看不出是哪个单位" in found.wrong[0]


def test_what_was_handed_in_is_never_written_over_by_a_file(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    same = came(round_, cast, ("同.xlsx", book([HEAD, ["青禾中学", 20, 1, date(2026, 11, 3), "是", None]])))
    assert same.same == 1 and not same.wrong and not same.rows
    other = came(round_, cast, ("不同.xlsx", book([HEAD, ["青禾中学", 25, 1, date(2026, 11, 3), "是", None]])))
    assert "已经报过，和这次的不一样" in other.wrong[0] and first_row(round_, cast, "green").values["c2"] == 20


def test_doubtful_cells_of_a_file_are_marked_for_the_office(cast):
    round_ = sent(cast)
    rows = [HEAD, ["青禾中学", 900, 1, date(2026, 11, 3), "是", "安汀"], ["白鹭小学", 37, 4, date(2026, 10, 8), "是", "安汀"],
            ["芦汀幼儿园", 37, 4, date(2026, 10, 8), "是", "安汀"]]  # fmt: skip
    came(round_, cast, ("表.xlsx", book(rows)))
    assert sorted(Doubt.objects.values_list("kind", "state")) == [("copied", "kept"), ("copied", "kept"), ("range", "kept")]
    assert sheet(round_, cast, "green").doubts == 1


def test_a_district_merges_only_its_own_and_a_school_none(cast):
    round_ = sent(cast)
    found = came(round_, cast, ("表.xlsx", book([HEAD, ["听涛小学", *LINE[1:]]])), by="zhao")
    assert "不是这次要报的单位" in found.wrong[0]
    with acting(cast.chen):
        mine = read_files(round_, [("表.xlsx", book([HEAD, LINE]))])
        with pytest.raises(NotYours):
            actions.take_rows(round_, mine.rows, by=cast.chen, at=START)


def test_blank_rows_of_a_sheet_that_was_sent_around_are_passed_over(cast):
    round_ = sent(cast)
    with acting(cast.lin):
        workbook = open_book(sheet_to_fill(round_))
    page = workbook.worksheets[0]
    titles = {cell.value: cell.column for row in page.iter_rows() for cell in row if cell.value}
    row = next(r[0].row for r in page.iter_rows() if "青禾中学" in [c.value for c in r])
    for title, value in zip(HEAD[1:], LINE[1:], strict=True):
        page.cell(row, titles[title], value)
    buffer = io.BytesIO()
    workbook.save(buffer)
    found = came(round_, cast, ("待填.xlsx", buffer.getvalue()))
    assert found.ok and found.blank == 3 and sheet(round_, cast, "green").state == "handed"


# ── hostile sheets ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_merged_cells_hidden_rows_formulas_full_width_digits_and_ten_sheets(cast):
    def spoil(workbook):
        page = workbook.active
        page.insert_rows(1, 2)
        page["A1"] = "消防器材清单"
        page.merge_cells("A1:F1")
        page.row_dimensions[5].hidden = True
        page.merge_cells("F4:F5")
        for n in range(9):
            workbook.create_sheet(f"说明{n}").append(["别看这里"])

    rows = [HEAD, ["青禾中学", "２０", " 1 ", "2026.11.3", "√", "安汀"], ["白鹭小学", "9具", 0, datetime(2026, 10, 1), "无", None]]
    round_ = sent(cast)
    found = came(round_, cast, ("乱.xlsx", book(rows, spoil)))
    assert found.ok and any("隐藏" in w for w in found.warnings)
    assert first_row(round_, cast, "green").values["c2"] == 20 and first_row(round_, cast, "hill").values["c6"] == "安汀"


def test_a_formula_without_a_result_and_an_error_are_named(cast):
    found = came(sent(cast), cast, ("式.xlsx", book([HEAD, ["青禾中学", "=1+1", "#N/A", date(2026, 1, 1), "是", None]])))
    assert any("公式没有算出结果" in w for w in found.wrong)


def test_no_text_of_a_school_becomes_a_formula_in_the_export(cast):
    round_ = sent(cast, fields=[Field("c1", "=标题()", "text"), Field("c2", "数")], title="=表()")
    evil = '=HYPERLINK("http://example.com","点我")'
    for unit, text in (("green", evil), ("hill", "+1+1"), ("tiny", "@SUM(A1)")):
        handed(round_, cast, unit, {"green": "chen", "hill": "feng", "tiny": "tiny"}[unit], {"c1": text, "c2": "1"})
    with acting(cast.lin):
        data = whole_sheet(round_, at=START + HOUR)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert "<f>" not in packed.read("xl/worksheets/sheet1.xml").decode()
    cells = {c.value: c for row in open_book(data).worksheets[0].iter_rows() for c in row if c.value}
    assert evil in cells and cells[evil].data_type == "s" and cells[evil].quotePrefix


def test_the_export_holds_stable_codes_and_names_who_is_missing_and_is_read_back(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    with acting(cast.lin):
        data = whole_sheet(round_, at=START + HOUR)
    workbook = open_book(data)
    texts = [[c.value for c in row] for row in workbook.worksheets[0].iter_rows()]
    flat = [v for row in texts for v in row]
    assert "青禾中学" in flat and "没动" in flat and "已报" in flat
    codes = [row[0].value for row in workbook["_anlan"].iter_rows(max_col=1)]
    assert {"unit_code", "unit_name", "c1", "c2", "c7"} <= set(codes)
    with acting(cast.lin):
        again = read_files(round_, [("导出.xlsx", data)])
    assert again.same == 1 and not again.wrong


# ── a unit's own, and through the page ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def browse(cast):
    def sign_in(name):
        client = Client()
        client.force_login(cast.people[name], backend="anlan.registers.people.sign_in.NumberOrName")
        return client

    with travel(START):
        yield sign_in


def upload(data, name="表.xlsx"):
    return SimpleUploadedFile(name, data)


def test_a_school_uploads_its_own_rows_and_hands_them_in_afterwards(cast, browse):
    round_ = sent(cast, fields=FIELDS[1:3], many_rows=True)
    pk, client = sheet(round_, cast, "green").pk, browse("chen")
    answer = client.get(f"/returns/sheets/{pk}/excel/")
    assert answer.status_code == 200 and "officedocument" in answer["Content-Type"]
    good = book([["灭火器数", "过期灭火器数"], [3, 0], [4, 1]])
    assert client.post(f"/returns/sheets/{pk}/excel/", {"file": upload(good)}).status_code == 302
    assert list(Row.objects.filter(case_id=pk).order_by("order").values_list("values__c2", flat=True)) == [3, 4]
    bad = client.post(f"/returns/sheets/{pk}/excel/", {"file": upload(book([["灭火器数", "过期灭火器数"], ["很多", 0]]))})
    assert bad.status_code == 409 and "第 2 行 A 列" in bad.content.decode() and Row.objects.filter(case_id=pk).count() == 2
    other = client.post(f"/returns/sheets/{pk}/excel/", {"file": upload(book([["单位名称", "灭火器数"], ["白鹭小学", 3]]))})
    assert other.status_code == 409 and "别的单位" in other.content.decode()


def test_many_files_and_a_zip_are_merged_through_the_page(cast, browse):
    round_ = sent(cast)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as inside:
        inside.writestr("汇总/白鹭.xlsx", book([HEAD, ["白鹭小学", 9, 0, date(2026, 10, 1), "否", None]]))
    files = [upload(book([HEAD, LINE]), "青禾.xlsx"), upload(packed.getvalue(), "东汀.zip")]
    page = browse("lin").post(f"/returns/{round_.pk}/merge/", {"files": files}).content.decode()
    assert "2 个文件，2 个单位" in page and sheet(round_, cast, "hill").state == "handed"
    bad = browse("lin").post(f"/returns/{round_.pk}/merge/", {"files": [upload(b"PK\x03\x04", "坏.zip")]})
    assert bad.status_code == 409 and "打不开" in bad.content.decode()
    assert browse("lin").post(f"/returns/{round_.pk}/merge/").status_code == 409
    assert browse("chen").get(f"/returns/{round_.pk}/merge/").status_code == 404


def test_replacing_rows_after_handing_in_is_refused(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    with acting(cast.chen), pytest.raises(Refused):
        actions.replace_rows(sheet(round_, cast, "green").pk, [{"c2": 1}], by=cast.chen, at=START)
    assert not Correction.objects.exists()
