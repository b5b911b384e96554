"""Several cases that wait for others are urged at once, from the desk's inbox."""

from __future__ import annotations

import pytest

from anlan.kernel.ledger.queries import trail
from tests.hazards.steps import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in):
    return signed_in("su")


def test_the_chosen_ones_are_urged_and_each_trail_says_so(cast, client):
    first, second, third = (report(cast).pk for _n in range(3))
    page = client.get("/inbox/?tab=others").content.decode()
    assert page.count('name="line"') == 3 and "催办选中的" in page
    answer = client.post("/inbox/urge/", {"line": [first, third]}, follow=True)
    assert "催了 2 件" in answer.content.decode()
    assert [[line.verb for line in trail(pk)].count("case.urge") for pk in (first, second, third)] == [1, 0, 1]


def test_nothing_chosen_is_said_and_one_that_is_not_there_stops_all(cast, client):
    first = report(cast).pk
    assert "先选上" in client.post("/inbox/urge/", {}).content.decode()
    assert client.post("/inbox/urge/", {"line": [first, 999999]}).status_code == 404
    assert "case.urge" not in [line.verb for line in trail(first)]
