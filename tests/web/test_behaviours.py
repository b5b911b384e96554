"""What the modules of the front end do in a browser, tried on the gallery. Needs chromium and a built front end."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.web.gallery.sample import pages
from tests.web.gallery.served import browsing

pytestmark = browsing


@pytest.mark.parametrize("name", sorted(pages()))
def test_no_page_is_wider_than_the_screen(page: Any, name: str) -> None:
    page.goto(f"/{name}/")
    for width in (360, 760, 1000, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["inbox", "report", "case", "form", "listing", "signin"])
def test_on_a_phone_what_is_tapped_is_large_enough(page: Any, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/{name}/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, a.btn, .tabs a, .inp, label.ck, .ib, .ib2')]
            .filter((e) => e.offsetParent && !e.closest('.drop-box') && !e.matches('.as-link'))
            .map((e) => [e.getBoundingClientRect().height, e.outerHTML.slice(0, 80)]).filter(([h]) => h < 36)"""
    )
    assert small == []


def test_slash_finds_and_j_k_walk_the_rows(page: Any) -> None:
    page.goto("/inbox/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".it.here .tt").inner_text() == "《告家长书》被区局退回"
    page.keyboard.press("k")
    assert page.locator(".it.here .tt").inner_text() == "二食堂灶台燃气软管到期未换"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("j")
    assert page.locator("input[name=q]").input_value() == "j"


def test_e_acts_and_a_question_mark_shows_the_keys(page: Any) -> None:
    page.goto("/inbox/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url("**/case/")


def test_a_lasting_verb_says_its_effect_before_it_acts(page: Any) -> None:
    posts: list[str] = []
    page.route("**/stop/", lambda route: (posts.append(route.request.post_data or ""), route.fulfill(status=204)))
    page.goto("/record/")
    page.get_by_role("button", name="停用").click()
    dialog = page.locator("dialog[open]")
    assert "6 件未办结的事会转给临漪区教育局" in dialog.inner_text()
    dialog.get_by_role("button", name="再看看").click()
    assert posts == []
    page.get_by_role("button", name="停用").click()
    page.locator("dialog[open]").get_by_role("button", name="停用").click()
    page.wait_for_timeout(200)
    assert len(posts) == 1
    assert "nonce=" in posts[0]


def test_dark_is_remembered_for_the_next_page(page: Any) -> None:
    page.goto("/inbox/")
    page.locator(".topbar .drop > summary").click()
    page.locator('.topbar [data-theme-is="dark"]').click()
    page.goto("/board/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_draft_outlives_the_page_and_ends_with_the_answer(page: Any) -> None:
    page.goto("/form/")
    page.fill("#id_name", "青禾中学")
    page.check("input[name=boards][value=y]", force=True)
    nonce = page.input_value("#form input[name=nonce]")
    page.goto("/inbox/")
    page.goto("/form/")
    assert page.input_value("#form input[name=nonce]") == nonce
    assert page.input_value("#id_name") == "青禾中学"
    assert page.is_checked("input[name=boards][value=y]")
    assert "上次没填完的还在" in page.locator("#strip").inner_text()
    page.context.add_cookies([{"name": "draft-done", "value": "unit-1", "url": page.url}])
    page.goto("/inbox/")
    page.goto("/form/")
    assert page.input_value("#id_name") == ""


def test_pictures_are_made_smaller_shown_and_can_be_taken_away(page: Any, tmp_path: Path) -> None:
    paths = []
    for name, size in (("a.png", (3000, 2000)), ("b.png", (200, 100))):
        Image.effect_noise(size, 90).convert("RGB").save(tmp_path / name)
        paths.append(str(tmp_path / name))
    page.goto("/report/")
    page.set_input_files("input[name=photos]", paths)
    page.wait_for_selector(".shot >> nth=1")
    sizes = """async (i) => {
        const made = await createImageBitmap(document.querySelector('input[name=photos]').files[i]);
        return [made.width, made.height];
    }"""
    assert page.evaluate(sizes, 0) == [1600, 1067]
    assert page.evaluate(sizes, 1) == [200, 100]
    page.locator(".shot .x").first.click()
    assert page.evaluate("document.querySelector('input[name=photos]').files.length") == 1


def test_a_smaller_picture_keeps_when_and_where_it_was_taken(page: Any, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8769)[0x9003] = "2026:12:21 08:12:00"
    exif.get_ifd(0x8825)[1] = "N"
    Image.effect_noise((3000, 2000), 90).convert("RGB").save(tmp_path / "a.jpg", exif=exif)
    page.goto("/report/")
    page.set_input_files("input[name=photos]", str(tmp_path / "a.jpg"))
    page.wait_for_selector(".shot")
    sent = page.evaluate(
        "() => new Promise(done => { const read = new FileReader(); read.onload = () => done(read.result.split(',')[1]);"
        " read.readAsDataURL(document.querySelector('input[name=photos]').files[0]) })"
    )
    made = Image.open(io.BytesIO(base64.b64decode(sent)))
    assert made.size == (1067, 1600)
    assert made.getexif()[0x0112] == 1
    assert made.getexif().get_ifd(0x8769)[0x9003] == "2026:12:21 08:12:00"
    assert made.getexif().get_ifd(0x8825)[1] == "N"


def test_in_a_demo_the_moment_of_silence_is_that_of_its_own_clock(page: Any) -> None:
    page.clock.install(time="2026-11-20T02:00:00Z")
    page.route("**/stream/", lambda route: route.fulfill(status=200, content_type="text/event-stream", body="event: hello\ndata: {}\n\n"))

    def in_a_demo(route: Any) -> None:
        body = route.fetch().text().replace("<head>", '<head><meta name="now" content="2026-12-21T15:30:00+08:00">', 1)
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=body)

    page.route("**/live/", in_a_demo)
    page.goto("/live/")
    page.clock.run_for(500)
    page.unroute("**/stream/")
    page.route("**/stream/", lambda route: route.abort())
    page.clock.run_for(90_000)
    assert re.search(r"15:3\d 起没有新数据", page.locator("#strip").inner_text())


def test_a_form_goes_off_once(page: Any) -> None:
    posts: list[str] = []
    page.route("**/form/?sent", lambda route: (posts.append("x"), page.wait_for_timeout(300), route.fulfill(status=204)))
    page.goto("/live/")
    page.evaluate("() => { const b = document.querySelector('#once button'); b.click(); b.click(); b.click() }")
    page.wait_for_timeout(500)
    assert len(posts) == 1
    assert page.locator("#once button").get_attribute("aria-busy") == "true"


@pytest.mark.parametrize(("answer", "words"), [({"status": 502}, "没存上，你填的都还在"), (None, "现在连不上")])
def test_when_saving_fails_nothing_typed_is_lost(page: Any, answer: dict[str, int] | None, words: str) -> None:
    page.route("**/slow/", lambda route: route.fulfill(**answer) if answer else route.abort())
    page.goto("/live/")
    page.fill("#slow input", "写了很久")
    page.click("#slow button")
    page.wait_for_selector("#strip-unsaved")
    assert words in page.locator("#strip").inner_text()
    assert page.input_value("#slow input") == "写了很久"
    assert page.locator("#slow button").get_attribute("aria-busy") is None


def test_a_change_elsewhere_is_fetched_and_silence_turns_figures_unknown(page: Any) -> None:
    page.clock.install()
    told = "event: hello\ndata: {}\n\nevent: changed\ndata: " + json.dumps(["cases"]) + "\n\n"
    first = [True]

    def stream(route: Any) -> None:
        body = told if first.pop() else ""
        first.append(False)
        route.fulfill(status=200, content_type="text/event-stream", body=body)

    page.route("**/stream/", stream)
    page.route("**/live/?part=1", lambda route: route.fulfill(status=200, body="<b data-figure>2</b>"))
    page.route("**/live/?part=2", lambda route: route.fulfill(status=200, body="<p>fresh</p>"))
    page.goto("/live/")
    page.clock.run_for(500)
    page.wait_for_selector("#count b:text('2')")
    page.clock.run_for(70_000)
    assert page.locator("#count b.stale").count() == 1
    assert re.search(r"\d\d:\d\d 起没有新数据", page.locator("#strip").inner_text())


def test_a_half_typed_sentence_is_not_swapped_away(page: Any) -> None:
    page.clock.install()
    bodies = ["event: hello\ndata: {}\nretry: 1000\n\n", 'event: changed\ndata: ["cases"]\n\n']
    page.route(
        "**/stream/", lambda route: route.fulfill(status=200, content_type="text/event-stream", body=bodies.pop(0) if bodies else "")
    )
    page.route("**/live/?part=1", lambda route: route.fulfill(status=200, body="<b data-figure>2</b>"))
    page.route("**/live/?part=2", lambda route: route.fulfill(status=200, body="gone"))
    page.goto("/live/")
    page.fill("#typed input", "写到一半")
    page.wait_for_selector("#strip-moved")
    assert page.input_value("#typed input") == "写到一半"
    assert "这一页有新变化" in page.locator("#strip").inner_text()


def test_pictures_open_in_full_size_and_arrows_turn_them(page: Any) -> None:
    page.goto("/live/")
    page.click("#one")
    assert "整改前　1 / 2" in page.locator("dialog.light").inner_text()
    page.keyboard.press("ArrowRight")
    assert "整改后　2 / 2" in page.locator("dialog.light").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.light", state="detached")


def test_arrows_walk_a_grid_of_cells(page: Any) -> None:
    page.goto("/live/")
    page.locator("td", has_text="甲").focus()
    for key, cell in (("ArrowDown", "丙"), ("ArrowRight", "丁"), ("ArrowUp", "乙"), ("ArrowLeft", "甲")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.innerText") == cell
    page.keyboard.press("Enter")
    assert page.url.endswith("#a")


def test_phrases_follow_the_chosen_kind_and_join_what_is_there(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/report/")
    assert page.locator(".qk button:visible").all_inner_texts() == ["门被锁", "通道被堵", "灯不亮"]
    page.get_by_role("button", name="门被锁").click()
    assert page.input_value("#what").endswith("应急灯不亮，门被锁")
    page.locator(".cat", has_text="用电").click()
    assert page.locator(".qk button:visible").all_inner_texts() == ["灯不亮"]


def test_filtering_a_list_changes_the_list_and_the_address_alone(page: Any) -> None:
    page.goto("/listing/")
    page.evaluate("window.kept = true")
    page.fill("#id_q", "青禾")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**/listing/?q=*")
    assert page.evaluate("window.kept")
    assert page.locator("#list").count() == 1


def test_a_password_can_be_looked_at(page: Any) -> None:
    page.goto("/signin/")
    page.fill("#id_password", "x")
    page.get_by_role("button", name="显示").click()
    assert page.locator("#id_password").get_attribute("type") == "text"
