"""A notice reviewed in a browser without a mouse, on a small notice of our own. Needs chromium and a built front end."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection, transaction
from django.test import Client
from django.test.testcases import LiveServerThread

from anlan.kernel import clock, settings_store
from anlan.kernel.acting import acting
from anlan.work.notices.models import Notice, Obligation
from tests.cast import START, Cast
from tests.conftest import BACKEND
from tests.notices.paper import TEXT, imported
from tests.real_rows import owner_url

CHROMIUM = os.environ.get("ANLAN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
BUILT = Path(__file__).resolve().parents[2] / "anlan/shell/static/build/manifest.json"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason=os.environ.get("ANLAN_NO_BROWSER", "no chromium on this machine")),
    pytest.mark.skipif(not BUILT.exists(), reason="the front end is not built (script/server builds it)"),
]
CLAUSES = TEXT.replace("排查有记录。", "排查有记录。各校要高度重视，把要求落到实处。")


class Desk:
    """A browser on a desk with the review open, and the rows behind it."""

    def __init__(self, page: Any, cast: Cast, notice: Notice) -> None:
        self.page, self.cast, self.notice = page, cast, notice

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the answer to the one before is there."""
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()

    def settle(self) -> None:
        """Until nothing is under way."""
        self.page.wait_for_timeout(80)
        self.page.wait_for_selector("#waiting.htmx-request, form[data-sent]", state="detached")

    @property
    def here(self) -> str:
        """The accessible name of the open row."""
        return str(self.page.locator("li.ob2").get_attribute("aria-label"))

    @property
    def rows(self) -> list[Obligation]:
        with acting(self.cast.lin):
            return list(self.notice.obligations.order_by("order", "id"))

    def states(self) -> list[str]:
        return [row.state for row in self.rows]


def _all_left(name: str) -> None:
    """Until the server's own connections are gone: a database in use cannot be dropped."""
    connection.close()
    with psycopg.connect(owner_url("postgres"), autocommit=True) as owner:
        for _attempt in range(100):
            if owner.execute("select count(*) from pg_stat_activity where datname = %s", [name]).fetchone() == (0,):
                return
            time.sleep(0.1)


@pytest.fixture
def desk(real_city: tuple[str, Cast], settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    cast = real_city[1]
    with transaction.atomic():
        settings_store.write("clock.offset_seconds", (START - clock.wall()).total_seconds())
    clock.forget_offset()
    notice = imported(cast, CLAUSES)
    client = Client()
    client.force_login(cast.people["lin"], backend=BACKEND)
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN", base_url=f"http://127.0.0.1:{server.port}")
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                              "url": f"http://127.0.0.1:{server.port}"}])  # fmt: skip
        page, wrong = context.new_page(), []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"/notices/{notice.pk}/review/")
        yield Desk(page, cast, notice)
        connection.close()  # within playwright's loop this thread has a second one
        chromium.close()
    server.terminate()
    _all_left(real_city[0])
    clock.forget_offset()
    assert not wrong


def test_a_notice_is_reviewed_with_keys_alone(desk: Desk) -> None:
    count = len(desk.rows)
    first = desk.here

    # walking: the open row has the focus, its words are marked on the left
    desk.press("j")
    assert desk.here != first and desk.page.evaluate("document.activeElement.classList.contains('ob2')")
    marked = desk.page.locator("#original mark.cur span[data-s]").first.inner_text()
    assert marked in desk.page.locator("li.ob2 textarea[name=text]").input_value()
    desk.press("k")
    assert desk.here == first

    # changing: the words are kept when the row is left, Enter confirms and goes on
    desk.press("e")
    assert desk.page.evaluate("document.activeElement.name") == "text"
    desk.press("End")
    desk.page.keyboard.type("，一式两份")
    desk.press("Escape", "Enter")
    assert desk.rows[0].text.endswith("，一式两份") and desk.rows[0].state == "confirmed"
    assert desk.here != first and "已确认 1" in desk.page.locator(".prog").inner_text()

    # U takes back one step after the other
    desk.press("u")
    assert desk.rows[0].state == "open"

    # splitting at the cursor, merging back, dropping, undoing
    desk.page.locator("#lines li.ob .hit").first.click()
    desk.settle()
    second = desk.here
    desk.press("e", "Home", *["ArrowRight"] * 8, "Escape", "s")
    assert len(desk.rows) == count + 1
    desk.press("j", "m")
    assert [r.state for r in desk.rows].count("dropped") == 1
    desk.press("u", "u")
    assert len(desk.rows) == count and second
    desk.press("x")
    assert desk.states().count("dropped") == 1
    desk.press("u")
    assert desk.states().count("dropped") == 0


def test_a_sentence_becomes_a_line_by_mouse_and_by_keys(desk: Desk) -> None:
    count = len(desk.rows)
    desk.page.evaluate(
        """() => { const run = [...document.querySelectorAll('#original [data-s]')].find((e) => e.textContent.includes('高度重视'));
        const range = document.createRange(), text = run.firstChild, at = text.textContent.indexOf('各校要高度重视');
        range.setStart(text, at); range.setEnd(text, at + 7); getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    desk.press("n")
    assert "各校要高度重视" in [r.text for r in desk.rows] and len(desk.rows) == count + 1
    desk.press("u")
    assert len(desk.rows) == count
    desk.press("n")
    assert desk.page.evaluate("document.activeElement.classList.contains('sen')")
    picked = desk.page.evaluate("document.activeElement.textContent")
    desk.press("Enter")
    assert len(desk.rows) == count + 1 and any(r.text[:6] in picked for r in desk.rows)


def test_scroll_and_what_is_typed_stay_when_a_row_changes(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 1280, "height": 560})
    desk.page.evaluate("document.querySelector('#original').scrollTop = 60")
    before = desk.page.evaluate("document.querySelector('#original').scrollTop")
    desk.page.locator("li.ob2 select[name=proof]").focus()
    desk.page.locator("li.ob2 select[name=proof]").select_option("photo")
    desk.settle()
    assert desk.page.evaluate("document.querySelector('#original').scrollTop") == before
    assert desk.page.locator("li.ob2 select[name=proof]").input_value() == "photo"
    assert desk.rows[0].proof == "photo" and desk.page.evaluate("document.activeElement.name") == "proof"


def test_g_goes_to_what_wants_a_look_and_a_refusal_stays_on_the_row(desk: Desk) -> None:
    with acting(desk.cast.lin):
        last = desk.rows[-1]
        Obligation.objects.filter(pk=last.pk).update(due_at=START - timedelta(days=1), due_fixed=True, state="look", look_why=["date_past"])
    desk.page.reload()
    desk.press("g")
    assert "期限已过" in desk.here
    desk.press("Enter")
    assert "期限已经过了" in desk.page.locator("#review-refused").inner_text()
    assert "期限已过" in desk.here


def test_below_1100_the_two_sides_are_tabs_and_nothing_is_wider_than_the_phone(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 360, "height": 780})
    desk.page.reload()
    assert desk.page.locator("#lines").is_visible() and not desk.page.locator("#original").is_visible()
    desk.page.get_by_role("tab", name="原文").click()
    assert desk.page.locator("#original").is_visible() and not desk.page.locator("#lines").is_visible()
    desk.page.locator("#original mark").nth(1).click()
    desk.page.locator("#lines").wait_for(state="visible")
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 360
