"""The page of the board, as the persons of the cast see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.oversight.board import snapshot
from anlan.work.cases import actions
from tests import errand
from tests.cast import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def errands(cast: Any) -> Any:
    errand.register()
    for school, who, title, days in (("green", "chen", "楼梯间堆了纸箱", -1), ("green", "chen", "门闭不上", 0.1), ("hill", "feng", "灶台漏气", 3)):
        with acting(getattr(cast, who)):
            actions.open_case(
                "errand", cast.units[school], title=title, by=getattr(cast, who), at=START - timedelta(days=4),
                domain="fire", due_at=START + timedelta(days=days), level="major" if "灶" in title else "",
            )  # fmt: skip
    return cast


def see(cast: Any, who: str, at: Any = START, address: str = "/board/") -> Any:
    client = Client()
    client.force_login(cast.people[who], backend="anlan.registers.people.sign_in.NumberOrName")
    with clock.travel(at):
        return client.get(address)


def test_the_city_sees_what_is_late_and_where(errands: Any) -> None:
    snapshot.refresh(START)
    text = see(errands, "lin").content.decode()
    assert "1 件逾期，都在东汀区教育局" in text
    assert "未知</b>" not in text.split('class="panel figs"')[1].split("</section>")[0].rsplit("<a ", 1)[0]
