"""One dossier, not forty messages: what people read of a notice's lines is put together by day; each rung stands in the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.outbox import queries, sending
from anlan.kernel.outbox.actions import Telling, tell
from anlan.kernel.outbox.models import Message
from anlan.kernel.outbox.morning import morning_digest
from anlan.work.cases import sweep
from anlan.work.notices.models import Dossier
from tests.cast import START, Cast
from tests.conftest import BACKEND
from tests.notices.paper import DUE, TEXT, dossier_of, line, proved, sent

DAY = timedelta(days=1)


def swept(at: Any) -> None:
    sweep.sweep(at)
    sending.resolve(at)


def read_by(cast: Cast, who: str, word: str) -> list[Any]:
    return [told for told in queries.told(cast.people[who].pk) if told.title.startswith(word)]


@pytest.fixture
def notice(cast: Cast) -> Any:
    return sent(cast, rule="each")


def test_the_lines_of_a_dossier_are_reminded_of_in_one_message(cast: Cast, notice: Any) -> None:
    swept(DUE)
    lines = Dossier.objects.get(pk=dossier_of(notice, cast, "green").pk).lines
    assert lines > 2
    assert Message.objects.filter(kind="case.due", unit_id=cast.units["green"].pk, rung=3).count() == lines  # each line and rung once
    (told,) = read_by(cast, "chen", "到时限了")
    assert told.count == lines and f"等 {lines} 项（青禾中学）" in told.title
    assert told.url == f"/dossiers/{dossier_of(notice, cast, 'green').pk}/"


def test_a_bureau_reads_of_all_its_schools_in_one_message(cast: Cast, notice: Any) -> None:
    swept(DUE + 3 * DAY)
    (told,) = read_by(cast, "zhao", "逾期")
    assert told.count > 6 and "等 3 个单位" in told.title and told.url == f"/notices/{notice.pk}/matrix/"


def test_lines_handed_in_on_one_day_are_one_message_to_who_verifies(cast: Cast, notice: Any) -> None:
    for n in range(3):
        proved(cast, line(notice, cast, "green", n), "chen", START + DAY)
    sending.resolve(START + DAY)
    (told,) = read_by(cast, "zhao", "轮到你")
    assert told.count == 3 and told.url == f"/dossiers/{dossier_of(notice, cast, 'green').pk}/"


def test_another_day_is_another_message(cast: Cast, notice: Any) -> None:
    swept(DUE + 1 * DAY)
    swept(DUE + 3 * DAY)
    swept(DUE + 7 * DAY)
    assert len(read_by(cast, "lu", "逾期")) == 1 and len(read_by(cast, "wu", "逾期")) == 2


def test_two_notices_are_two_messages_and_danger_stands_alone(cast: Cast, notice: Any) -> None:
    sent(cast, text=TEXT.replace("31号", "32号"), rule="each")
    swept(DUE)
    assert len(read_by(cast, "chen", "到时限了")) == 2
    unit = cast.units["green"]
    for n in (1, 2):
        facts = {"title": f"危险 {n}", "group": "notice-1"}
        tell([Telling(unit.pk, unit.unit_path, "test", role="safety", case_id=n, urgent=True, facts=facts)], at=DUE)
    sending.resolve(DUE)
    assert [told.count for told in read_by(cast, "chen", "危险")] == [1, 1]


def test_the_page_and_the_morning_mail_read_the_same(cast: Cast, notice: Any, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    morning = (DUE + DAY).replace(hour=0)  # 8:00 in the city
    swept(DUE)
    morning_digest(morning)
    (letter,) = [m for m in mail.outbox if m.to == ["chen@example.com"]]
    assert letter.body.count("到时限了") == 1
    client = Client()
    client.force_login(cast.people["chen"], backend=BACKEND)
    with clock.travel(morning):
        page = client.get("/me/").content.decode()
        assert page.count("到时限了") == 1 and 'class="new"' in page
        assert 'class="new"' not in client.get("/me/").content.decode()
    assert START < DUE
