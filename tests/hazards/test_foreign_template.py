"""Somebody else's template: exactly their columns out, their numbers back, and what does not fit listed."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from anlan.kernel.acting import acting
from anlan.kernel.sheets import Column, write_plain
from anlan.work.hazards import actions
from anlan.work.hazards.models import Hazard, LedgerMapping
from tests.cast import START
from tests.hazards.steps import report

THEIRS = ["隐患编号", "被检查单位", "行业", "隐患部位", "隐患描述", "隐患级别", "内部编号", "备注"]


def book(*rows):
    columns = [Column(f"c{n}", title) for n, title in enumerate(THEIRS)]
    return write_plain(columns, [{f"c{n}": value for n, value in enumerate(row)} for row in rows], "隐患上报")


def upload(data):
    return SimpleUploadedFile("平台.xlsx", data)


def test_their_template_is_read_filled_and_its_numbers_come_back(cast, signed_in):
    first = report(cast, description="楼梯口堆了课桌和纸箱")
    second, third = report(cast, description="消火栓没有水"), report(cast, description="应急灯不亮", place="lab")
    client = signed_in("lin")
    made = client.post("/hazards/templates/", {"name": "市平台", "file": upload(book())})
    row = LedgerMapping.objects.get(name="市平台")
    assert made.url.endswith(f"?mapping={row.pk}")
    assert [c["key"] for c in row.columns] == ["external_number", "unit", "", "place", "description", "grade", "number", ""]
    sent = {f"key{n}": c["key"] for n, c in enumerate(row.columns)} | {"key2": "=", "fixed2": "教育", "grade-general": "一般事故隐患"}
    assert client.post(f"/hazards/templates/?mapping={row.pk}", sent).status_code == 302
    out = client.get(f"/hazards/ledger.xlsx?when=all&mapping={row.pk}").content
    lines = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(out)).active.iter_rows()]
    assert lines[0] == THEIRS and len(load_workbook(io.BytesIO(out)).sheetnames) == 1
    mine = next(line for line in lines if line[4] == first.description)
    assert mine == [None, "青禾中学", "教育", "二层东楼梯", "楼梯口堆了课桌和纸箱", "一般事故隐患", first.case.number, None]

    with acting(cast.chen):
        actions.set_external_number(third.pk, number="P-9", by=cast.chen, at=START)
    back = book(
        ("P-1", "", "", "", "", "", first.case.number),
        ("P-2", "青禾中学", "", "二层东楼梯", "消火栓没有水", "", ""),  # found by its words
        ("P-3", "", "", "", "", "", third.case.number),  # registered with another one
        ("P-4", "", "", "", "", "", "YH-1999-00001"),
        ("P-1", "", "", "", "", "", second.case.number),  # the same number twice
        ("P-9", "", "", "", "没有这样的", "", ""),
        ("", "", "", "", "", "", first.case.number),
    )  # fmt: skip
    page = client.post("/hazards/numbers/", {"mapping": row.pk, "file": upload(back)}).content.decode()
    numbers = dict(Hazard.objects.values_list("pk", "external_number"))
    assert numbers == {first.pk: "P-1", second.pk: "P-2", third.pk: "P-9"}
    assert "记下 2 个" in page and "这件已经登记的是 P-9" in page and "和第 2 行编号相同" in page and "没有 YH-1999-00001" in page
    again = client.post("/hazards/numbers/", {"mapping": row.pk, "file": upload(back)}).content.decode()
    assert "记下 0 个，原来就有 2 个" in again


def test_a_school_numbers_only_its_own(cast, signed_in):
    hazard = report(cast)
    signed_in("lin").post("/hazards/templates/", {"name": "市平台", "file": upload(book())})
    row = LedgerMapping.objects.get()
    sent = {"mapping": row.pk, "file": upload(book(("P-1", "", "", "", "", "", hazard.case.number)))}
    assert "不在你的范围内" in signed_in("feng").post("/hazards/numbers/", sent).content.decode()
    assert Hazard.objects.get().external_number == ""
    edit = signed_in("feng").post(f"/hazards/templates/?mapping={row.pk}", {"key0": "number", "key1": "unit"})
    assert edit.status_code in (403, 404)
