"""Places: may they be used, who lays control on them, and how two people give them back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.places import actions
from anlan.registers.places.models import Control, Place
from anlan.registers.places.queries import is_usable, running_controls, stopped
from tests.cast import START

HOUR = timedelta(hours=1)


def stop(cast, place="stair", by="chen"):
    with acting(cast.actor(by)):
        return actions.control(cast.places[place], kind="stop", why="地面塌了", by=cast.actor(by), at=START)


def test_a_stopped_place_is_not_usable_from_then_on_and_was_before(cast):
    stop(cast)
    place = cast.places["stair"]
    assert is_usable(place, START - HOUR)
    assert not is_usable(place, START) and not is_usable(place, START + 900 * HOUR)
    assert is_usable(cast.places["lab"], START)


def test_the_same_control_twice_is_one(cast):
    assert stop(cast).pk == stop(cast).pk
    assert Control.objects.count() == 1


def test_it_takes_two_people_of_weight_to_lift(cast):
    control = stop(cast)
    with acting(cast.lu), pytest.raises(Refused, match="先由一个人"):
        actions.lift(control, by=cast.lu, at=START)
    with acting(cast.su), pytest.raises(NotYours):
        actions.ask_to_lift(control, why="好了", by=cast.su, at=START)
    with acting(cast.chen), pytest.raises(Refused):
        actions.ask_to_lift(control, why=" ", by=cast.chen, at=START)
    with acting(cast.chen):
        actions.ask_to_lift(control, why="填平了", by=cast.chen, at=START)
    with acting(cast.chen), pytest.raises(NotYours):
        actions.lift(control, by=cast.chen, at=START)
    with acting(cast.zhao):
        actions.lift(control, by=cast.zhao, at=START + HOUR)
    assert is_usable(cast.places["stair"], START + HOUR)
    with acting(cast.lu), pytest.raises(Refused, match="已经解除"):
        actions.lift(control, by=cast.lu, at=START + HOUR)


def test_the_table_itself_refuses_one_pair_of_hands(cast):
    control = stop(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Control.objects.filter(pk=control.pk).update(asked_by_id=7, lifted_by_id=7, lifted_at=START)


def test_a_stopped_building_stops_every_floor_and_room_in_it_and_nothing_around_it(cast):
    green, room = cast.units["green"], cast.places["lab"]
    with acting(cast.chen):
        building = actions.register(green, name="实验楼", kind="building", by=cast.chen, at=START)
        floor = actions.register(green, name="二层", kind="other", within_id=building.pk, by=cast.chen, at=START)
        actions.change(room, within_id=floor.pk, by=cast.chen, at=START)
        actions.control(floor, kind="stop", why="墙裂了", by=cast.chen, at=START)
        assert is_usable(building, START) and not is_usable(floor, START) and not is_usable(room, START)
        actions.control(building, kind="seal", why="全楼", by=cast.chen, at=START)
        kinds = {pk: control.kind for pk, control in stopped([building.pk, floor.pk, room.pk, cast.places["stair"].pk], START).items()}
    assert kinds == {building.pk: "seal", floor.pk: "stop", room.pk: "stop"}


def test_places_that_lie_within_each_other_end_the_question(cast):
    with acting(cast.chen):
        actions.change(cast.places["lab"], within_id=cast.places["stair"].pk, by=cast.chen, at=START)
        actions.change(cast.places["stair"], within_id=cast.places["lab"].pk, by=cast.chen, at=START)
        assert is_usable(cast.places["lab"], START)
        stop(cast)
        assert not is_usable(cast.places["lab"], START)


def test_a_neighbour_neither_sees_nor_stops_a_place(cast):
    control = stop(cast)
    with acting(cast.feng):
        assert not running_controls([cast.places["stair"].pk], START)
        with pytest.raises(Control.DoesNotExist):
            actions.ask_to_lift(control, why="好了", by=cast.feng, at=START)
        with pytest.raises(Exception, match="row-level"):
            actions.control(cast.places["stair"], kind="seal", why="x", by=cast.feng, at=START)


def test_a_written_place_is_registered_once(cast):
    with acting(cast.su):
        first = actions.named(cast.units["green"], "  北门  外 ", by=cast.su, at=START)
        again = actions.named(cast.units["green"], "北门 外", by=cast.su, at=START)
    assert first.pk == again.pk and first.kind == "other"
    assert Place.objects.filter(unit=cast.units["green"]).count() == 3


def test_a_change_keeps_what_was(cast):
    from anlan.kernel.ledger.queries import totals

    place, before = cast.places["lab"], totals()[1]
    with acting(cast.chen):
        actions.change(place, by=cast.chen, at=START, name="化学实验室一", keeper_id=cast.posts["liang"].pk)
    place.refresh_from_db()
    assert str(place) == "化学实验室一" and place.keeper_id == cast.posts["liang"].pk and totals()[1] == before + 1
