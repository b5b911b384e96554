"""Lists leave as Excel in which nothing runs and dates are dates."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime

import openpyxl
import pytest

from anlan.kernel.sheets import Column, write_rows

COLUMNS = [Column("name", "名称"), Column("day", "日期", "date"), Column("at", "时间", "datetime"), Column("n", "数", "integer")]


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("risky", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x")', "=cmd|'/c calc'!A1"])
def test_text_that_looks_like_a_formula_stays_text(risky: str) -> None:
    data = write_rows(COLUMNS, [{"name": risky, "n": "=2+2"}], "表")
    cell = opened(data).worksheets[0]["A3"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()


def test_addresses_do_not_become_links_and_control_characters_go() -> None:
    data = write_rows(COLUMNS, [{"name": "http://example.org/\x00\x0b\ud800坏\u202e"}], "表")
    assert opened(data).worksheets[0]["A3"].value == "http://example.org/坏"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not [n for n in parts.namelist() if "sheet1.xml.rels" in n]


def test_markup_in_text_stays_text() -> None:
    evil = "</t></is></c><c><f>1</f></c>&amp;<![CDATA[x]]>"
    assert opened(write_rows(COLUMNS, [{"name": evil}], "表")).worksheets[0]["A3"].value == evil


def test_dates_are_real_dates_on_the_clock_of_the_city() -> None:
    row = {"day": date(2026, 12, 28), "at": datetime(2026, 12, 28, 20, 30, tzinfo=UTC), "n": 12}
    page = opened(write_rows(COLUMNS, [row], "表")).worksheets[0]
    assert page["B3"].value == datetime(2026, 12, 28)
    assert page["C3"].value == datetime(2026, 12, 29, 4, 30)
    assert page["D3"].value == 12


def test_the_head_tells_title_and_note_and_stays_in_view() -> None:
    page = opened(write_rows(COLUMNS, [{"name": "甲"}], "隐患台账", note="截至 12月28日 08:00")).worksheets[0]
    assert [page["A1"].value, page["A2"].value, page["A3"].value, page["A4"].value] == ["隐患台账", "截至 12月28日 08:00", "名称", "甲"]
    assert page.freeze_panes == "B4"
    assert page.auto_filter.ref == "A3:D4"


def test_any_title_gives_a_sheet_that_opens() -> None:
    for title in ("[坏]:*?/\\'名" * 9, "", "History", "=1+1"):
        assert opened(write_rows(COLUMNS, [], title)).worksheets[0].title


def test_columns_grow_with_chinese_text() -> None:
    page = opened(write_rows(COLUMNS, [{"name": "云汀市第一中学实验楼二楼东侧"}], "表")).worksheets[0]
    assert page.column_dimensions["A"].width >= 28


def test_rows_may_come_from_a_generator_and_be_many() -> None:
    def rows() -> Iterator[dict[str, object]]:
        for n in range(40_000):
            yield {"name": f"第{n}条", "day": date(2026, 1, 1), "n": n}

    data = write_rows(COLUMNS, rows(), "表")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert len(re.findall("<row ", parts.read("xl/worksheets/sheet1.xml").decode())) == 40_002


def test_the_same_rows_give_the_same_bytes() -> None:
    assert write_rows(COLUMNS, [{"name": "甲"}], "表") == write_rows(COLUMNS, [{"name": "甲"}], "表")
