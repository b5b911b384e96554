"""What somebody waits for: opened, owned or acted in by them, open still, and somebody else's turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.registers.people import actions as people
from anlan.work.cases import actions, queries
from anlan.work.cases.models import Case, Party
from tests import errand
from tests.cast import START

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def handed(cast: Any) -> Any:
    """An errand that Chen opened for Liang, who has finished it: the head or Chen confirms."""
    errand.register()
    with acting(cast.chen):
        return actions.open_case(
            "errand", cast.units["green"], title="换灯管", by=cast.chen, at=START, owner_id=cast.people["liang"].pk
        )  # fmt: skip


def others(cast: Any, who: str) -> list[int]:
    actor = getattr(cast, who)
    with acting(actor):
        return [c.pk for c in queries.waiting_for_others(actor)]


def test_whoever_opened_it_waits_for_the_owner(cast: Any, handed: Any) -> None:
    assert others(cast, "chen") == [handed.pk]
    assert others(cast, "liang") == []


def test_whoever_did_a_step_waits_for_the_next(cast: Any, handed: Any) -> None:
    with acting(cast.liang):
        actions.advance(handed.pk, "finish", by=cast.liang, at=START + HOUR, given={"note": "换好了"})
    assert others(cast, "liang") == [handed.pk]


def test_a_closed_case_is_waited_for_by_nobody_and_a_party_of_reach_own_knows_it(cast: Any, handed: Any) -> None:
    with acting(cast.liang):
        actions.advance(handed.pk, "finish", by=cast.liang, at=START + HOUR, given={"note": "换好了"})
    with acting(cast.lu):
        actions.advance(handed.pk, "confirm", by=cast.lu, at=START + 2 * HOUR)
    assert others(cast, "liang") == others(cast, "chen") == []
    assert not Party.objects.filter(case=handed, live=True).exists()


@pytest.mark.parametrize("reach", ["unit", "own"])
def test_a_turn_of_a_role_is_by_name_where_one_of_its_holders_would_not_see_the_case(cast: Any, reach: str) -> None:
    people.give(cast.people["su"], cast.posts["lu"], reach=reach, by=SYSTEM, at=START - HOUR)  # Su stands in as head
    errand.register()
    with acting(cast.chen):
        case = actions.open_case("errand", cast.units["green"], title="换灯管", by=cast.chen, at=START)
        actions.advance(case, "finish", by=cast.chen, at=START + HOUR, given={"note": "换好了"})
    turn = Case.objects.get(pk=case.pk)
    named = None if reach == "unit" else min(cast.people[who].pk for who in ("lu", "su"))
    assert (turn.turn_role, turn.turn_person_id) == ("head", named)
