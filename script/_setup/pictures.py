"""Pictures of real pages for the README and the handbook, from the demo city: python script/_setup/pictures.py [NAME …]."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from sim import story
from sim.photos import photo

PROJECT = Path(__file__).resolve().parents[2]
PICTURES = PROJECT / "docs" / "pictures"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LARGEST, ALTOGETHER = 200_000, 2_500_000
DEMO_SECONDS = 900
OFFICER, DISTRICT, SAFETY, TEACHER = "沈知远", "何静", "周敏", "苏晓雨"
CASE = "二层东楼梯被堵"
DRAFT = PROJECT / "sim" / "notices" / "31_winter_break.txt"


@contextlib.contextmanager
def demo() -> Iterator[str]:
    """Address of a demo: the one at BASE, or one of our own that ends with the block."""
    if base := os.environ.get("BASE", "").rstrip("/"):
        yield base
        return
    port = os.environ.get("PORT", "8170")
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([sys.executable, "-m", "anlan", "serve"], cwd=PROJECT, env=os.environ | {"PORT": port, "ANLAN_DEMO": "1"})
    try:
        until = time.monotonic() + DEMO_SECONDS
        while not _healthy(base):
            if server.poll() is not None or time.monotonic() > until:
                raise SystemExit("the demo did not come up")
            time.sleep(1)
        yield base
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def _healthy(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=5) as answer:  # noqa: S310  (loopback)
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


class Album:
    """A browser, one context a person and size."""

    def __init__(self, browser: Any, base: str) -> None:
        self.browser, self.base = browser, base
        self.pages: dict[tuple[str, bool], Any] = {}

    def page(self, who: str, phone: bool = False) -> Any:
        """A page on which `who` is signed in ('' for nobody)."""
        if (who, phone) not in self.pages:
            context = self.browser.new_context(
                viewport=PHONE if phone else DESK, locale="zh-CN", reduced_motion="reduce", has_touch=phone, device_scale_factor=1
            )
            page = context.new_page()
            page.goto(f"{self.base}/account/login/")
            if who:
                with page.expect_navigation():
                    page.locator(".cast button", has_text=who).first.click()
            self.pages[who, phone] = page
        return self.pages[who, phone]

    def open(self, who: str, path: str, phone: bool = False) -> Any:
        page = self.page(who, phone)
        page.goto(path if path.startswith("http") else self.base + path)
        page.wait_for_timeout(600)
        return page


def signin(album: Album) -> Any:
    return album.open("", "/account/login/")


def board(album: Album) -> Any:
    page = album.open(OFFICER, "/board/")
    page.wait_for_selector(".kp b")
    return page


def review(album: Album) -> Any:
    """A notice in review: the draft there is, or one taken in now; dated, the plain lines confirmed, the bounded clause open."""
    page = album.open(OFFICER, "/notices/")
    drafts = page.locator("a[href*='/review/']")
    if drafts.count():
        drafts.first.click()
    else:
        text = re.sub(r"〔2026〕\d+号", "〔2026〕33号", DRAFT.read_text("utf-8"))
        page.goto(f"{album.base}/notices/import/")
        page.set_input_files("#id_file", files=[{"name": "通知.txt", "mimeType": "text/plain", "buffer": text.encode()}])
        with page.expect_navigation():
            page.click("form.take-in .btn.p")
    page.wait_for_selector("[data-ob]")
    if page.locator(".bulk input[type=date]").count():
        page.fill(".bulk input[type=date]", "2027-01-22")
        page.click(".bulk button")
        page.wait_for_timeout(1500)
    rest = page.get_by_role("button", name="都对")
    if rest.count():
        rest.first.click()
        page.wait_for_timeout(2000)
    bounded = page.locator("[data-ob] .d", has_text="不能照原文派").first
    if bounded.count():
        bounded.locator("xpath=..").locator("a.hit").click()
        page.wait_for_timeout(1200)
    page.evaluate("document.activeElement.blur()")
    return page


def matrix(album: Album) -> Any:
    """The matrix with one district open to its schools, and a cell told below."""
    page = album.open(OFFICER, "/matrix/")
    shut = page.locator("thead a[href*='open=1.']", has_text="临漪")
    if shut.count():
        page.goto(page.url.split("?")[0] + str(shut.first.get_attribute("href")))
        page.wait_for_timeout(1000)
    page.locator("tbody tr").nth(7).locator("td.c a").first.click()
    page.wait_for_timeout(1000)
    return page


def _find_case(album: Album) -> str:
    page = album.open(DISTRICT, f"/search/?q={CASE}")
    link = page.locator("main a[href*='/cases/']").first
    return album.base + str(link.get_attribute("href"))


def case(album: Album) -> Any:
    return album.open(DISTRICT, _find_case(album))


def case_phone(album: Album) -> Any:
    return album.open(DISTRICT, _find_case(album), phone=True)


def inbox_phone(album: Album) -> Any:
    return album.open(SAFETY, "/inbox/", phone=True)


def report_phone(album: Album) -> Any:
    """A report half filled, as a teacher holds it in her hand."""
    page = album.open(TEACHER, "/hazards/report/", phone=True)
    place = page.locator(".pick label").first
    if place.count():
        place.click()
    page.locator("label.cat").first.click()
    shot = photo("blocked_stair", "before", seed=3, taken_at=story.NOW, lon=119.9, lat=31.7, small=True)
    page.set_input_files("input[name=photos]", files=[{"name": "1.jpg", "mimeType": "image/jpeg", "buffer": shot}])
    page.wait_for_timeout(1200)
    page.fill("#id_description", "楼梯口堆了课桌和纸箱，防火门上了锁")
    page.locator("label.cat").first.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, 0)")
    return page


def table(album: Album) -> Any:
    """A table that is being filled in: the one of this morning."""
    page = album.open(OFFICER, "/returns/")
    page.locator("main a[href^='/returns/']", has_text="统计表").first.click()
    page.wait_for_timeout(1000)
    return page


def wall(album: Album) -> Any:
    page = album.page(OFFICER)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{album.base}/wall/")
    page.wait_for_timeout(1500)
    return page


def steps(who: str, *way: str, phone: bool = False) -> Callable[[Album], Any]:
    """A picture of where somebody comes to: an address, then the first link that holds each of the words, or that a selector finds."""

    def shot(album: Album) -> Any:
        page = album.open(who, way[0], phone)
        for hint in way[1:]:
            link = page.locator(hint) if hint[0] in "[.#a" else page.locator("main a", has_text=hint)
            page.goto(f"{album.base}{link.first.get_attribute('href')}")
            page.wait_for_timeout(800)
        return page

    return shot


SHOTS: dict[str, Callable[[Album], Any]] = {
    "signin": signin, "board": board, "review": review, "case": case, "matrix": matrix,
    "inbox-phone": inbox_phone, "report-phone": report_phone, "case-phone": case_phone, "table": table, "wall": wall,
    "dossier-phone": steps(SAFETY, "/notices/", "a[href^='/dossiers/']", phone=True),
    "verify": steps(DISTRICT, "/verify/", "[href^='/verify/']"),
    "chain": steps(DISTRICT, "/chain/"),
    "calendar": steps(OFFICER, "/calendar/"),
    "table-phone": steps(SAFETY, "/returns/", "[href^='/returns/sheets/']", phone=True),
    "reissue": steps(DISTRICT, "/notices/", "a[href$='/matrix/']", "来龙去脉", "转发给学校"),
    "round": steps(OFFICER, "/checks/", "小学冬季消防自查"),
    "rooms-phone": steps(SAFETY, "/checks/", "[href^='/checks/do/']", phone=True),
    "instruction": steps(OFFICER, "/instructions/", "a.hit"),
    "ways": steps(DISTRICT, "/me/ways/"),
    "keys": steps(DISTRICT, "/me/keys/"),
    "tips": steps(DISTRICT, "/tips/"),
    "burden": steps(OFFICER, "/burden/"),
    "pledges": steps(OFFICER, "/pledges/"),
}  # fmt: skip


def keep(name: str, shot: bytes) -> int:
    """Write the picture with as many colours as its size allows; -> bytes."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    path = PICTURES / f"{name}.png"
    for colours in (256, 128, 64, 32):
        image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < LARGEST:
            break
    else:
        raise SystemExit(f"{path.name} is too large: {path.stat().st_size} bytes")
    return path.stat().st_size


def main(names: list[str]) -> None:
    """Take the named pictures, or all."""
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("ANLAN_CHROMIUM", "/usr/bin/chromium")
    with demo() as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"])
        album = Album(browser, base)
        for name in names or list(SHOTS):
            page = SHOTS[name](album)
            print(f"{name}.png  {keep(name, page.screenshot()) // 1000} kB", flush=True)
        browser.close()
    together = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    if together > ALTOGETHER:
        raise SystemExit(f"the pictures are too large together: {together} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
