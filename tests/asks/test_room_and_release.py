"""How much falls on whom when; sending into a full week needs a yes from above, or a reason that cannot wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.ledger.queries import trail
from anlan.kernel.outbox.models import Message
from anlan.work.asks import actions as asks
from anlan.work.asks.models import Release
from anlan.work.asks.queries import collisions, get_draft
from anlan.work.cases.actions import advance
from anlan.work.cases.models import Case
from anlan.work.notices import actions as notices
from anlan.work.notices.models import Notice
from anlan.work.returns import actions as returns
from anlan.work.returns.models import Round
from anlan.work.returns.rules import load
from tests.cast import START
from tests.notices import paper
from tests.returns.making import DUE, HOUR, drafted, handed, sent

LATER = START + HOUR


def who(cast, name, at=LATER):
    return {"by": cast.actor(name), "at": at}


def limited(cast, most=2):
    with acting(cast.gu):
        asks.set_limit(cast.units["city"], most=most, starts=START.date(), source="试行", **who(cast, "gu", START))


def full(cast):
    """Two tables are due on Monday everywhere, and two are enough."""
    limited(cast)
    return [sent(cast), sent(cast)], drafted(cast)


def weeks_of(cast, round_, name="lin"):
    with acting(cast.actor(name)):
        return collisions(get_draft("return", round_.pk, cast.actor(name), LATER), at=LATER)


def test_each_unit_counts_an_ask_once_a_week_whatever_its_lines_and_what_is_done_no_longer(cast):
    paper.sent(cast)  # four lines, all due two weeks later
    one, _two = [sent(cast), sent(cast)]
    then = weeks_of(cast, drafted(cast, due=paper.DUE))[0]
    assert (then.units, then.most, then.having) == (4, 1, {1: 4}) and then.named[0][0] == "寒假前校园安全工作"
    week = weeks_of(cast, drafted(cast))[0]
    assert week.having == {2: 4} and {title for title, _office, _n in week.named} == {one.title}
    for unit, name in (("green", "chen"), ("hill", "feng")):
        handed(one, cast, unit, name)
    assert weeks_of(cast, drafted(cast))[0].having == {1: 2, 2: 2}
    with acting(cast.zhao):  # a district counts the city's asks at its own schools, and nobody else's schools
        mine = drafted(cast, by="zhao", unit="east")
        assert collisions(get_draft("return", mine.pk, cast.zhao, LATER), at=LATER)[0].units == 3


def test_a_full_week_stops_the_sending_until_the_leader_releases_it_and_never_who_asked(cast):
    _out, draft = full(cast)
    with acting(cast.lin):
        with pytest.raises(Refused) as stopped:
            returns.send(draft, **who(cast, "lin"))
        assert stopped.value.code == "E-ask-crowded" and "4 个单位" in str(stopped.value)
        asked = get_draft("return", draft.pk, cast.lin, LATER)
        with pytest.raises(Refused, match="E-ask-why"):
            asks.ask_release(asked, why=" ", **who(cast, "lin"))
        case = asks.ask_release(asked, why="省里周一要数", **who(cast, "lin"))
        assert asks.ask_release(asked, why="再催一下", **who(cast, "lin")).pk == case.pk
        with pytest.raises(NotYours):
            advance(case, "release", **who(cast, "lin"))
    assert Message.objects.filter(case_id=case.pk, role="leader", unit_id=cast.units["city"].pk).exists()
    with acting(cast.zhao), pytest.raises(Case.DoesNotExist):
        advance(case.pk, "release", **who(cast, "zhao"))
    with acting(cast.gu):
        advance(case, "release", **who(cast, "gu"))
    with acting(cast.lin):
        assert [line.verb for line in trail(case.pk)] == ["release", "case.open"]
        # the release is for what was asked: the same weeks, no more units
        assert returns.send(draft, **who(cast, "lin")).state == "open"
    assert Message.objects.filter(case_id=case.pk, kind="case.closed", person_id=cast.people["lin"].pk).exists()


def test_a_leader_who_sends_does_not_release_it_and_a_refusal_says_why(cast):
    _out, draft = full(cast)
    with acting(cast.gu):
        case = asks.ask_release(get_draft("return", draft.pk, cast.gu, LATER), why="会上定的", **who(cast, "gu"))
        with pytest.raises(NotYours):
            advance(case, "release", **who(cast, "gu"))
    with acting(cast.lin), pytest.raises(Refused, match="E-ask-crowded"):
        returns.send(draft, **who(cast, "lin"))


def test_a_release_does_not_cover_another_week(cast):
    out, draft = full(cast)
    with acting(cast.lin):
        case = asks.ask_release(get_draft("return", draft.pk, cast.lin, LATER), why="省里周一要数", **who(cast, "lin"))
    with acting(cast.gu):
        advance(case, "release", **who(cast, "gu"))
    for _ in range(2):
        sent(cast, due=DUE + timedelta(days=7))
    with acting(cast.lin):
        moved = Round.objects.get(pk=draft.pk)
        keep = {"title": moved.title, "note": "", "many_rows": False, "addressees": moved.addressees}
        moved = returns.change(moved, fields=load(moved.fields), due_at=DUE + timedelta(days=7), **keep, **who(cast, "lin"))
        with pytest.raises(Refused, match="E-ask-crowded"):
            returns.send(moved, **who(cast, "lin"))
        again = asks.ask_release(get_draft("return", moved.pk, cast.lin, LATER), why="改到下一周", **who(cast, "lin"))
        returns.drop(moved, seen=moved.version, **who(cast, "lin"))
    again.refresh_from_db()
    assert (again.state, again.closed_at) == ("dropped", LATER) and len(out) == 2  # nobody decides about what is not sent


def test_danger_to_life_does_not_wait_but_its_reason_stands_and_the_leader_hears(cast):
    limited(cast)
    notice = paper.reviewed(cast, paper.imported(cast))
    with acting(cast.lin):
        dues = get_draft("notice", notice.pk, cast.lin, LATER).dues
    first = min(due for _unit, due in dues)
    for _ in range(2):
        sent(cast, due=first)
    with acting(cast.lin):
        with pytest.raises(Refused, match="E-ask-crowded"):
            notices.dispatch(notice, **who(cast, "lin"))
        draft = get_draft("notice", notice.pk, cast.lin, LATER)
        with pytest.raises(Refused, match="E-ask-basis"):
            asks.exempt(draft, basis="hurry", why="领导急要", **who(cast, "lin"))
        asks.exempt(draft, basis="life", why="两处燃气泄漏，马上查", **who(cast, "lin"))
        assert notices.dispatch_now(notice, **who(cast, "lin")).state == "published"
    assert Message.objects.filter(kind="asks.exempt", role="leader").count() == 1
    assert Release.objects.get().exempt == "life" and Notice.objects.get(pk=notice.pk).units
    with acting(cast.lin), pytest.raises(Notice.DoesNotExist):
        get_draft("notice", notice.pk, cast.lin, LATER)


def test_only_a_leader_of_the_bureau_sets_how_much_is_enough(cast):
    with acting(cast.lin), pytest.raises(NotYours):
        asks.set_limit(cast.units["city"], most=9, starts=START.date(), source="", **who(cast, "lin"))
    with acting(cast.qian):
        asks.set_limit(cast.units["east"], most=1, starts=START.date(), source="", **who(cast, "qian"))
    sent(cast)
    east = drafted(cast, by="zhao", unit="east")
    assert weeks_of(cast, east, "zhao")[0].over == 3 and not weeks_of(cast, drafted(cast))[0].over  # the city keeps the default


def test_the_pages_show_what_is_on_the_schools_and_lead_to_the_release(cast, signed_in):
    _out, draft = full(cast)
    client = signed_in("lin")
    page = client.get(f"/returns/{draft.pk}/design/").content.decode()
    assert "这些学校那一周已经满了" in page and "消防器材清单" in page and "先看看已经知道的" in page and "4 个单位答了" not in page
    url = f"/asks/return/{draft.pk}/release/"
    assert client.post(url, {"why": ""}).status_code == 409
    case_url = client.post(url, {"why": "省里周一要数", "nonce": "7d9d3f6e-3a30-4f9b-9a6e-2f6b8a1c2d3e"}).url
    told = signed_in("gu").get(case_url).content.decode()
    assert "省里周一要数" in told and "这些学校手上已有的" in told and "放行" in told
    told_by_api = client.get(f"/api/asks/return/{draft.pk}").json()
    assert told_by_api["free"] is False and told_by_api["weeks"][0]["having"] == {"2": 4}
    assert "已请分管领导放行" in client.get(url).content.decode()
    assert signed_in("zhao").get(url).status_code == 404
    assert "请放行" in signed_in("gu").get("/inbox/").content.decode()
