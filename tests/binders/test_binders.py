"""Binders for an inspection: what a person may see of a span, in one file with a cover, masked, checked, of bounded size."""

from __future__ import annotations

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from docx import Document
from openpyxl import load_workbook

from anlan.kernel.ledger.queries import unit_trail
from anlan.kernel.models import Progress
from anlan.oversight.binders import actions, rules, shelf, tasks
from anlan.oversight.binders.models import Binder
from tests.cast import START
from tests.hazards.steps import DAY, person, photo, report, step
from tests.notices import paper


@pytest.fixture
def kept(settings, tmp_path):
    settings.ANLAN_EVIDENCE_DIR = tmp_path


def asked(client, cast, unit="green", **more):
    """Ask for a binder on the page. -> the answer."""
    given = {
        "unit": cast.units[unit].pk, "starts": "2026-12-01", "ends": "2026-12-31", "parts": list(rules.PARTS), "nonce": uuid.uuid4().hex,
    }  # fmt: skip
    return client.post("/binders/new/", given | more)


def opened(client, binder):
    answer = client.get(f"/binders/{binder.pk}/file.zip")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def sheet(volume, name):
    """The cells of the list whose name holds `name`, as one text a row."""
    found = next(n for n in volume.namelist() if name in n and n.endswith(".xlsx"))
    page = load_workbook(io.BytesIO(volume.read(found))).worksheets[0]
    return [" | ".join("" if c.value is None else str(c.value) for c in row) for row in page.iter_rows()]


def test_a_binder_holds_the_lists_the_photos_and_a_cover_and_no_private_number(cast, signed_in, kept):
    hazard = report(cast, description="楼梯口堆了课桌，找保洁 13812345678")
    step(cast, hazard, "grade", "chen", owner=person(cast, "liang"))
    step(cast, hazard, "rectify", "liang", note="清走了", photos=[photo()])
    report(cast, at=START - 60 * DAY, category="electric", description="插座松脱了")  # still open: it ran within the span
    report(cast, by="feng", unit="hill", place="kitchen", description="食堂地面滑")
    notice = paper.sent(cast)
    paper.proved(cast, paper.line(notice, cast, "green"), "chen", START + DAY)
    chen = signed_in("chen")
    answer = asked(chen, cast)
    binder = Binder.objects.get()
    assert answer.status_code == 302 and "排上队了" in chen.get(f"/binders/{binder.pk}/").content.decode()
    tasks.build(binder.pk)
    binder.refresh_from_db()
    assert binder.state == "ready" and binder.left_out == 0
    assert "下载" in chen.get(f"/binders/{binder.pk}/").content.decode()
    volume = opened(chen, binder)
    names = volume.namelist()
    assert f"隐患照片和佐证/{hazard.case.number}/整改前-1.jpg" in names and f"隐患照片和佐证/{hazard.case.number}/整改后-1.jpg" in names
    rows = sheet(volume, "隐患台账")
    assert "截至" in rows[1] and "未被改动" in rows[1] and len(rows) == 5
    text = "\n".join(rows)
    assert "138****5678" in text and "13812345678" not in text and "Liang" not in text and "食堂地面滑" not in text
    assert any("已交" in row or "待核验" in row for row in sheet(volume, "通知任务")[3:])
    chain = sheet(volume, "责任链")
    assert any("青禾中学" in row and "校长" in row for row in chain) and "1990000" not in "\n".join(chain)
    cover = Document(io.BytesIO(volume.read("00 封面和目录.docx")))
    words = "\n".join(p.text for p in cover.paragraphs) + "\n".join(c.text for t in cover.tables for r in t.rows for c in r.cells)
    assert "安全工作迎检资料" in words and "01 隐患台账.xlsx" in words and "未被改动" in words
    assert {line.verb for line in unit_trail(cast.units["green"].pk, ["binder.ask", "binder.ready", "binder.took"])} == {
        "binder.ask", "binder.ready", "binder.took",
    }  # fmt: skip


def test_domains_narrow_it_the_same_form_is_one_and_nobody_else_has_it(cast, signed_in, kept):
    report(cast)
    report(cast, category="electric", description="插座松脱了")
    nonce = uuid.uuid4().hex
    zhao = signed_in("zhao")
    assert (
        asked(zhao, cast, nonce=nonce, domains=["electric"], parts=["hazards"]).url
        == asked(zhao, cast, nonce=nonce, domains=["electric"], parts=["hazards"]).url
    )
    binder = Binder.objects.get()
    tasks.build(binder.pk)
    rows = sheet(opened(zhao, binder), "隐患台账")
    assert "插座松脱了" in "\n".join(rows) and "课桌" not in "\n".join(rows)
    for name in ("lin", "chen", "feng"):
        assert signed_in(name).get(f"/binders/{binder.pk}/file.zip").status_code == 404, name
    assert signed_in("su").get("/binders/").status_code == 403
    assert asked(signed_in("feng"), cast).status_code in (403, 422) and asked(zhao, cast, ends="2026-11-01").status_code == 409
    assert asked(zhao, cast, parts=[]).status_code == 422 and Binder.objects.count() == 1


def test_what_has_no_room_is_named_what_breaks_off_leaves_nothing_and_a_week_later_it_is_gone(cast, signed_in, kept, monkeypatch):
    for _n in range(3):
        report(cast)
    lin = signed_in("lin")
    monkeypatch.setattr(rules, "MOST_FILES", 2)
    asked(lin, cast, unit="east", parts=["hazards"])
    binder = Binder.objects.get()
    tasks.build(binder.pk)
    binder.refresh_from_db()
    assert binder.state == "ready" and binder.left_out == 2
    assert "没有装入" in "".join(p.text for p in Document(io.BytesIO(opened(lin, binder).read("00 封面和目录.docx"))).paragraphs)
    assert actions.throw_away(START + timedelta(days=8)) == 1 and not shelf.place(binder.nonce).exists()
    assert lin.get(f"/binders/{binder.pk}/file.zip").status_code == 409
    asked(lin, cast, unit="east", parts=["hazards"])
    other = Binder.objects.latest("pk")
    monkeypatch.setattr("anlan.oversight.binders.building.cover", lambda volume: 1 / 0)
    tasks.build(other.pk)
    other.refresh_from_db()
    assert other.state == "failed" and not list(shelf.place(other.nonce).parent.glob("*"))
    assert "没装成" in lin.get(f"/binders/{other.pk}/").content.decode() and Progress.objects.filter(what="binder").count() == 2
