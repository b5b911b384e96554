"""A sheet that somebody filled in comes back as rows, or every bad cell is named."""

import io
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from anlan.kernel.sheets import Column, Rows, Unreadable, read_rows, template_workbook, write_rows

SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS = [("primary", "小学"), ("middle", "初中")]
COLUMNS = [
    Column("name", "名称", required=True, unique=True),
    Column("kind", "类别", "choice", choices=KINDS),
    Column("opened", "启用日期", "date"),
    Column("pupils", "学生数", "integer", unit="人", least=0, most=20_000),
    Column("phone", "电话", "phone", aliases=["联系电话"]),
]


def book(rows: list[list[object]], *, sheet: str = "表", change: object = None) -> bytes:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    page.title = sheet
    for row in rows:
        page.append(row)
    if callable(change):
        change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def one(kind: str, value: object, **options: object) -> object:
    """The value of a single cell under a column of `kind`, or the sentence that refuses it."""
    columns = [Column("name", "名称"), Column("it", "内容", kind, **options)]  # type: ignore[arg-type]
    rows = read_rows(book([["名称", "内容"], ["甲", value]]), columns)
    return rows.rows[0]["it"] if not rows.errors else rows.errors[0].sentence


def filled(*rows: list[object], **options: object) -> Rows:
    return read_rows(book([["名称", "类别", "启用日期", "学生数", "电话"], *rows], **options), COLUMNS)  # type: ignore[arg-type]


def test_a_clean_sheet_gives_typed_rows_with_their_numbers() -> None:
    rows = filled(["云汀一小", "小学", datetime(2026, 9, 1), 1280, "0519-88881234"], [], ["云汀二小", None, None, None, None])
    assert rows.ok
    first = {"name": "云汀一小", "kind": "primary", "opened": date(2026, 9, 1), "pupils": 1280, "phone": "0519-88881234"}
    assert rows.rows[0] == first
    assert rows.rows[1] == {**dict.fromkeys(first), "name": "云汀二小"}
    assert rows.row_numbers == [2, 4]


def test_every_bad_cell_is_named_with_row_column_and_reason() -> None:
    rows = filled(
        ["甲校", "高中", "12月32日", "许多", "12"], [None, "小学", "2026-02-30", -3, "13800001111"], ["甲校", "小学", None, 3.5, None]
    )
    assert not rows.ok
    places = [(e.row, e.column_letter) for e in rows.in_order()]
    assert places == [(2, "B"), (2, "C"), (2, "D"), (2, "E"), (3, "A"), (3, "C"), (3, "D"), (4, "A"), (4, "D")]
    words = [str(e) for e in rows.in_order()]
    assert words[0] == "第 2 行 B 列（类别）：“高中”不在可选的内容里。可选：小学、初中"
    assert "没有写年份" in words[1]
    assert words[4] == "第 3 行 A 列（名称）：这一格要填"
    assert "没有这一天" in words[5]
    assert "太小，最小 0" in words[6]
    assert words[7].endswith("和第 2 行重复")
    assert rows.rows[0]["kind"] is None


@pytest.mark.parametrize(
    "written",
    [
        datetime(2026, 12, 28),
        "2026-12-28",
        "2026/12/28",
        "2026.12.28",
        "2026年12月28日",
        "２０２６年１２月２８日",
        " 2026-12-28　",
        "20261228",
        20261228,
        "2026-12-28 00:00:00",
        "2026年12月28日（星期一）",
    ],
)
def test_a_date_is_read_however_it_is_written(written: object) -> None:
    assert one("date", written) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("12月28日", "没有写年份"),
        ("12-28", "没有写年份"),
        ("26-12-28", "不是四位数"),
        ("12/28/2026", "不是四位数"),
        ("2026-13-01", "没有这一天"),
        ("放假前", "不是日期"),
        (46384, "也许是 2026-12-28"),
        (True, "不是日期"),
    ],
)
def test_a_doubtful_date_is_named_and_not_guessed(written: object, reason: str) -> None:
    assert reason in str(one("date", written))


def test_moments_and_times_are_those_of_the_city() -> None:
    afternoon = datetime(2026, 12, 28, 14, 30, tzinfo=SHANGHAI)
    for written in (datetime(2026, 12, 28, 14, 30), "2026-12-28 14:30", "2026年12月28日下午2时30分", "2026/12/28 14:30:00"):
        assert one("datetime", written) == afternoon
    assert "没有写时刻" in str(one("datetime", "2026-12-28"))
    assert one("time", "７：05") == time(7, 5)
    assert one("time", time(7, 5)) == time(7, 5)
    assert "不是时刻" in str(one("time", "25:00"))


