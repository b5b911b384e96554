"""Danger to life stands on every page of who was told, until they have looked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel.clock import travel
from anlan.kernel.outbox import sending
from anlan.kernel.outbox.models import Delivery
from tests.cast import START
from tests.hazards.steps import HOUR, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def danger(cast):
    """A hazard that cannot wait, told to the levels above."""
    hazard = report(cast, danger=True)
    sending.resolve(START + timedelta(seconds=5))
    return hazard


def strip_of(client, at=START + timedelta(minutes=1), path="/calendar/"):
    with travel(at):
        page = client.get(path).content.decode()
    return page.split('id="urgent"', 1)[1].split("</div>", 1)[0]


@pytest.mark.parametrize("who", ["lu", "zhao"])
def test_who_was_told_sees_it_on_any_page_and_it_goes_once_they_looked(cast, browse, danger, who):
    client = browse(who)
    assert "楼梯口堆了课桌" in strip_of(client) and "青禾中学" in strip_of(client)
    told = Delivery.objects.get(person_id=cast.people[who].pk, channel="page", message__urgent=True)
    with travel(START + timedelta(minutes=2)):
        answer = client.post(f"/urgent/{told.pk}/")
    assert answer.status_code == 302 and answer.url == f"/cases/{danger.pk}/"
    assert "strip" not in strip_of(client).split(">", 1)[1]


def test_others_see_nothing_and_cannot_open_it(cast, browse, danger):
    told = Delivery.objects.filter(channel="page", message__urgent=True).first()
    for who in ("feng", "wu"):
        assert "楼梯口" not in strip_of(browse(who))
        with travel(START + HOUR):
            assert browse(who).post(f"/urgent/{told.pk}/").status_code == 404


def test_after_a_day_it_is_history(cast, browse, danger):
    assert "楼梯口" not in strip_of(browse("lu"), at=START + timedelta(hours=25))
