"""Units in Excel: what is exported is read again; every bad cell is named and then nothing is taken."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.ledger import queries as ledger
from anlan.kernel.sheets import read_rows, write_rows
from anlan.registers.org import actions, sheets
from anlan.registers.org.models import Unit
from tests.cast import START, Cast
from tests.conftest import BACKEND


def sheet(*rows: dict[str, Any]) -> bytes:
    return write_rows(sheets.COLUMNS, rows, "单位")


def errors(data: bytes, actor: Any) -> list[str]:
    read = read_rows(data, sheets.COLUMNS)
    sheets.read_units(read, actor)
    return [str(e) for e in read.in_order()]


def taken(cast: Cast, name: str, *rows: dict[str, Any]) -> tuple[int, int]:
    by = cast.actor(name)
    with acting(by):
        read = read_rows(sheet(*rows), sheets.COLUMNS)
        meant = sheets.read_units(read, by)
        assert read.ok, read.in_order()
        return actions.import_units(meant, by=by, at=START)


def test_new_units_are_registered_and_known_codes_changed(cast: Cast) -> None:
    assert taken(
        cast, "zhao",
        {"code": "E-10", "name": "苇岸小学", "kind": "school", "parent": "东汀区教育局", "stage": "primary", "pupils": 300,
         "position": (31.77, 119.95), "trait_gas": True},
        {"code": "E-11", "name": "苇岸小学南校区", "kind": "campus", "parent": "E-10"},
        {"name": "总务处", "kind": "department", "parent": "苇岸小学"},
    ) == (3, 0)  # fmt: skip
    school = Unit.objects.get(code="E-10")
    assert (school.pupils, school.latitude, school.longitude, school.traits["gas"]) == (300, 31.77, 119.95, True)
    assert {u.name for u in Unit.objects.filter(parent=school)} == {"苇岸小学南校区", "总务处"}
    assert taken(cast, "zhao", {"code": "E-10", "name": "苇岸实验小学", "kind": "school", "pupils": 320, "stage": "primary"}) == (0, 1)
    school.refresh_from_db()
    assert (school.name, school.pupils, school.latitude) == ("苇岸实验小学", 320, None)


def test_every_bad_cell_is_named_and_nothing_is_taken(cast: Cast) -> None:
    data = sheet(
        {"name": "甲小学", "kind": "school", "parent": "没有的局"},
        {"name": "乙小学", "kind": "school", "parent": "西汀区教育局"},
        {"name": "青禾中学", "kind": "school", "parent": "东汀区教育局"},
        {"name": "丙小学", "kind": "school"},
        {"name": "丁处", "kind": "department", "parent": "东汀区教育局"},
        {"name": "丁处", "kind": "department", "parent": "东汀区教育局"},
        {"name": "市局二", "kind": "city"},
    )
    with acting(cast.zhao):
        found = errors(data, cast.zhao)
    assert len(found) == 6
    for row, said in (
        (3, "没有这个上级单位"),
        (4, "不在你的范围内"),
        (5, "已经有这个单位"),
        (6, "写上上级单位"),
        (8, "上面已经有一行"),
        (9, "市局只有一个"),
    ):
        assert any(f"第 {row} 行" in e and said in e for e in found), (row, said, found)


def test_what_the_list_exports_is_read_again_without_a_change(cast: Cast, settings: Any) -> None:
    for number, unit in enumerate(Unit.objects.exclude(kind="city")):
        Unit.objects.filter(pk=unit.pk).update(code=f"U-{number}")
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    client = Client()
    client.force_login(cast.people["lin"], backend=BACKEND)
    before = list(Unit.objects.order_by("pk").values())
    with clock.travel(START):
        answer = client.get("/units/export.xlsx?view=city")
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
        book = load_workbook(io.BytesIO(answer.content))
        titles = [cell.value for row in book.active.iter_rows(max_row=3) for cell in row]
        assert "单位名称" in titles and "有寄宿" in titles
        rows = list(sheets.rows_of(Unit.objects.exclude(kind="city").order_by("unit_path")))
        file = SimpleUploadedFile("单位.xlsx", sheet(*rows))
        sent = client.post("/units/import/", {"file": file, "nonce": "x"})
    assert sent.status_code == 302, sent.content.decode()
    changed = [
        {k: (row[k], now[k]) for k in row if row[k] != now[k]}
        for row, now in zip(before, Unit.objects.order_by("pk").values(), strict=True)
    ]
    assert not any(changed), changed
    with clock.travel(START):
        assert "登记了 0 个单位，改了 0 个" in client.get("/units/").content.decode()
    for unit in Unit.objects.exclude(kind="city"):
        assert ledger.unit_trail(unit.pk, ["unit.change"]) == [], unit


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>", b"a,b\n1,2\n"])
def test_what_is_no_sheet_is_refused_with_a_sentence(cast: Cast, settings: Any, data: bytes) -> None:
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    client = Client()
    client.force_login(cast.people["zhao"], backend=BACKEND)
    with clock.travel(START):
        answer = client.post("/units/import/", {"file": SimpleUploadedFile("x.xlsx", data or b" "), "nonce": "x"})
    assert answer.status_code in (400, 409, 422) and "没存上" in answer.content.decode()


def test_the_template_can_be_taken_away_and_a_sheet_with_a_wrong_cell_names_it_on_the_page(cast: Cast, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    client = Client()
    client.force_login(cast.people["zhao"], backend=BACKEND)
    with clock.travel(START):
        assert client.get("/units/template.xlsx").status_code == 200
        data = sheet({"name": "甲小学", "kind": "school", "parent": "没有的局"})
        answer = client.post("/units/import/", {"file": SimpleUploadedFile("x.xlsx", data), "nonce": "x"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "表里有 1 处不对" in text and "列（上级单位）" in text
    assert not Unit.objects.filter(name="甲小学").exists()
