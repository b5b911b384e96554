"""Short links: one person, one case, one thing, once; looking changes nothing; whoever it was handed on to gets no further."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.ledger.queries import trail
from anlan.kernel.outbox import sending
from anlan.kernel.outbox.morning import morning_digest
from anlan.registers.people import actions as people
from anlan.work.cases.models import Case
from anlan.work.doors import rules
from anlan.work.doors.actions import short_link
from anlan.work.doors.models import Link
from anlan.work.notices import actions as notices
from anlan.work.returns.rules import Field
from tests.cast import START
from tests.notices import paper
from tests.returns import making

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def line(cast):
    """A line of a notice that waits for Chen's receipt, and the path of her link."""
    case = paper.line(paper.sent(cast), cast, "green")
    return case, path(short_link(case, cast.people["chen"].pk, "receive", at=START))


def path(url):
    found = re.search(r"(/s/[\w-]{43}/)$", url)
    assert found, url
    return found[1]


def ask(method, url, data=None, *, at=START + HOUR):
    with clock.travel(at):
        return getattr(Client(enforce_csrf_checks=True), method)(url, data or {})


def text(answer):
    return answer.content.decode()


def test_looking_shows_what_it_is_and_changes_nothing_one_tap_receives_the_whole_dossier(cast, line):
    case, url = line
    waiting = Case.objects.filter(bundle_id=case.bundle_id, state="sent")
    before = waiting.count()
    for _n in range(3):
        page = ask("get", url)
        assert page.status_code == 200 and case.title in text(page) and f"{before} 项要求" in text(page)
        assert "C***" in text(page) and "Chen" not in text(page) and page["Cache-Control"] == "no-store"
    assert waiting.count() == before >= 2 and not Link.objects.filter(used_at__isnull=False).exists()
    assert "办好了" in text(ask("post", url))
    assert not waiting.exists()
    entries = {e.verb: e for e in trail(case.pk)}
    assert entries["receive"].payload["via"] == "link" and entries["link.use"].actor == cast.people["chen"].pk


def test_a_second_tap_is_told_when_the_first_was(cast, line):
    _case, url = line
    ask("post", url)
    for method in ("get", "post"):
        again = ask(method, url, at=START + 2 * HOUR)
        assert again.status_code == 410 and "12月14日 10:00 用过了" in text(again)


def test_it_ends_after_hours(cast, line):
    case, url = line
    late = ask("post", url, at=START + 73 * HOUR)
    assert late.status_code == 410 and "到期了" in text(late) and Case.objects.get(pk=case.pk).state == "sent"


def test_handed_on_meanwhile_or_moved_to_another_school_it_is_refused(cast, line):
    case, _url = line
    for to in ("su", "liang"):
        with acting(cast.chen):
            notices.assign_lines([case.pk], to_person=cast.people[to].pk, by=cast.chen, at=START)
        if to == "su":
            url = path(short_link(case, cast.people["su"].pk, "receive", at=START))
            assert "1 项要求" in text(ask("get", url))  # her own line, not the whole dossier
    assert ask("post", url).status_code == 409 and "转给了别人" in text(ask("get", url))
    other = paper.line(paper.sent(cast, text=paper.TEXT.replace("31号", "32号")), cast, "hill")
    moved = path(short_link(other, cast.people["feng"].pk, "receive", at=START))
    people.end_grant(cast.grants["feng"], ends=clock.local(START - DAY).date(), by=SYSTEM, at=START)
    people.give(cast.people["feng"], cast.posts["xie"], starts=clock.local(START).date(), by=SYSTEM, at=START)
    refused = ask("post", moved)
    assert refused.status_code == 409 and "转给了别人" in text(refused) and Case.objects.get(pk=other.pk).state == "sent"


def test_a_code_that_was_changed_or_belongs_to_an_account_in_disuse_opens_nothing(cast, line):
    _case, url = line
    link = Link.objects.get()
    assert ask("get", f"/s/{url[3:-2]}{'A' if url[-2] != 'A' else 'B'}/").status_code == 404
    theirs = rules.write_code("another key", link.pk, link.person_id)
    assert ask("get", f"/s/{theirs}/").status_code == 404
    people.leave(cast.people["chen"], why="调走", by=SYSTEM, at=START)
    assert ask("post", url).status_code == 404


def test_a_link_is_its_persons_alone_and_asks_no_more_than_a_minute_bears(cast, line, monkeypatch):
    _case, url = line
    with acting(cast.zhao):
        assert not Link.objects.exists()
    monkeypatch.setattr(rules, "TAPS", (3, 60))
    assert [ask("get", url).status_code for _n in range(4)] == [200, 200, 200, 429]


def test_a_zero_return_and_one_cell_are_answered_by_link(cast):
    round_ = making.sent(cast, fields=[Field("c1", "缺水的教室", unit="间", least=0, most=100, strict=True), Field("c2", "停电的教室")])
    case = making.sheet(round_, cast, "green").case
    url = path(short_link(case, cast.people["chen"].pk, "nothing", at=START))
    assert "报零" in text(ask("get", url)) and "办好了" in text(ask("post", url))
    assert making.sheet(round_, cast, "green").state == "handed" and making.first_row(round_, cast, "green").values["c1"] == 0
    one = making.sent(cast, fields=[Field("c1", "缺水的教室", unit="间", least=0, most=100, strict=True)])
    url = path(short_link(making.sheet(one, cast, "green").case, cast.people["chen"].pk, "cell", at=START))
    wrong = ask("post", url, {"value": "很多"})
    assert wrong.status_code == 409 and "缺水的教室" in text(wrong) and making.sheet(one, cast, "green").state == "asked"
    assert "办好了" in text(ask("post", url, {"value": "3"}))
    assert making.first_row(one, cast, "green").values["c1"] == 3 and making.sheet(one, cast, "green").state == "handed"
    yes = making.sent(cast, fields=[Field("c1", "是否停课", "boolean")])
    url = path(short_link(making.sheet(yes, cast, "hill").case, cast.people["feng"].pk, "cell", at=START))
    assert ask("post", url).status_code == 422
    assert "办好了" in text(ask("post", url, {"value": "1"})) and making.first_row(yes, cast, "hill").values["c1"] is True


def test_the_morning_mail_brings_a_link_for_what_waits_for_a_receipt(cast):
    paper.sent(cast, at=START)
    sending.resolve(START)
    morning_digest((START + DAY).replace(hour=0))
    (letter,) = [m for m in mail.outbox if m.to == ["chen@example.com"]]
    urls = re.findall(r"签收，点一下就行：(\S+)", letter.body)
    assert len(urls) == 1  # one for the dossier, not one for each line
    assert "办好了" in text(ask("post", path(urls[0]), at=START + DAY))
    assert not Case.objects.filter(unit=cast.units["green"], state="sent").exists()
