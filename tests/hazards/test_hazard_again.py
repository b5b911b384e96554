"""Hazards that come back: counted by themselves, told, listed without ranking anybody, and not closed without a cause."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from anlan.kernel.acting import acting
from anlan.kernel.errors import Refused
from anlan.work.hazards import actions, recurring
from anlan.work.hazards.models import Hazard
from tests.cast import START
from tests.hazards.steps import DAY, HOUR, assure, person, photo, report, scan, state, step


def closed(cast, at, **more):
    """A general hazard at the stair from report to close-out."""
    hazard = report(cast, at=at, **more)
    step(cast, hazard, "grade", "chen", at=at, owner=person(cast, "liang"))
    step(cast, hazard, "rectify", "liang", at=at + HOUR, note="清走了", photos=[photo()])
    step(cast, hazard, "accept", "chen", at=at + 2 * HOUR)
    return hazard


def test_what_comes_back_is_counted_told_and_needs_a_cause_before_it_closes(cast, signed_in):
    closed(cast, START - 60 * DAY)
    report(cast, at=START - 400 * DAY)  # more than a year ago
    report(cast, at=START - 20 * DAY, category="electric")
    again = report(cast, by="su")
    assert Hazard.objects.get(pk=again.pk).times == 2
    told = signed_in("su").get(f"/hazards/reported/{again.pk}/").content.decode()
    assert "一年内第 2 次" in told
    assert Hazard.objects.get(pk=report(cast, at=START + HOUR).pk).times == 2, "the same day is the same find"
    step(cast, again, "grade", "chen", owner=person(cast, "liang"))
    step(cast, again, "rectify", "liang", note="又清走了", photos=[photo()])
    page = signed_in("chen").get(f"/cases/{again.pk}/").content.decode()
    assert "同一处同类，一年内第 2 次" in page and "写清为什么又出现" in page and 'name="cause"' in page
    with pytest.raises(Refused, match="先写清为什么又出现"):
        step(cast, again, "accept", "chen")
    refused = signed_in("chen").post(f"/cases/{again.pk}/step/accept/", {"cause": " "})
    assert refused.status_code >= 400 and state(again) == "rectified"
    assert signed_in("chen").post(f"/cases/{again.pk}/step/accept/", {"cause": "楼上没有地方放课桌"}).status_code == 302
    assert state(again) == "closed" and Hazard.objects.get(pk=again.pk).cause == "楼上没有地方放课桌"
    third = report(cast, at=START + 5 * DAY)
    assert "当时写的原因" in signed_in("chen").get(f"/cases/{third.pk}/").content.decode()


def test_a_major_one_may_say_its_cause_with_the_work(cast):
    closed(cast, START - 30 * DAY)
    hazard = report(cast, criteria=["F-4"])
    assure(cast, hazard)
    step(cast, hazard, "rectify", "liang", at=START + DAY, note="清走了", photos=[photo()], cause="门卫换了人，没人每天看")
    step(cast, hazard, "accept", "lu", at=START + DAY + HOUR, note="走过一遍")
    scan(cast, "zhao")
    step(cast, hazard, "review", "zhao", at=START + 2 * DAY, note="看过")
    step(cast, hazard, "close_out", "qian", at=START + 2 * DAY, note="同意")
    assert state(hazard) == "major_closed"


def test_one_that_moved_on_since_it_was_found_counts_as_well(cast):
    first = report(cast, at=START - 10 * DAY)
    step(cast, first, "grade", "chen", at=START - 2 * DAY, owner=person(cast, "liang"))
    assert Hazard.objects.get(pk=report(cast, at=START).pk).times == 2


def test_one_that_was_none_counts_no_more(cast):
    first = report(cast, at=START - 10 * DAY)
    second = report(cast)
    assert Hazard.objects.get(pk=second.pk).times == 2
    step(cast, first, "void", "chen", note="是道具")
    assert Hazard.objects.get(pk=second.pk).times == 1
    step(cast, second, "grade", "chen", owner=person(cast, "liang"))
    step(cast, second, "rectify", "liang", note="好了", photos=[photo()])
    step(cast, second, "accept", "chen")
    assert state(second) == "closed"


def test_the_list_goes_by_place_and_above_by_kind_of_place(cast, signed_in):
    for days in (9, 5, 1):
        report(cast, at=START - days * DAY)
    page = signed_in("chen").get("/hazards/again/").content.decode()
    assert "二层东楼梯" in page and "消防通道" in page
    above = signed_in("zhao").get("/hazards/again/").content.decode()
    assert "楼梯通道" in above and "青禾中学" not in above and "二层东楼梯" not in above
    assert "二层东楼梯" in signed_in("zhao").get("/hazards/again/?kind=stair&category=fire").content.decode()
    for name in ("feng", "wu"):
        assert "楼梯" not in signed_in(name).get("/hazards/again/").content.decode().partition("<main")[2]


def test_a_number_is_told_only_of_places_within_reach_and_by_an_index(cast):
    report(cast, at=START - DAY)
    place = cast.places["stair"].pk
    for name, times in (("su", 2), ("chen", 2), ("zhao", 2), ("feng", 1), ("wu", 1)):
        with acting(cast.actor(name)):
            assert recurring.times_of(place, "fire", START) == times, name
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain select count(*) from hazards_hazard where place_id = %s and category = 'fire' and found_at >= %s", [place, START]
        )
        assert "hazards_place" in str(cursor.fetchall())


def test_the_look_back_asks_for_no_cause(cast):
    closed(cast, START - 60 * DAY)
    again = report(cast)
    step(cast, again, "grade", "chen", owner=person(cast, "liang"))
    step(cast, again, "rectify", "liang", note="好了", photos=[photo()], cause="没人管")
    step(cast, again, "accept", "chen")
    Hazard.objects.filter(pk=again.pk).update(cause="")  # one that was closed before anybody asked
    from anlan.work.hazards.sweep import look_back

    assert look_back(START + timedelta(days=31)) >= 1
    with acting(cast.chen):
        actions.look_back(again.pk, good=True, note="看过", by=cast.chen, at=START + timedelta(days=32))
    assert state(again) == "settled"
