"""The cast on the sign-in page: offered in a demo on this machine, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client

from anlan.kernel import settings_store
from anlan.shell import demo

pytestmark = pytest.mark.django_db
KEPT = {
    "city": "云汀市",
    "people": [{"username": "chen", "says": "今天要办的"}, {"username": "gone", "says": ""}],
    "walk": [["报隐患", "Chen"]],
}


@pytest.fixture
def offered(cast, settings, monkeypatch):
    from tests.cast import START

    monkeypatch.setattr("anlan.kernel.clock.now", lambda: START)
    settings.ANLAN_DEMO = True
    settings_store.write(demo.CAST, KEPT)
    return cast


def page(**headers):
    return Client().get("/account/login/", **headers).content.decode()


def test_a_demo_offers_its_cast_with_post_unit_and_what_waits(offered):
    html = page()
    assert html.count('action="/demo/sign-in/"') == 1
    for words in ("Chen", "安全主任", "青禾中学", "今天要办的", "0 件待办", "报隐患", "虚构的云汀市"):
        assert words in html


def test_one_click_signs_in(offered):
    client = Client()
    answer = client.post("/demo/sign-in/", {"person": offered.people["chen"].pk})
    assert answer.status_code == 302
    assert client.get("/inbox/").status_code == 200


def test_no_cast_and_no_click_outside_a_demo_from_elsewhere_or_through_a_proxy(offered, settings):
    person = offered.people["chen"].pk
    for from_where in ({"REMOTE_ADDR": "10.0.0.7"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}):
        assert "/demo/sign-in/" not in page(**from_where)
        assert Client().post("/demo/sign-in/", {"person": person}, **from_where).status_code == 404
    settings.ANLAN_DEMO = False
    assert "/demo/sign-in/" not in page()
    assert Client().post("/demo/sign-in/", {"person": person}).status_code == 404


def test_a_demo_without_a_city_shows_the_plain_page(cast, settings):
    settings.ANLAN_DEMO = True
    assert "/demo/sign-in/" not in page()
