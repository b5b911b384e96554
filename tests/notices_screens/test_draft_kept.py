"""What was written and not sent, in a browser: given back for the same lines only, and never over a refusal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client

from tests.conftest import BACKEND
from tests.notices.paper import dossier_of, line, sent
from tests.notices_screens.test_review_keys import Desk, desk, pytestmark

__all__ = ["desk", "pytestmark"]


def signed_in(desk: Desk, who: str) -> None:
    """From here on the browser is that person's."""
    client = Client()
    client.force_login(desk.cast.people[who], backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    at = desk.page.url.split("/notices")[0]
    desk.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": at}])


def ticked(page: Any) -> list[str]:
    return [str(box.get_attribute("value")) for box in page.locator("input[name=line]:checked").all()]


def test_a_draft_comes_back_for_its_own_line_and_leaves_the_ticks_alone(desk: Desk) -> None:
    notice = sent(
        desk.cast, text="各区教育局，各学校：\n  一、各校12月25日前报名单。\n  二、各校12月28日前检查食堂，登记在册。\n", proof="photo"
    )
    one, other = (str(line(notice, desk.cast, "green", place).pk) for place in (0, 1))
    address, page = f"/dossiers/{dossier_of(notice, desk.cast, 'green').pk}/prove/", desk.page
    signed_in(desk, "chen")
    page.goto(f"{address}?line={one}")
    page.fill("#text", "名单报了")
    page.goto(f"{address}?line={other}")
    assert page.input_value("#text") == "" and ticked(page) == [other]
    page.goto(f"{address}?line={one}")
    assert page.input_value("#text") == "名单报了" and ticked(page) == [one]
    assert page.locator("#strip-draft").is_visible()
    page.set_viewport_size({"width": 360, "height": 780})
    page.click("footer.send button.p")  # a photo is missing
    page.wait_for_selector(".errors")
    assert page.locator("#strip-draft").count() == 0
    assert page.locator(".errors").is_visible() and page.input_value("#text") == "名单报了"
