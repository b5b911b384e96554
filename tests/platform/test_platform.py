"""The exchange with the city's platform, against a small one over HTTP: nothing lost, nothing twice, each hazard in its order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.errors import Refused
from anlan.work.hazards import actions as hazards
from anlan.work.hazards.models import Hazard
from anlan.work.platform import actions, rules, sending
from anlan.work.platform.models import Sending
from tests.cast import START
from tests.hazards.steps import person, photo, report, step
from tests.platform.server import platform


@pytest.fixture
def there(cast, settings):
    with platform() as it:
        settings.ANLAN_PLATFORM_URL, settings.ANLAN_PLATFORM_KEY = it.url, "geheim"
        yield it


def send(later=timedelta(0)):
    """One round of sending, so much later on the wall's clock."""
    if later:
        Sending.objects.filter(status="waiting").update(next_try=clock.wall() - timedelta(seconds=1))
    return sending.send_due(START)


def worked(cast):
    """A hazard of four steps."""
    hazard = report(cast)
    step(cast, hazard, "grade", "chen", owner=person(cast, "liang"))
    step(cast, hazard, "rectify", "liang", note="清走了", photos=[photo()])
    step(cast, hazard, "accept", "chen")
    return hazard


def states(hazard):
    return list(Sending.objects.filter(case_id=hazard.pk).order_by("sequence").values_list("status", flat=True))


def test_every_step_goes_there_in_order_and_the_number_comes_back(cast, there):
    one, other = worked(cast), report(cast, by="feng", unit="hill", place="kitchen")
    assert send() == 5 and there.authorized[0] == "Bearer geheim"
    mine = [m for m in there.got if m["number"] == one.case.number]
    assert [m["event"] for m in mine] == ["report", "grade", "rectify", "accept"]
    assert [m["sequence"] for m in mine] == [1, 2, 3, 4] and mine[-1]["closed_at"]
    assert Hazard.objects.get(pk=other.pk).external_number == f"SJ-{other.case.number}"
    assert "Liang" not in str(there.got) and "1990000" not in str(there.got)
    assert send(timedelta(hours=1)) == 0 and len(there.keys) == 5


def test_while_it_is_away_everything_waits_and_the_page_says_why(cast, there, monkeypatch, signed_in):
    monkeypatch.setattr(rules, "SECONDS", 0.4)
    hazard, heard = worked(cast), set()
    for there.mode in ("broken", "locked", "elsewhere", "nonsense", "other", "slow"):
        assert send(timedelta(hours=1)) == 0 and states(hazard) == ["waiting"] * 4, there.mode
        first = Sending.objects.order_by("pk")[0]
        assert first.next_try > clock.wall() and send() == 0, there.mode
        heard.add(first.trouble)
    assert len(heard) == 6 and first.tries == 6
    page = signed_in("lin").get("/platform/?show=waiting").content.decode()
    assert first.trouble in page and "待核实" in page and "geheim" not in page
    there.mode = "take"
    assert send(timedelta(hours=1)) == 4 and states(hazard) == ["sent"] * 4


def test_a_lost_answer_is_sent_again_with_the_same_key(cast, there):
    hazard = report(cast)
    there.mode = "lost"
    assert send() == 0
    there.mode = "take"
    assert send(timedelta(hours=1)) == 1 and states(hazard) == ["sent"]
    assert len(there.got) == 1 and len(there.keys) == 2 and len(set(there.keys)) == 1


def test_receipts_that_come_twice_or_for_nothing_change_nothing_and_missing_ones_are_asked_again(cast, there):
    hazards_ = [report(cast), report(cast)]
    there.mode = "twice"
    assert send() == 2 and [states(h) for h in hazards_] == [["sent"], ["sent"]]
    more = [report(cast), report(cast)]
    there.mode = "half"
    assert send() == 1
    there.mode = "take"
    assert send(timedelta(hours=1)) == 1 and {states(h)[0] for h in more} == {"sent"}


def test_a_refused_one_holds_back_its_own_hazard_only_until_it_is_sent_again_or_left_out(cast, there, signed_in):
    bad, good = worked(cast), report(cast, by="feng", unit="hill", place="kitchen")
    there.refuse = {bad.case.number}
    assert send() == 1 and states(bad) == ["refused", "waiting", "waiting", "waiting"] and states(good) == ["sent"]
    row = Sending.objects.get(status="refused")
    client = signed_in("zhao")
    assert "缺少地点" in client.get("/platform/").content.decode() and "缺少地点" in client.get(f"/platform/{row.pk}/").content.decode()
    assert "缺少地点" in client.get(f"/cases/{bad.pk}/").content.decode() or "等着发" in client.get(f"/cases/{bad.pk}/").content.decode()
    assert send(timedelta(hours=1)) == 0
    for name, status in (("chen", 403), ("wu", 404), ("su", 403)):
        assert signed_in(name).post(f"/platform/{row.pk}/").status_code == status, name
    there.refuse = set()
    assert client.post(f"/platform/{row.pk}/").status_code == 302
    assert send() == 4 and states(bad) == ["sent"] * 4
    assert [m["event"] for m in there.got if m["number"] == bad.case.number] == ["report", "grade", "rectify", "accept"]
    again = worked(cast)
    there.refuse = {again.case.number}
    send()
    with acting(cast.lin):
        pk = Sending.objects.get(status="refused").pk
        with pytest.raises(Refused):
            actions.drop(pk, why=" ", by=cast.lin, at=START)
        actions.drop(pk, why="平台没有这一类", by=cast.lin, at=START)
    there.refuse = set()
    assert send(timedelta(hours=1)) == 3 and states(again) == ["dropped", "sent", "sent", "sent"]


def test_a_number_that_differs_is_a_conflict_and_nothing_is_written_over(cast, there, signed_in):
    hazard = report(cast)
    with acting(cast.chen):
        hazards.set_external_number(hazard.pk, number="P-1", by=cast.chen, at=START)
    assert send() == 1
    assert Hazard.objects.get().external_number == "P-1"
    assert f"SJ-{hazard.case.number}" in signed_in("lin").get("/platform/?show=conflict").content.decode()


def test_without_an_address_nothing_is_queued_and_what_was_before_is_caught_up(cast, settings, signed_in):
    old = report(cast)
    assert not Sending.objects.exists() and sending.wake(START) == 0
    assert "还没有设平台地址" in signed_in("lin").get("/platform/").content.decode()
    with platform() as it:
        settings.ANLAN_PLATFORM_URL = it.url
        assert signed_in("lin").post("/platform/catch-up/").status_code == 302
        assert send() == 1 and states(old) == ["sent"]
        with acting(cast.lin):
            assert actions.catch_up(cast.units["city"], by=cast.lin, at=START) == 0


def test_an_address_outside_the_house_needs_https():
    assert not rules.unfit("https://safety.example.gov.cn/api") and not rules.unfit("http://10.1.2.3:8080/x")
    for bad in ("http://safety.example.gov.cn/", "ftp://10.0.0.1/", "https://", "http://8.8.8.8/", "https://u:p@host/", "nonsense"):
        assert rules.unfit(bad), bad
