"""Scope is the database's: what is not yours does not show, whatever is asked, and nothing attaches to another's rows."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from anlan.kernel.acting import acting
from anlan.registers.people.models import Contact
from anlan.registers.places.models import Place
from tests.cast import START


def sql(text: str, params: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return list(cursor.fetchall()) if cursor.description else []


def test_nobody_sees_no_place(cast):
    with transaction.atomic():
        sql("set local role anlan_web")
        assert sql("select count(*) from places_place") == [(0,)]
        sql("set local role none")


def test_a_school_sees_its_own_places_and_a_district_those_below_it(cast):
    with acting(cast.chen):
        assert set(Place.objects.values_list("name", flat=True)) == {"二层东楼梯", "化学实验室"}
    with acting(cast.zhao):
        assert Place.objects.count() == 3
    with acting(cast.wu):
        assert Place.objects.count() == 0


def test_a_join_or_union_shows_nothing_of_a_neighbour(cast):
    with acting(cast.feng):
        joined = sql("select p.name from org_unit u join places_place p on p.unit_id = u.id where u.name = '青禾中学'")
        united = sql("select name from places_place union all select mobile from people_contact")
    assert joined == []
    assert all("青禾" not in row[0] for row in united)
    assert "二层东楼梯" not in [row[0] for row in united]


def test_an_injected_set_config_is_refused(cast):
    with pytest.raises(DatabaseError), acting(cast.feng):
        sql("select set_config('anlan.paths', '1.', true)")


def test_names_of_units_are_public_but_only_those_above_change_them(cast):
    from anlan.registers.org.models import Unit

    with acting(cast.feng):
        assert Unit.objects.filter(name="青禾中学").exists()
        assert Unit.objects.filter(name="青禾中学").update(name="改名") == 0
    with acting(cast.zhao):
        assert Unit.objects.filter(name="青禾中学").update(name="青禾中学校") == 1


def test_contacts_are_private_to_the_unit_and_the_person(cast):
    with acting(cast.su):
        assert list(Contact.objects.values_list("person_id", flat=True)) == [cast.people["su"].pk]
    with acting(cast.feng):
        assert not Contact.objects.filter(person=cast.people["chen"]).exists()


def test_a_row_cannot_hang_on_another_schools_place(cast):
    stair = cast.places["stair"]
    with pytest.raises(DatabaseError), acting(cast.feng):
        sql(
            "insert into places_control (place_id, unit_path, kind, why, since, by_id, asked_why) "
            "values (%s, %s, 'stop', '', now(), 1, '')",
            [stair.pk, cast.units["hill"].unit_path],
        )
        sql("set constraints all immediate")


def test_a_place_for_another_school_is_refused_at_the_door(cast):
    with pytest.raises(DatabaseError), acting(cast.feng):
        Place.objects.create(unit=cast.units["green"], unit_path=cast.units["green"].unit_path, name="假的", code=uuid.uuid4())


def test_nested_acting_restores_the_outer_person(cast):
    with acting(cast.zhao):
        with acting(cast.feng):
            assert Place.objects.count() == 1
        assert Place.objects.count() == 3
    assert Place.objects.count() == 3  # the worker's own login sees all


def test_a_grant_for_another_unit_cannot_be_written(cast):
    from anlan.kernel.errors import NotYours
    from anlan.registers.people import actions

    with pytest.raises(NotYours), acting(cast.feng):
        actions.give(cast.people["feng"], cast.posts["zhao"], by=cast.feng, at=START)
    with pytest.raises(DatabaseError), acting(cast.feng):
        sql(
            "insert into people_grant (person_id, post_id, unit_path, reach, starts) values (%s, %s, '1.', 'unit', '2026-01-01')",
            [cast.people["feng"].pk, cast.posts["lin"].pk],
        )


def test_the_ledger_cannot_be_written_or_changed_but_by_its_function(cast):
    for statement in (
        "insert into ledger_head values (1, 1, '')",
        "update ledger_entry set verb = 'x'",
        "delete from ledger_payload",
        "truncate ledger_entry",
    ):
        with pytest.raises(DatabaseError), acting(cast.lin):
            sql(statement)
