"""Reports without a network, in a browser: kept one by one, sent once, put right or dropped when refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.web.gallery.served import browsing

pytestmark = browsing
# nothing is kept on the device
EMPTY = """() => new Promise((tell) => {
    const opening = indexedDB.open('anlan', 1);
    opening.onsuccess = () => {
        const asked = opening.result.transaction('kept').objectStore('kept').count();
        asked.onsuccess = () => tell(asked.result === 0);
    };
})"""


def taken_by_the_server(page: Any) -> list[bytes]:
    """What is posted to the report's address from now on, each taken as it is."""
    posts: list[bytes] = []

    def answer(route: Any) -> None:
        if route.request.method != "POST":
            return route.continue_()
        posts.append(route.request.post_data_buffer or b"")
        return route.fulfill(status=200, body="ok")

    page.route("**/report/", answer)
    return posts


def test_without_a_network_a_report_waits_on_the_phone_and_goes_once(page: Any, tmp_path: Path) -> None:
    Image.new("RGB", (40, 30), "grey").save(tmp_path / "a.jpg")
    posts = taken_by_the_server(page)
    page.goto("/report/")
    nonce = page.input_value("input[name=nonce]")
    assert re.fullmatch("[0-9a-f]{32}", nonce)
    page.set_input_files("input[name=photos]", str(tmp_path / "a.jpg"))
    page.wait_for_selector(".shot")
    page.context.set_offline(True)
    page.get_by_role("button", name="上报").click()
    page.wait_for_selector("#strip-offline")
    assert "没网，已存手机里，连上网自动报（1 条）" in page.locator("#strip").inner_text()
    assert page.input_value("input[name=nonce]") != nonce
    page.context.set_offline(False)
    page.wait_for_selector("#strip-kept-sent")
    assert len(posts) == 1
    assert nonce.encode() in posts[0]
    assert b"a.jpg" in posts[0]
    page.reload()
    page.wait_for_timeout(300)
    assert len(posts) == 1


@pytest.mark.parametrize("door", ["/do/login/", "/do/password/"])
def test_a_report_that_is_led_to_a_door_was_not_taken_and_stays(page: Any, door: str) -> None:
    led: list[str] = []

    def answer(route: Any) -> None:
        if route.request.method != "POST":
            return route.continue_()
        led.append(route.request.url)
        return route.fulfill(status=302, headers={"Location": door})

    page.route("**/report/", answer)
    page.goto("/report/")
    page.context.set_offline(True)
    page.get_by_role("button", name="上报").click()
    page.wait_for_selector("#strip-offline")
    page.context.set_offline(False)
    with page.expect_response(lambda response: response.url.endswith(door)):
        pass
    page.wait_for_timeout(200)
    assert led and not page.evaluate(EMPTY) and page.locator("#strip-kept-sent").count() == 0


def test_what_one_person_kept_is_not_sent_by_another(page: Any) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto("/report/")
    page.context.set_offline(True)
    page.get_by_role("button", name="上报").click()
    page.wait_for_selector("#strip-offline")
    page.evaluate("document.querySelector('meta[name=who]').content = '999'")
    page.context.set_offline(False)
    page.wait_for_timeout(300)
    assert posts == []
    page.goto("/report/")
    page.wait_for_selector("#strip-kept-sent")
    assert len(posts) == 1


def test_a_second_report_without_a_network_is_kept_too_and_without_the_photo_of_the_first(page: Any, tmp_path: Path) -> None:
    Image.new("RGB", (40, 30), "grey").save(tmp_path / "a.jpg")
    posts = taken_by_the_server(page)
    page.goto("/report/")
    page.set_input_files("input[name=photos]", str(tmp_path / "a.jpg"))
    page.wait_for_selector(".shot")
    page.context.set_offline(True)
    page.get_by_role("button", name="上报").click()
    page.wait_for_selector("#strip-offline")
    assert page.locator(".shot").count() == 0
    page.fill("#what", "第二件：门口的灯坏了")
    page.get_by_role("button", name="上报").click()
    page.wait_for_function("() => document.querySelector('#strip').innerText.includes('2 条')")
    page.context.set_offline(False)
    page.wait_for_selector("#strip-kept-sent")
    assert [b"a.jpg" in body for body in posts] == [True, False]
    assert "第二件".encode() in posts[1]


