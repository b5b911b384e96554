"""Questions asked for many at once answer as the single ones do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from anlan.kernel.actor import SYSTEM
from anlan.kernel.outbox import sending
from anlan.kernel.outbox.actions import Telling, tell
from anlan.kernel.outbox.models import Delivery, Message
from anlan.registers.org import actions as org_actions
from anlan.registers.org import queries as org
from anlan.registers.people import queries as people
from anlan.registers.people.rules import ROLES
from tests.cast import START

pytestmark = pytest.mark.django_db


def test_supervisors_of_many_are_those_of_each(cast: Any) -> None:
    for unit, domain, supervisor in (("green", "gas", "west"), ("green", "", "city"), ("hill", "fire", "town")):
        org_actions.supervise(
            cast.units[unit], domain=domain, supervisor=cast.units[supervisor], starts=date(2026, 9, 1), basis="", by=SYSTEM, at=START
        )  # fmt: skip
    pairs = [(u.unit_path, domain) for u in cast.units.values() for domain in ("gas", "fire", "other")]
    assert org.supervisors_of(pairs, START) == {pair: org.supervisor_of(*pair, START) for pair in pairs}


def test_whom_many_messages_reach_is_whom_each_reaches(cast: Any) -> None:
    keys = [(u.pk, u.unit_path, role) for u in cast.units.values() for role in ROLES]
    assert people.persons_to_tell_all(keys, START) == {key: people.persons_to_tell(*key, START) for key in keys}


def test_the_first_name_at_a_place_is_that_of_the_first_holder(cast: Any) -> None:
    places = [(u.unit_path, role) for u in cast.units.values() for role in ROLES]
    wanted = {p: found[0].name for p in places if (found := people.holders_at(p[0], [p[1]], START))}
    assert people.first_names(places, START) == wanted


def test_a_load_of_messages_is_delivered_to_all_and_what_reaches_nobody_says_so(cast: Any) -> None:
    schools = ("green", "hill", "river", "tiny")
    told = [
        Telling(unit_id=cast.units[s].pk, unit_path=cast.units[s].unit_path, kind="case.due", role=role, case_id=n)
        for n, s in enumerate(schools) for role in ("safety", "head", "logistics")
    ]  # fmt: skip
    town = cast.units["town"]
    tell([*told, Telling(unit_id=town.pk, unit_path=town.unit_path, kind="case.due", role="guard", case_id=99)], at=START)
    assert sending.resolve(START + timedelta(minutes=1)) == 13
    assert not Message.objects.filter(resolved_at__isnull=True).exists()
    assert Delivery.objects.count() >= 12
    lost = Message.objects.get(case_id=99)
    assert not Delivery.objects.filter(message=lost).exists() and "nobody" in lost.trouble
