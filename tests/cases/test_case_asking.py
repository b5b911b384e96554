"""A request for more time waits with who decides; work is handed on inside the house; the chain is filled from the case."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from anlan.kernel import registry
from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.errors import NotYours
from anlan.kernel.outbox.models import Message
from anlan.registers.people import actions as people
from anlan.work.cases import actions, inbox, queries
from anlan.work.cases.models import Case, TimeRequest
from tests import errand
from tests.cast import LONG_AGO, START, Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    """An errand of Green School that runs out tonight."""
    errand.register()
    with acting(cast.chen):
        return actions.open_case(
            "errand", cast.units["green"], title="换灯管", by=cast.chen, at=START, domain="fire", due_at=START + 5 * HOUR,
            limit_at=START + 5 * HOUR,
        )  # fmt: skip


def asked(cast: Cast, case: Case, days: int = 2) -> TimeRequest:
    with acting(cast.chen):
        return actions.ask_time(case.pk, until=START + days * DAY, why="等配件", by=cast.chen, at=START)


def seen(cast: Cast, who: str) -> list[inbox.Row]:
    actor = cast.actor(who)
    with acting(actor):
        return [row for group in inbox.context(actor, START)["groups"] for row in group["rows"]]


# ── more time ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_for_more_time_waits_in_the_inbox_of_who_decides_and_is_counted(cast: Cast, case: Case) -> None:
    assert seen(cast, "zhao") == []
    asked(cast, case)
    (row,) = seen(cast, "zhao")
    assert (row.verb, row.wish, row.url) == ("去定", True, f"/cases/{case.pk}/#time") and "申请延期到 12月16日" in row.state
    for who, count in (("zhao", 1), ("qian", 0), ("lin", 0), ("wu", 0), ("feng", 0)):
        with acting(cast.actor(who)):
            assert registry.MENU["inbox"].count(cast.actor(who), START) == count, who
    assert Message.objects.get(kind="case.time_asked").unit_id == cast.units["east"].pk


def test_a_decided_request_waits_no_longer_nor_does_one_of_a_closed_case(cast: Cast, case: Case) -> None:
    wish = asked(cast, case)
    with acting(cast.zhao):
        actions.decide_time(wish, granted=False, decision="不行", by=cast.zhao, at=START)
    assert seen(cast, "zhao") == []
    asked(cast, case, days=3)
    assert len(seen(cast, "zhao")) == 1
    assert Message.objects.filter(kind="case.time_asked").count() == 2
    for verb, who in (("finish", "chen"), ("confirm", "lu")):
        with acting(cast.actor(who)):
            actions.advance(case.pk, verb, by=cast.actor(who), at=START, given={"note": "好了"})
    assert seen(cast, "zhao") == [] and TimeRequest.objects.get(decided_at__isnull=True).live is False


def test_where_the_district_has_nobody_else_the_request_waits_one_office_up(cast: Cast, case: Case) -> None:
    for name in ("zhao", "qian"):
        people.end_grant(cast.grants[name], by=SYSTEM, at=LONG_AGO)
    asked(cast, case)
    assert [row.wish for row in seen(cast, "lin")] == [True]


def test_requests_and_cases_come_in_one_order_page_after_page(cast: Cast, case: Case) -> None:
    with acting(cast.zhao):
        own = [
            actions.open_case("errand", cast.units["east"], title=f"第 {n} 件", by=cast.zhao, at=START, due_at=START + n * HOUR)
            for n in (2, 9)
        ]  # fmt: skip
    asked(cast, case)
    with acting(cast.zhao):
        lines = queries.waiting_lines(cast.zhao)
        assert [(line.pk, line.wish) for line in lines] == [(own[0].pk, False), (case.pk, True), (own[1].pk, False)]
        after = queries.waiting_lines(cast.zhao, after=(lines[0].due_at, lines[0].pk))
        assert [(line.pk, line.wish) for line in after] == [(case.pk, True), (own[1].pk, False)]


def test_granted_time_is_counted_where_lateness_is_shown(cast: Cast, case: Case) -> None:
    for days in (2, 4):
        wish = asked(cast, case, days=days)
        with acting(cast.zhao):
            actions.decide_time(wish, granted=True, decision="可以", by=cast.zhao, at=START)
    (row,) = seen(cast, "chen")
    assert row.note == "延期 2 次"
    with acting(cast.zhao):
        assert queries.extensions([Case.objects.get(pk=case.pk)]) == {case.pk: 2}


def test_the_api_gives_what_is_to_be_decided_with_the_number_of_the_request(signed_in: Any, cast: Cast, case: Case) -> None:
    wish = asked(cast, case)
    rows = signed_in("zhao").get("/api/inbox").json()["rows"]
    assert [(row["id"], row["time_request_id"]) for row in rows] == [(case.pk, wish.pk)]


def test_the_form_for_more_time_stands_open_where_a_link_asks_for_it(signed_in: Any, cast: Cast, case: Case) -> None:
    page = signed_in("chen").get(f"/cases/{case.pk}/?ask=time").content.decode()
    assert 'id="time"' in page and re.search(r'<details class="drop-in" open><summary class="sm">申请延期', page)


# ── handing on ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_from_above_chooses_among_the_people_of_a_school(signed_in: Any, cast: Cast, case: Case) -> None:
    for who in ("zhao", "lin"):
        with acting(cast.actor(who)), pytest.raises(NotYours):
            actions.assign(case, to_person=cast.people["liang"].pk, by=cast.actor(who), at=START)
        assert "换人办" not in signed_in(who).get(f"/cases/{case.pk}/").content.decode()
    assert "换人办" in signed_in("chen").get(f"/cases/{case.pk}/").content.decode()
    with acting(cast.lu):
        assert actions.assign(case, to_person=cast.people["liang"].pk, by=cast.lu, at=START).owner_id == cast.people["liang"].pk


def test_who_opened_it_from_above_does_not_hand_it_on_in_the_house(cast: Cast) -> None:
    errand.register()
    with acting(cast.zhao):
        case = actions.open_case("errand", cast.units["green"], title="查到的", by=cast.zhao, at=START)
    with acting(cast.zhao), pytest.raises(NotYours):
        actions.assign(case, to_person=cast.people["liang"].pk, by=cast.zhao, at=START)


# ── the chain beside the case ──────────────────────────────────────────────────────────────────────────────────────────


def _links(page: str) -> list[str]:
    chain = page.split("谁负责</h2>", 1)[1].split("</details>", 1)[0]
    return [href.replace("&amp;", "&") for href in re.findall(r'<a class="sm" href="([^"]+)"', chain)]


def test_the_chain_of_a_case_leads_to_pages_that_are_there(signed_in: Any, cast: Cast, case: Case) -> None:
    for who, fills in (("chen", True), ("zhao", True), ("lin", True), ("liang", False)):
        client = signed_in(who)
        links = _links(client.get(f"/cases/{case.pk}/").content.decode())
        assert links and any("/chain/fill/" in link for link in links) is fills, who
        for link in links:
            assert client.get(link).status_code == 200, (who, link)