def test_without_a_network_a_report_without_a_place_is_not_kept_but_asked_for_it(page: Any) -> None:
    page.goto("/report/")
    page.context.set_offline(True)
    page.evaluate("document.querySelector('input[name=place]').checked = false")
    page.get_by_role("button", name="上报").click()
    page.wait_for_selector("#strip-unplaced")
    assert page.evaluate("document.activeElement.name") == "where"
    assert page.locator("#strip-offline").count() == 0
    page.fill("input[name=where]", "锅炉房后门")
    page.get_by_role("button", name="上报").click()
    page.wait_for_selector("#strip-offline")
    assert page.locator("#strip-unplaced").count() == 0


def test_what_was_kept_and_refused_lets_others_out_and_opens_filled_to_be_put_right(page: Any, tmp_path: Path) -> None:
    Image.new("RGB", (40, 30), "grey").save(tmp_path / "a.jpg")
    posts: list[str] = []
    refusal = '<div class="errors"><b>没存上</b><ul><li>怎么了：写清是什么，5 个字以上</li></ul></div>'

    def answer(route: Any) -> None:
        if route.request.method != "POST":
            return route.continue_()
        body = (route.request.post_data_buffer or b"").decode("utf-8", "replace")
        posts.append(body)
        return route.fulfill(status=422 if "短的" in body else 200, content_type="text/html; charset=utf-8", body=refusal)

    page.route("**/report/*", answer)
    page.route("**/report/", answer)
    page.goto("/report/")
    page.context.set_offline(True)
    for words, photo in (("短的", True), ("一件写清楚的", False)):
        if photo:
            page.set_input_files("input[name=photos]", str(tmp_path / "a.jpg"))
            page.wait_for_selector(".shot")
        page.fill("#what", words)
        page.locator(".cat", has_text="用电").click()
        page.get_by_role("button", name="上报").click()
        page.wait_for_function("() => document.querySelector('#what').value.startsWith('楼梯口')")
    page.context.set_offline(False)
    page.wait_for_selector("#strip-kept-sent")
    assert len(posts) == 2
    assert "一件写清楚的" in posts[1]
    strip = page.locator("#strip [id^=strip-kept-refused]")
    assert "没报上：怎么了：写清是什么，5 个字以上" in strip.inner_text()
    strip.get_by_role("link", name="打开改一改").click()
    page.wait_for_selector(".shot")
    assert page.input_value("#what") == "短的"
    assert page.is_checked("input[name=kind][value='2']")
    page.fill("#what", "写长了，说清楚了")
    page.context.add_cookies([{"name": "draft-done", "value": "hazard", "domain": "127.0.0.1", "path": "/"}])
    page.get_by_role("button", name="上报").click()
    page.wait_for_timeout(300)
    assert "写长了" in posts[-1]
    assert "a.jpg" in posts[-1]
    before = len(posts)
    page.goto("/inbox/")
    page.wait_for_function(EMPTY)
    page.wait_for_timeout(300)
    assert page.locator("#strip > *").count() == 0
    assert len(posts) == before


def test_what_was_kept_and_refused_can_be_deleted(page: Any) -> None:
    page.route("**/report/", lambda r: r.fulfill(status=422, body="") if r.request.method == "POST" else r.continue_())
    page.goto("/report/")
    page.context.set_offline(True)
    page.get_by_role("button", name="上报").click()
    page.wait_for_selector("#strip-offline")
    page.context.set_offline(False)
    page.get_by_role("button", name="不报了，删掉").click()
    assert "写的字和照片也没有了" in page.locator("dialog[open]").inner_text()
    page.locator("dialog[open]").get_by_role("button", name="不报了，删掉").click()
    page.wait_for_selector("#strip-offline", state="detached")
    page.goto("/inbox/")
    page.wait_for_function(EMPTY)
    page.wait_for_timeout(300)
    assert page.locator("#strip > *").count() == 0
