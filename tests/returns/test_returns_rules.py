"""Rules of returns without a database: columns, sums, doubts, guessing a form from a sheet."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.actor import Actor, Held
from anlan.kernel.sheets import Unreadable, look_at
from anlan.work.returns.rules import (
    Field,
    add_up,
    cell_doubts,
    check,
    choices_from,
    computed,
    dump,
    fills,
    free_key,
    guess,
    load,
    looks_copied,
    missing_keys,
    substance,
    totals_of,
)

COUNT = Field("c1", "灭火器数", least=Decimal(0), most=Decimal(500))
PARTS = [Field("c1", "男"), Field("c2", "女", "decimal"), Field("c3", "合计", "decimal", sum_of=("c1", "c2"))]


def test_columns_come_back_from_json_as_they_were():
    fields = [
        COUNT, Field("c2", "等级", "choice", choices=(("01", "甲"), ("02", "乙")), required=False, source="last"),
        Field("c3", "说明", "text", help="写一句", unit="条"), Field("c4", "合计", sum_of=("c1",)),
    ]  # fmt: skip
    assert load(dump(fields)) == fields


def test_a_key_is_never_used_twice():
    assert free_key([]) == "c1" and free_key(["c1", "c9", "c3", "junk"]) == "c10"


def test_choices_keep_their_codes_when_lines_are_moved_or_added():
    before = choices_from("甲\n乙\n丙")
    assert before == (("1", "甲"), ("2", "乙"), ("3", "丙"))
    assert choices_from("丙\n丁\n甲", before) == (("3", "丙"), ("4", "丁"), ("1", "甲"))
    assert choices_from("01：好\n02:坏，坏") == (("01", "好"), ("02", "坏"), ("1", "坏"))[:2]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ([], ""), ([Field("c1", "")], "c1"), ([Field("c1", "数"), Field("c2", " 数")], "c2"),
        ([Field("c1", "级", "choice", choices=(("1", "甲"),))], "c1"), ([Field("c1", "数", least=Decimal(5), most=Decimal(1))], "c1"),
        ([Field("c1", "数"), Field("c2", "合", sum_of=("c9",))], "c2"),
        ([Field("c1", "字", "text"), Field("c2", "合", sum_of=("c1",))], "c2"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_form_is_named_at_its_column(fields, where):
    assert where in check(fields)


def test_a_good_form_has_nothing_wrong():
    assert check(PARTS) == {}


def test_sums_are_computed_and_never_missing():
    assert computed(PARTS, {"c1": 3, "c2": "0.5"})["c3"] == "3.5"
    assert computed(PARTS, {})["c3"] is None
    assert missing_keys(PARTS, {"c1": 0}) == ["c2"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.decimals(0, 10**6, places=2)), max_size=8))
def test_totals_of_units_add_up_to_the_totals_of_all_rows(pairs):
    rows = [computed(PARTS, {"c1": a, "c2": format(b, "f")}) for a, b in pairs]
    one_by_one = add_up(totals_of(PARTS, [row]) for row in rows)
    at_once = add_up([totals_of(PARTS, rows)])
    assert {k: Decimal(str(v)) for k, v in one_by_one.items()} == {k: Decimal(str(v)) for k, v in at_once.items()}


def test_totals_count_yes_choices_and_filled_texts():
    fields = [Field("c1", "有", "boolean"), Field("c2", "级", "choice", choices=(("1", "甲"), ("2", "乙"))), Field("c3", "字", "text")]
    rows = [{"c1": True, "c2": "1", "c3": "x"}, {"c1": False, "c2": "1", "c3": ""}, {"c1": True, "c2": "2"}]
    assert totals_of(fields, rows) == {"c1": 2, "c2:1": 2, "c2:2": 1, "c3": 1}


@pytest.mark.parametrize(
    ("value", "last", "known", "kind"),
    [
        (600, {}, {}, "range"), (-1, {}, {}, "range"), (20, {}, {}, None), (200, {"c1": 12}, {}, "jump"), (2, {"c1": 30}, {}, "jump"),
        (0, {"c1": 40}, {}, "jump"), (9, {"c1": 0}, {}, None), (9, {"c1": 1}, {}, None), (100, {"c1": 12}, {}, None),
        (20, {"c1": 12}, {"c1": 25}, None), (None, {"c1": 12}, {}, None),
    ],
)  # fmt: skip
def test_odd_values_are_questioned(value, last, known, kind):
    assert [d.kind for d in cell_doubts([COUNT], {"c1": value}, last, known)] == ([kind] if kind else [])


def test_a_value_other_than_the_registers_is_questioned_with_the_registers_value():
    field = Field("c1", "学生数", source="unit.pupils")
    (doubt,) = cell_doubts([field], {"c1": 560}, {}, {"c1": 600})
    assert doubt.kind == "register" and doubt.facts == {"known": 600}


def test_what_is_refused_outright_is_not_questioned_as_well():
    assert cell_doubts([Field("c1", "数", least=Decimal(0), strict=True)], {"c1": -3}, {}, {}) == []


def test_only_rows_of_substance_can_look_copied():
    fields = [Field(f"c{n}", f"第{n}列") for n in range(1, 6)]
    assert not looks_copied(substance(fields, dict.fromkeys(("c1", "c2", "c3", "c4", "c5"), 0), {}))
    assert not looks_copied(substance(fields, {"c1": 1, "c2": 1, "c3": 1, "c4": 1}, {}))
    own = {"c1": 3, "c2": 17, "c3": 4, "c4": 250}
    assert looks_copied(substance(fields, own, {})) and not looks_copied(substance(fields, own, {"c1": 3}))


def test_who_fills_in():
    unit = "1.03.017."
    own = Actor(5, "甲", (Held("safety", 1, unit),))
    inside = Actor(5, "甲", (Held("logistics", 2, unit + "001.", home=unit),))
    above = Actor(5, "甲", (Held("safety", 3, "1.03."),))
    assert (fills(own, unit), fills(inside, unit), fills(above, unit)) == ("own", "own", "above")
    assert fills(Actor(5, "甲", (Held("admin", 3, "1.03."),)), unit) == ""
    assert fills(Actor(5, "甲", (Held("safety", 3, "1.03.018."),)), unit) == ""
    assert fills(Actor(5, "甲", ()), unit, owner_id=5) == "own"


# ── a form from a sheet ────────────────────────────────────────────────────────────────────────────────────────────────


def book(rows, change=None):
    workbook = openpyxl.Workbook()
    page = workbook.active
    for row in rows:
        page.append(row)
    if change:
        change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def guessed(rows, change=None):
    look = look_at(book(rows, change))
    return look, guess(look.headers, look.rows)


def test_a_sheet_of_schools_becomes_a_form_without_what_is_known():
    look, found = guessed([
        ["云汀市消防器材统计表"],
        ["序号", "学校名称", "在校生数", "灭火器数", "消火栓数", "合计", "维保日期", "是否有微型消防站", "负责人电话"],
        [1, "甲校", 600, 20, 4, 24, "2026年11月3日", "是", "13900000001"], [2, "乙校", 500, 10, 2, 12, "2026-10-01", "否", "13900000002"],
    ])  # fmt: skip
    assert look.title == "云汀市消防器材统计表" and found.left == ["学校名称"] and not found.many
    by_title = {f.title: f for f in found.fields}
    assert by_title["在校生数"].source == "unit.pupils" and by_title["灭火器数"].kind == "integer"
    assert by_title["合计"].sum_of == (by_title["灭火器数"].key, by_title["消火栓数"].key)
    assert by_title["维保日期"].kind == "date" and by_title["是否有微型消防站"].kind == "boolean"
    assert by_title["负责人电话"].kind == "text" and "序号" not in by_title


def test_a_column_called_total_that_does_not_add_up_stays_a_column():
    _look, found = guessed([["学校", "甲类", "乙类", "合计"], ["一校", 1, 2, 9], ["二校", 1, 1, 2]])
    assert not any(f.sum_of for f in found.fields)


def test_an_empty_sheet_is_guessed_from_its_headers_alone():
    _look, found = guessed([["学校", "灭火器数量（具）", "建筑面积", "检查日期", "是否达标", "情况说明"]])
    assert [f.kind for f in found.fields] == ["integer", "decimal", "date", "boolean", "text"] and found.fields[0].unit == "具"


def test_few_repeated_words_become_a_code_list():
    _look, found = guessed([["学校", "风险等级"], *[[f"{n}校", "高" if n % 3 else "低"] for n in range(12)]])
    assert found.fields[0].kind == "choice" and {label for _code, label in found.fields[0].choices} == {"高", "低"}


def test_a_school_that_comes_twice_means_several_rows():
    _look, found = guessed([["学校", "隐患"], ["甲校", "灯坏"], ["甲校", "门坏"], ["乙校", "窗坏"]])
    assert found.many


def test_two_lines_of_header_are_joined():
    def merge(workbook):
        page = workbook.active
        page.merge_cells("B1:C1")
        page.merge_cells("A1:A2")

    look, found = guessed([["学校", "学生", None, "备注"], [None, "男", "女", None], ["甲校", 3, 4, None]], merge)
    assert look.headers == ["学校", "学生·男", "学生·女", "备注"] and look.rows == [["甲校", "3", "4", ""]]
    assert [f.kind for f in found.fields[:2]] == ["integer", "integer"]


def test_the_best_of_ten_sheets_is_looked_at_and_hidden_ones_are_not():
    def more(workbook):
        for n in range(8):
            workbook.create_sheet(f"空{n}")
        hidden = workbook.create_sheet("底稿")
        hidden.append(["学校", "一", "二", "三", "四", "五"])
        hidden.sheet_state = "hidden"

    look, found = guessed([["学校", "灭火器数", "检查日期"], ["甲校", 3, "2026-01-02"]], more)
    assert look.sheet == "Sheet" and len(found.fields) == 2 and look.warnings


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04junk", b"not a workbook", book([[1, 2, 3], [4, 5, 6]])], ids=["empty", "junk", "text", "no heading"]
)
def test_what_is_no_table_is_refused_with_a_sentence(data):
    with pytest.raises(Unreadable):
        look_at(data)
