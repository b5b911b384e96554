"""What is late climbs the responsibility chain: who is named there hears of it, else who holds the role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.outbox import sending
from anlan.kernel.outbox.models import Delivery, Message
from anlan.registers.people import actions as people
from anlan.registers.people import queries
from anlan.registers.people.chain import chain_of
from anlan.registers.people.rules import LAYERS
from anlan.work.cases import actions, sweep
from anlan.work.cases.models import Case
from tests import errand
from tests.cast import LONG_AGO, START, Cast

DAY = timedelta(days=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    """An errand about fire at Green School; its ladder: a day before, the limit, the head a day late, the bureau three days late."""
    errand.register()
    with acting(cast.chen):
        return actions.open_case("errand", cast.units["green"], title="换灯管", by=cast.chen, at=START, domain="fire")


def name(cast: Cast, unit: str, layer: str, domain: str = "fire", **chosen: Any) -> None:
    people.name_answerable(cast.units[unit], domain=domain, layer=layer, by=SYSTEM, at=LONG_AGO, **chosen)


def heard(cast: Cast, case: Case, after: timedelta) -> set[str]:
    """Who hears when the sweep comes so long after the limit, apart from what was told before."""
    known = set(Message.objects.values_list("pk", flat=True))
    sweep.sweep(case.due_at + after)
    sending.resolve(case.due_at + after)
    rows = Delivery.objects.exclude(message__in=known).filter(message__case_id=case.pk, channel="page")
    names = {person.pk: name for name, person in cast.people.items()}
    return {names[pk] for pk in rows.values_list("person_id", flat=True)}


def climbed(cast: Cast, case: Case) -> list[set[str]]:
    return [heard(cast, case, after) for after in (0 * DAY, DAY, 3 * DAY)]


def test_without_anybody_named_the_holders_of_the_roles_hear(cast: Cast, case: Case) -> None:
    assert climbed(cast, case) == [{"chen"}, {"lu"}, {"zhao"}]


def test_who_is_named_in_the_chain_hears_in_their_place(cast: Cast, case: Case) -> None:
    name(cast, "green", "post", person=cast.people["liang"])
    name(cast, "green", "school", domain="", post=cast.posts["chen"])
    name(cast, "east", "department", person=cast.people["qian"])
    assert climbed(cast, case) == [{"liang"}, {"chen"}, {"qian"}]


def test_a_name_for_another_domain_or_another_house_changes_nothing(cast: Cast, case: Case) -> None:
    name(cast, "green", "post", domain="food", person=cast.people["liang"])
    name(cast, "city", "post", domain="", person=cast.people["gu"])  # of the bureau's own house
    name(cast, "hill", "school", domain="", person=cast.people["hao"])
    assert climbed(cast, case) == [{"chen"}, {"lu"}, {"zhao"}]


def test_a_gap_in_the_chain_falls_back_to_the_role(cast: Cast, case: Case) -> None:
    name(cast, "green", "post", outside_name="街道安监员")
    name(cast, "green", "school", person=cast.people["liang"])
    people.end_grant(cast.grants["liang"], by=SYSTEM, at=START - DAY)
    name(cast, "east", "department", person=cast.people["su"])  # a teacher who sees only what names her
    assert climbed(cast, case) == [{"chen"}, {"lu"}, {"zhao"}]


def test_nobody_climbs_to_who_is_late(cast: Cast, case: Case) -> None:
    name(cast, "green", "post", person=cast.people["liang"])
    with acting(cast.chen):
        actions.assign(case, to_person=cast.people["liang"].pk, by=cast.chen, at=START)
    assert heard(cast, case, 0 * DAY) == {"chen"}


def test_many_are_asked_for_at_once_and_answered_as_the_chain_says(cast: Cast, django_assert_max_num_queries: Any) -> None:
    name(cast, "green", "post", person=cast.people["liang"])
    name(cast, "east", "leadership", domain="", person=cast.people["gu"])
    name(cast, "city", "department", post=cast.posts["lin"])
    name(cast, "hill", "school", post=cast.posts["hao"])
    lines = {
        (unit.unit_path, domain, layer)
        for unit in cast.units.values() if unit.kind != "outside" for domain in ("fire", "food") for layer in LAYERS
    }  # fmt: skip
    with django_assert_max_num_queries(4):
        found = queries.answerers(lines, START)
    for path, domain, layer in lines:
        one = next(row for row in chain_of(path, domain, START) if row.key == layer)
        assert found.get((path, domain, layer)) == (one.person_id if one.named else None), (path, domain, layer)
    assert len(found) > 6
