"""The wall: nobody signed in, the board's own figures, a code typed in by an officer, cut off at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.actor import SYSTEM
from anlan.oversight.board import snapshot
from anlan.oversight.board.models import Screen
from anlan.oversight.board.rules import pairing
from anlan.work.cases import actions as cases
from tests import errand
from tests.cast import START
from tests.hazards import steps

KEY = "key"


def test_a_code_holds_for_minutes_and_names_its_device_however_it_is_typed() -> None:
    device = pairing.new_device()
    shown = pairing.code(device, KEY, 1_000_000)
    assert pairing.read(f" {shown.lower()} ", KEY, 1_000_000 + 599) == device
    assert pairing.read(shown, KEY, 1_000_000 + 3 * 600) == ""
    assert pairing.read(shown, "another house", 1_000_000) == "" and pairing.read("AAAA", KEY, 0) == ""


def test_dark_begins_at_six_and_light_at_seven() -> None:
    assert [pairing.theme(hour) for hour in (6, 7, 17, 18)] == ["dark", "light", "light", "dark"]


@pytest.mark.django_db
def test_a_screen_shows_its_unit_without_an_account_until_it_is_cut_off(cast: Any, signed_in: Any) -> None:
    errand.register()
    major = steps.report(cast, criteria=["F-4"], at=START).case
    late = cases.open_case("errand", cast.units["river"], title="西区的事", by=SYSTEM, at=START - timedelta(days=9))
    snapshot.refresh(START, whole=True)
    device = Client()
    asked = device.get("/wall/").content.decode()
    code = asked.split('class="code num">')[1].split("<")[0]
    assert "青禾中学" not in asked and device.get("/wall/").content.decode().count(code) == 1  # the code stays the device's own
    zhao = signed_in("zhao")
    given = {"code": code.lower(), "name": "值班室", "unit": cast.units["east"].unit_path}
    assert zhao.post("/wall/screens/new/", given | {"code": "ABCD-EFGH"}).status_code == 409
    assert zhao.post("/wall/screens/new/", given | {"unit": cast.units["city"].unit_path}).status_code == 422
    assert zhao.post("/wall/screens/new/", given).status_code == 302
    waiting = device.get("/wall/?code=1", headers={"HX-Request": "true"})
    assert waiting["HX-Redirect"] == "/wall/"
    page = device.get("/wall/").content.decode()
    assert "东汀区教育局" in page and major.title in page and "西区" not in page and late.title not in page
    assert 'data-theme="light"' in page and "<a " not in page.split('class="wall-frame"')[1].split("</main>")[0]
    assert figure(page, "重大隐患") == figure(zhao.get("/board/").content.decode(), "重大隐患") == "1"
    screen = Screen.objects.get()
    assert screen.seen_at == START
    for other in ("wu", "feng"):
        assert signed_in(other).post(f"/wall/screens/{screen.pk}/revoke/").status_code == 404
    assert signed_in("su").get("/wall/screens/").status_code == 403
    # knowing the device gives nothing: the cookie bears the house's signature
    stranger = Client()
    stranger.cookies["anlan_wall"] = screen.device
    assert major.title not in stranger.get("/wall/").content.decode()
    # nor does the screen open anything else
    assert device.get("/board/").status_code == 302 and device.get(f"/cases/{major.pk}/").status_code == 302
    assert zhao.post(f"/wall/screens/{screen.pk}/revoke/").status_code == 302
    assert device.get("/wall/?seen=1", headers={"HX-Request": "true"})["HX-Redirect"] == "/wall/"
    after = device.get("/wall/").content.decode()
    assert major.title not in after and code not in after


def figure(page: str, label: str) -> str:
    """The first bold number behind the label of a figure."""
    found = re.search(rf"(?:figs|wks).*?{label}</span>.*?<b[^>]*>([^<]*)</b>", page, re.DOTALL)
    assert found, label
    return found[1].strip()


@pytest.mark.django_db
def test_what_is_old_is_unknown_on_the_wall_and_in_the_evening_it_is_dark(cast: Any, signed_in: Any) -> None:
    snapshot.refresh(START, whole=True)
    with clock.travel(START + timedelta(hours=10)):  # 19:00, counted at 9:00
        page = signed_in("gu").get("/wall/").content.decode()
    assert 'data-theme="dark"' in page and "wall lost" in page and "未知" in page
    assert "没有新数据" in page.split('class="gone"')[1].split("</p>")[0] and "hidden" not in page.split('class="gone"')[1].split(">")[0]
