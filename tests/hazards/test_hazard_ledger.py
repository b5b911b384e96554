"""The ledger in Excel, both ways: all rows or none, headers of a foreign ledger, the platform's numbers."""

from __future__ import annotations

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.sheets import Column, read_rows, write_rows
from anlan.registers.places.models import Control
from anlan.work.cases.models import Case
from anlan.work.hazards import actions, ledger, queries
from anlan.work.hazards.criteria_sheet import CRITERIA_COLUMNS
from anlan.work.hazards.models import Criterion, Hazard
from tests.cast import START
from tests.hazards.steps import DAY, report

GOOD = {"place": "西门岗亭", "category": "fire", "description": "灭火器压力不够了", "responsible": "Liang", "deadline": START + 3 * DAY}


def sheet(rows):
    return write_rows(ledger.COLUMNS, rows, "隐患台账")


def bring(cast, rows, who="chen", unit="green"):
    read = read_rows(sheet(rows), ledger.COLUMNS)
    with acting(cast.actor(who)):
        try:
            return actions.import_ledger(cast.units[unit], read, by=cast.actor(who), at=START), read
        except Refused:
            return 0, read


def test_a_ledger_opens_cases_and_hands_them_out(cast):
    major = {"place": "实验楼", "category": "chemicals", "grade": "major", "description": "危化品和酸混放在一起"}
    count, _read = bring(cast, [GOOD, major])
    assert count == 2
    general, stopped = Case.objects.order_by("id")
    assert general.state == "rectifying" and general.owner_id == cast.people["liang"].pk and general.limit_at == START + 3 * DAY
    assert stopped.state == "assuring" and Control.objects.count() == 1


def test_one_broken_cell_imports_nothing_and_is_named(cast):
    count, read = bring(cast, [GOOD, {**GOOD, "category": "没有这类", "place": "东门"}])
    assert count == 0 and not Case.objects.exists() and not Hazard.objects.exists()
    assert [(e.row, e.title) for e in read.errors] == [(read.row_numbers[1], "类别")]


def test_what_a_rule_refuses_is_named_by_its_cell_and_imports_nothing(cast):
    rows = [
        GOOD,
        {**GOOD, "responsible": "查无此人"},
        {**GOOD, "unit": "白鹭小学"},
        {**GOOD, "description": "太短"},
        {**GOOD, "deadline": START - DAY},
    ]
    count, read = bring(cast, rows)
    assert count == 0 and not Case.objects.exists()
    assert [e.title for e in read.errors] == ["整改责任人", "单位", "隐患情况", "整改时限"]


def test_what_goes_out_comes_back_with_the_platforms_numbers(cast):
    hazard = report(cast)
    with acting(cast.chen):
        out = actions.export_ledger(Case.objects.filter(kind="hazard"), note="截至今天")
    read = read_rows(out, ledger.COLUMNS)
    assert read.ok and read.rows[0]["number"] == hazard.case.number
    read.rows[0]["external_number"] = "AQ-3207-0009"
    with acting(cast.chen):
        actions.import_ledger(cast.units["green"], read, by=cast.chen, at=START)
    assert Hazard.objects.get(pk=hazard.pk).external_number == "AQ-3207-0009"
    assert Case.objects.count() == 1


def test_a_foreign_ledger_is_read_and_written_by_its_own_headers(cast):
    headers = {"place": "隐患部位", "category": "隐患类型", "description": "隐患描述", "external_number": "平台隐患编号"}
    with acting(cast.lin):
        mapping = actions.save_mapping(cast.units["city"], name="市安全生产平台", headers=headers, by=cast.lin, at=START)
    foreign = write_rows(
        [Column("a", "平台隐患编号"), Column("b", "隐患描述"), Column("c", "隐患部位"), Column("d", "隐患类型"), Column("e", "别的")],
        [{"a": "P-1", "b": "消火栓没有水压", "c": "教学楼", "d": "消防通道", "e": "x"}], "平台",
    )  # fmt: skip
    with acting(cast.chen):
        assert [m.name for m in queries.mappings(cast.units["green"].unit_path)] == ["市安全生产平台"]
        read = read_rows(foreign, ledger.read_columns(mapping.headers), mapping=mapping.headers)
        assert actions.import_ledger(cast.units["green"], read, by=cast.chen, at=START) == 1
        assert Hazard.objects.get().external_number == "P-1"
        back = actions.export_ledger(Case.objects.all(), headers=mapping.headers)
    assert read_rows(back, ledger.read_columns(mapping.headers), mapping=mapping.headers).ok


def test_a_neighbour_cannot_number_or_export_anothers_hazard(cast):
    hazard = report(cast)
    with acting(cast.feng):
        assert read_all(actions.export_ledger(Case.objects.all())) == []
        with pytest.raises(Hazard.DoesNotExist):
            actions.set_external_number(hazard.pk, number="1", by=cast.feng, at=START)


def read_all(data):
    return read_rows(data, ledger.COLUMNS).rows


def test_shipped_criteria_are_few_sourced_and_to_be_checked(cast):
    with acting(cast.su):
        found = queries.criteria(cast.units["green"].unit_path, START)
        assert [c.code for c in found] == ["F-1", "F-2", "F-3", "F-4", "F-6"]
        assert all(c.unsettled and "教发厅函〔2024〕20号" in c.source for c in found)
        with pytest.raises(Exception, match="row-level"):
            Criterion.objects.create(code="X", field="x", text="x", source="x", unit_path="")


def test_a_city_brings_further_criteria_and_replaces_a_shipped_one(cast):
    rows = [
        {"code": "F-6", "field": "消防", "text": "电动自行车进楼", "source": "教发厅函〔2024〕20号 第三条", "categories": "消防通道、用电"},
        {"code": "B-1", "field": "校舍", "text": "经鉴定为 D 级的房屋还在用", "source": "原文第四条"},
    ]
    data = write_rows(CRITERIA_COLUMNS, rows, "判定标准")
    with acting(cast.lin):
        assert actions.import_criteria(cast.units["city"], read_rows(data, CRITERIA_COLUMNS), by=cast.lin, at=START) == 2
    with acting(cast.chen):
        found = {c.code: c for c in queries.criteria(cast.units["green"].unit_path, START)}
        assert found["F-6"].text == "电动自行车进楼" and "B-1" in found
        with pytest.raises(NotYours):
            actions.import_criteria(cast.units["green"], read_rows(data, CRITERIA_COLUMNS), by=cast.chen, at=START)
    assert report(cast, category="building", criteria=["B-1"], description="老食堂墙体开裂").grade == "major"


def test_a_refusal_that_is_caught_leaves_no_entry_in_the_ledger(cast):
    from anlan.kernel.ledger.queries import totals

    before = totals()
    with acting(cast.su), pytest.raises(Refused):
        actions.report(
            cast.units["green"],
            category="fire",
            description="楼梯口堆了课桌",
            where="新地方",
            photos=[("a.jpg", b"MZ")],
            by=cast.su,
            at=START,
        )
    assert totals() == before and not Case.objects.exists()
