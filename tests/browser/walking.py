"""Walking through the running program as people do: a browser for each, and waiting until a page is still."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image

from tests.cast import PASSWORD

DESK, PHONE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}, {"width": 360, "height": 780}

# clicks of a hand, kept over pages of one tab; a click that a label hands on to its box is none
COUNTS_CLICKS = """addEventListener('click', (e) => {
  if (e.isTrusted && e.detail) sessionStorage.setItem('clicks', String(Number(sessionStorage.getItem('clicks') || 0) + 1));
}, true)"""


class Walk:
    """Contexts of a browser by person: everybody has their own session."""

    def __init__(self, browser: Any, base: str) -> None:
        self.browser, self.base, self.open = browser, base, {}

    def page(self, who: str, size: dict[str, int] = DESK) -> Any:
        """The person's page, signed in by name and password."""
        if who not in self.open:
            context = self.browser.new_context(viewport=size, locale="zh-CN", service_workers="block")
            context.add_init_script(COUNTS_CLICKS)
            page = context.new_page()
            page.set_default_timeout(15000)
            page.on("pageerror", lambda error: pytest.fail(f"{who}: {error}"))
            page.goto(f"{self.base}/account/login/")
            page.fill("input[name=login]", who)
            page.fill("input[name=password]", PASSWORD)
            page.click("form button[type=submit], form .btn.p")
            page.wait_for_url(lambda url: "/account/login" not in url)
            self.open[who] = page
        return self.open[who]

    def goto(self, who: str, path: str) -> Any:
        page = self.page(who)
        page.goto(f"{self.base}{path}")
        return page


def photo(colour: tuple[int, int, int]) -> dict[str, Any]:
    """A small JPEG as a file for an input."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@contextmanager
def sent(page: Any) -> Iterator[None]:
    """The click inside leads to another page that has loaded."""
    with page.expect_navigation():
        yield


def settled(page: Any) -> None:
    """Nothing is on its way between page and server."""
    page.wait_for_timeout(60)
    page.wait_for_function("() => !document.querySelector('.htmx-request, [aria-busy=true]')")
    page.wait_for_timeout(60)


def agree(page: Any) -> None:
    """Say yes to the dialog that names the effect, where there is one."""
    page.wait_for_timeout(300)
    dialog = page.locator("dialog[open]")
    if dialog.count():
        dialog.locator(".btn.p").click()
    settled(page)
