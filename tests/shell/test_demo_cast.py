"""The cast on the sign-in page: offered in a demo on this machine, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client

from anlan.kernel import clock, settings_store
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


def test_a_city_of_real_units_offers_and_accepts_nobody_also_when_it_is_started_as_a_demo(cast, settings):
    settings.ANLAN_DEMO = True
    html = page()
    assert "/demo/sign-in/" not in html and "Chen" not in html
    for person in cast.people.values():
        client = Client()
        assert client.post("/demo/sign-in/", {"person": person.pk}).status_code == 404
        assert client.get("/inbox/").status_code == 302
    client.force_login(cast.people["chen"], backend="anlan.registers.people.sign_in.NumberOrName")
    assert ">演示<" not in client.get("/inbox/").content.decode()


def test_the_demo_says_on_every_page_that_it_is_one(offered):
    settings_store.write("clock.offset_seconds", 3600)
    clock.forget_offset()
    client = Client()
    client.post("/demo/sign-in/", {"person": offered.people["chen"].pk})
    assert ">演示<" in client.get("/inbox/").content.decode()
    clock.forget_offset()


@pytest.mark.parametrize("who", ["lu", "lin", "admin", "gone", "", "-1", "9" * 40])
def test_a_click_for_somebody_who_is_not_in_the_cast_is_refused(offered, who):
    person = offered.people[who].pk if who in offered.people else who
    assert Client().post("/demo/sign-in/", {"person": person}).status_code == 404


def test_one_of_the_cast_whose_account_was_closed_is_refused(offered):
    type(offered.people["chen"]).objects.filter(username="chen").update(is_active=False)
    assert Client().post("/demo/sign-in/", {"person": offered.people["chen"].pk}).status_code == 404