def test_numbers_kept_as_text_and_full_width_digits_are_numbers() -> None:
    assert one("integer", "１，２８０ 人", unit="人") == 1280
    assert one("integer", 3.0) == 3
    assert "不是整数" in str(one("integer", 3.5))
    assert "不是整数" in str(one("integer", datetime(2026, 1, 3)))
    assert one("decimal", "12.50") == Decimal("12.50")
    assert one("decimal", 0.1) == Decimal("0.1")
    for wrong in ("1e999", "NaN", "٣", "1_000", "--1", "十二"):
        assert "不是数字" in str(one("decimal", wrong))


def test_text_keeps_codes_and_refuses_digits_that_the_sheet_has_lost() -> None:
    assert one("text", 320401) == "320401"
    assert one("text", "　甲\u200b校 ") == "甲\u200b校"
    assert "丢掉末几位" in str(one("text", 320401199001011234))
    assert "最多 3 个" in str(one("text", "四个字呢", longest=3))


def test_phones_yes_no_and_places_are_read_as_people_write_them() -> None:
    assert one("phone", 13800001111.0) == "13800001111"
    assert one("phone", "+86 138-0000-1111") == "13800001111"
    assert one("phone", "（0519）88881234转12") == "0519-88881234-12"
    assert one("phone", "110") == "110"
    assert "不止一个" in str(one("phone", "13800001111、13900001111"))
    assert "开头的 0" in str(one("phone", 51988881234))
    assert one("boolean", "√") is True
    assert one("boolean", "否") is False
    assert one("boolean", True) is True
    assert "看不出" in str(one("boolean", "也许"))
    for written in ("119.974,31.811", "31.811，119.974", "东经119.974 北纬31.811", "119.974E、31.811N"):
        assert one("coordinates", written) == (31.811, 119.974)
    assert "不在国内" in str(one("coordinates", "0,0"))
    assert "不是经纬度" in str(one("coordinates", "学校门口"))


def test_the_header_is_found_below_titles_by_name_alias_or_code_in_any_order() -> None:
    data = book([["学校名单"], ["填表人", "何静"], ["联系电话", "备注", " 名 称*", "opened"], ["110", "x", "甲校", "2026-01-01"]])
    rows = read_rows(data, COLUMNS)
    assert rows.ok
    assert rows.found == {"phone": "A", "name": "C", "opened": "D"}
    assert rows.rows == [{"phone": "110", "name": "甲校", "opened": date(2026, 1, 1), "kind": None, "pupils": None}]
    assert any("备注（B）" in w for w in rows.warnings)


def test_a_header_merged_over_two_rows_is_read() -> None:
    def merge(workbook: openpyxl.Workbook) -> None:
        page = workbook.active
        page.merge_cells("A1:A2")  # type: ignore[union-attr]
        page.merge_cells("B1:C1")  # type: ignore[union-attr]

    rows = read_rows(book([["名称", "情况", None], [None, "学生数", "电话"], ["甲校", 12, "110"]], change=merge), COLUMNS)
    assert rows.ok
    assert rows.row_numbers == [3]
    assert rows.rows[0]["pupils"] == 12


def test_a_cell_merged_down_over_data_counts_for_every_row() -> None:
    def merge(workbook: openpyxl.Workbook) -> None:
        workbook.active.merge_cells("B2:B3")  # type: ignore[union-attr]

    rows = filled(["甲校", "初中", None, 1, None], ["乙校", None, None, 2, None], change=merge)
    assert [r["kind"] for r in rows.rows] == ["middle", "middle"]


def test_a_foreign_template_is_read_by_a_mapping() -> None:
    data = book([["隐患台账"], ["单位名称", "联系人电话", "无关"], ["甲校", "110", 1]])
    rows = read_rows(data, COLUMNS, mapping={"name": "单位名称", "phone": "联系人电话"})
    assert rows.ok
    assert rows.rows == [{"name": "甲校", "phone": "110"}]
    missing = read_rows(data, COLUMNS, mapping={"name": "单位名称", "phone": "联系人电话", "kind": "学段"})
    assert [str(e) for e in missing.errors] == ["缺“学段”这一列"]


def test_a_missing_required_column_is_named_and_a_doubled_one_refused() -> None:
    rows = read_rows(book([["类别", "学生数"], ["小学", 3]]), COLUMNS)
    assert [str(e) for e in rows.errors] == ["缺“名称”这一列"]
    with pytest.raises(Unreadable) as twice:
        read_rows(book([["名称", "类别", "名称"], ["甲", "小学", "乙"]]), COLUMNS)
    assert twice.value.code == "E-sheet-twice"


def test_a_sheet_without_our_header_or_without_rows_says_so() -> None:
    with pytest.raises(Unreadable) as none:
        read_rows(book([["a", "b"], [1, 2]]), COLUMNS)
    assert "名称、类别、启用日期" in str(none.value.sentence)
    empty = filled()
    assert not empty.ok
    assert [str(e) for e in empty.errors] == ["表头下面没有数据"]


