"""Orders as they really come, in a browser with the real program behind it: a table that is wanted this morning, and rooms that are
walked through without a network before a break.

The bureau drops a sheet and sends it; one school fills it in on a narrow phone and is asked at once about a digit too many, another has
nothing to report; the figures move without a reload, the doubtful cell alone is asked back, and the table is signed. Then a school closes
down: two laboratories are found unlocked while the phone has no network, and both are hazards as soon as it has one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anlan.kernel import clock
from anlan.kernel.sheets import XLSX
from tests.browser.server import serving
from tests.browser.walking import DESK, NARROW, Walk, agree, sent, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEADS = ("学校", "学生数", "灭火器数", "过期灭火器数", "联系人")


@pytest.fixture
def city(real_city: tuple[str, Any], tmp_path: Path) -> Iterator[Any]:
    """The small city with rooms to close down, a closing-down check that is out, passwords, and the program serving it."""
    from django.db import connection, transaction

    from tests.cast import PASSWORD
    from tests.checks import making

    name, cast = real_city
    with transaction.atomic():
        making.with_rooms(cast)
        for person in cast.people.values():
            person.set_password(PASSWORD)
            person.save()
    now = clock.now()
    check = making.check(making.break_round(cast, at=now), cast, "green").pk
    due = clock.local(now + timedelta(days=1)).strftime("%Y-%m-%dT11:30")
    connection.close()  # and none is opened while the browser runs: what its loop opens nobody would close
    with serving(name, tmp_path, demo=False) as running:
        yield running, cast, check, due


def test_a_table_is_asked_filled_in_and_signed_and_rooms_are_closed_down_without_a_network(city, browser):
    running, cast, check, due = city
    walk = Walk(browser, running.base)
    table = ask_by_a_sheet(walk, due)
    watching = walk.goto("lin", f"/returns/{table}/")
    asked = figures(watching)[0]
    fill_in_with_a_digit_too_many(walk, table)
    nothing_to_report(walk, table)
    watching.wait_for_function("n => document.querySelector('.ru-fig b').textContent.startsWith(n)", arg="2/", timeout=30000)
    assert figures(watching)[0] == asked and figures(watching)[1] == "1"
    ask_back_and_sign(walk, table)
    close_down_without_a_network(walk, check, cast)


# ── a table ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def figures(page: Any) -> tuple[str, str]:
    """How many are asked, and how many cells are doubtful."""
    shown = page.locator(".ru-fig b")
    return shown.first.inner_text().split("/")[-1], shown.last.inner_text().strip()


def sheet() -> bytes:
    """The kind of sheet that an office has at hand: a title over the heads, one row as an example."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["灭火器情况统计表"])
    page.append(HEADS)
    page.append(["示例学校", 1200, 60, 0, "王老师"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ask_by_a_sheet(walk: Walk, due: str) -> int:
    """Drop the sheet, say until when and whom, send; -> the round."""
    page = walk.page("lin", DESK)
    page.goto(f"{walk.base}/returns/new/")
    page.set_input_files("input[name=file]", files=[{"name": "灭火器.xlsx", "mimeType": XLSX, "buffer": sheet()}])
    with sent(page):
        page.click("form.take-in .btn.p")
    assert "已知" in page.inner_text("main"), "what the register knows is not asked"
    page.fill("#due", due)
    page.locator("input[name=kinds][value=school]").check(force=True)
    expired = page.locator(".rd-col", has=page.locator("input[value=过期灭火器数]"))
    expired.locator("summary").click()
    expired.locator("input[name^=most]").fill("50")
    with sent(page):
        page.click("button[value=save] >> nth=1")
    page.click("button[value=send]")
    with sent(page):
        page.locator("dialog[open] .btn.p").click()
    assert "已报" in page.inner_text("main")
    return int(page.url.split("/returns/")[1].split("/")[0])


def open_table(walk: Walk, who: str) -> Any:
    page = walk.page(who, NARROW)
    page.goto(f"{walk.base}/returns/")
    page.locator("a[href^='/returns/sheets/']").first.click()
    page.wait_for_selector("#sheet")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], "wider than the phone"
    return page


def type_into(page: Any, title: str, value: str) -> Any:
    cell = page.locator(".rt-cell", has=page.locator("label", has_text=title)).first
    cell.locator("input[name=value]").fill(value)
    cell.locator("input[name=value]").press("Tab")
    settled(page)
    return page.locator(".rt-cell", has=page.locator("label", has_text=title)).first


def fill_in_with_a_digit_too_many(walk: Walk, table: int) -> None:
    """Chen types 400 where 50 is the most: asked at the cell, lets it stand with a reason, hands in."""
    page = open_table(walk, "chen")
    type_into(page, "灭火器数", "40")
    cell = type_into(page, "过期灭火器数", "400")
    assert "超" in cell.inner_text() or "50" in cell.inner_text()
    type_into(page, "联系人", "陈老师")
    page.click("#rt-foot .btn.p")
    settled(page)
    assert page.locator(".errors").count(), "a doubtful value goes nowhere without a word"
    cell = page.locator(".rt-cell", has=page.locator("label", has_text="过期灭火器数")).first
    cell.locator("input[name=why]").fill("就是这个数")
    cell.locator(".rt-q button").click()
    settled(page)
    page.click("#rt-foot .btn.p")
    settled(page)
    assert "报上了" in page.inner_text("#sheet")


def nothing_to_report(walk: Walk, table: int) -> None:
    """Feng has nothing: one tap."""
    page = open_table(walk, "feng")
    page.get_by_role("button", name="零报告").click()
    settled(page)
    assert "报上了" in page.inner_text("#sheet") and "零报告" in page.inner_text("#sheet")


def ask_back_and_sign(walk: Walk, table: int) -> None:
    """Only the doubtful cell is asked about; put right with a reason; the table is signed with who is missing."""
    page = walk.goto("lin", f"/returns/{table}/doubts/")
    page.locator("main form .btn.p").first.click()
    agree(page)
    phone = walk.page("chen", NARROW)
    phone.goto(f"{walk.base}/returns/")
    phone.locator("a[href^='/returns/sheets/']").first.click()
    phone.wait_for_selector("#sheet")
    cell = phone.locator(".rt-cell", has=phone.locator(".rt-q.waits")).first
    cell.locator("input[name=why]").first.fill("多打了一个零，确实是 40 具，都换新")
    cell.locator(".rt-q button").click()
    settled(phone)
    phone.get_by_role("button", name="答完了").click()
    settled(phone)
    page = walk.goto("lin", f"/returns/{table}/")
    page.get_by_role("button", name="签字冻结").click()
    with sent(page):
        page.locator("dialog[open] .btn.p").click()
    assert "2 个单位已报" in page.inner_text(".ru-sign")
    assert "和签字时一致" in page.inner_text(".ru-sign")


# ── rooms ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def close_down_without_a_network(walk: Walk, check: int, cast: Any) -> None:
    """Chen walks through the laboratories with the network gone: two unlocked, one in order; all three go off when it is back."""
    page = walk.page("chen", NARROW)
    page.goto(f"{walk.base}/checks/do/{check}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], "wider than the phone"
    page.context.set_offline(True)
    for key in ("lab2", "lab3"):
        room = page.locator(f"#room-{cast.places[key].pk}")
        room.locator("summary").click()
        room.locator("label.ck", has_text="没有锁").click()
        room.locator("input[name=note]").fill("门没有锁，药品柜开着")
        room.locator("button[value=hazard]").click()
        page.wait_for_function("id => document.getElementById(id).dataset.kept === '1'", arg=f"room-{cast.places[key].pk}")
    page.locator(f"#room-{cast.places['room'].pk} button[value=ok]").first.click()
    page.wait_for_function("() => document.getElementById('strip').textContent.includes('3 条')")
    page.context.set_offline(False)
    page.wait_for_function("() => document.querySelectorAll('.ckr-i .ckc-h').length === 2", timeout=30000)
    assert "都好" in page.locator(f"#room-{cast.places['room'].pk}").inner_text()
    hazards = walk.goto("chen", "/hazards/").inner_text("main")
    assert "二号实验室" in hazards and "三号实验室" in hazards