def test_the_sheet_that_fits_is_picked_among_several() -> None:
    def more(workbook: openpyxl.Workbook) -> None:
        workbook.active.title = "说明"  # type: ignore[union-attr]
        for name in ("名单", "旧名单"):
            page = workbook.create_sheet(name)
            page.append(["名称", "类别"])
            page.append([f"{name}里的学校", "小学"])

    rows = read_rows(book([["怎样填"]], change=more), COLUMNS)
    assert rows.sheet == "名单"
    assert rows.rows[0]["name"] == "名单里的学校"
    assert any("旧名单" in w for w in rows.warnings)


def test_hidden_rows_and_columns_are_read_and_reported() -> None:
    def hide(workbook: openpyxl.Workbook) -> None:
        page = workbook.active
        page.row_dimensions[3].hidden = True  # type: ignore[union-attr]
        page.column_dimensions["D"].hidden = True  # type: ignore[union-attr]

    rows = filled(["甲校", None, None, 1, None], ["乙校", None, None, 2, None], change=hide)
    assert [r["name"] for r in rows.rows] == ["甲校", "乙校"]
    assert any("第 3 行" in w for w in rows.warnings)
    assert any("D 列" in w for w in rows.warnings)


def test_a_formula_without_a_result_and_a_failed_one_are_errors() -> None:
    rows = filled(["=A1", None, None, None, None], ["乙校", None, None, "#N/A", None])
    assert [(e.row, e.column_letter) for e in rows.errors] == [(2, "A"), (3, "D")]
    assert "公式没有算出结果" in rows.errors[0].sentence
    assert "#N/A" in rows.errors[1].sentence


def test_a_formula_gives_the_result_that_excel_has_kept() -> None:
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    page = workbook.add_worksheet()
    page.write_row(0, 0, ["名称", "学生数"])
    page.write_formula(1, 0, '="甲"&"校"', None, "甲校")
    page.write_formula(1, 1, "=6*7", None, 42)
    workbook.close()
    rows = read_rows(buffer.getvalue(), COLUMNS)
    assert (rows.rows[0]["name"], rows.rows[0]["pupils"]) == ("甲校", 42)


def test_too_many_rows_are_refused_as_a_whole() -> None:
    with pytest.raises(Unreadable) as many:
        read_rows(book([["名称", "类别"], *([f"校{n}", "小学"] for n in range(11))]), COLUMNS, max_rows=10)
    assert many.value.code == "E-sheet-rows"


def test_the_caller_adds_refusals_of_its_own_to_the_same_list() -> None:
    rows = filled(["甲校", "小学", None, None, None])
    rows.refuse(0, "name", "已经有这个单位")
    assert [str(e) for e in rows.errors] == ["第 2 行 A 列（名称）：已经有这个单位"]
    assert not rows.ok


def test_a_template_is_recognised_after_columns_were_moved_and_renamed() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(template_workbook(COLUMNS, "学校名单")))
    page, codes = workbook.worksheets
    assert codes.sheet_state == "veryHidden"
    assert page.freeze_panes == "B4"
    page["A3"], page["E3"] = "座机", "单位"  # renamed, and moved: a person's Excel rewrites the references itself
    codes["B2"], codes["B6"] = "='学校名单'!$E$3", "='学校名单'!$A$3"
    page["A4"], page["E4"] = "110", "甲校"
    buffer = io.BytesIO()
    workbook.save(buffer)
    rows = read_rows(buffer.getvalue(), COLUMNS)
    assert rows.ok
    assert (rows.rows[0]["name"], rows.rows[0]["phone"]) == ("甲校", "110")


def test_the_template_offers_choices_of_any_length_in_a_list() -> None:
    many = [(n, f"选项第{n}个，名字很长很长很长") for n in range(300)]
    data = template_workbook([Column("it", "内容", "choice", choices=many, help="选一个")], "表")
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    rule = page.data_validations.dataValidation[0]
    assert rule.type == "list"
    assert rule.formula1 == "_anlan!$D$2:$D$301"
    assert "选一个" in page["A3"].comment.text  # type: ignore[union-attr]


def test_an_export_is_read_back_as_it_was() -> None:
    columns = [
        *COLUMNS,
        Column("at", "时间", "datetime"),
        Column("ok", "可用", "boolean"),
        Column("place", "位置", "coordinates"),
        Column("share", "比例", "decimal"),
        Column("from", "起", "time"),
    ]
    row = {
        "name": "=1+1",
        "kind": "middle",
        "opened": date(2026, 9, 1),
        "pupils": 7,
        "phone": "13800001111",
        "at": datetime(2026, 12, 28, 14, 30, tzinfo=SHANGHAI),
        "ok": False,
        "place": (31.811, 119.974),
        "share": Decimal("0.25"),
        "from": time(7, 5),
    }
    rows = read_rows(write_rows(columns, [row, {**row, "name": "第二"}], "台账", note="截至 2026-12-28"), columns)
    assert rows.errors == []
    assert rows.rows[0] == row
