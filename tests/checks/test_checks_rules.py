"""Rules of checks without a database: items, draws that can be repeated, differences, rooms, who may."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.actor import Actor, Held
from anlan.work.checks.rules import (
    CLOSING,
    REOPENING,
    Item,
    answers_for,
    check_items,
    count_of,
    differences,
    draw,
    free_key,
    hands_in,
    leads,
    of_parts,
    parts_of,
    progress,
    unsettled,
)

DOMAINS = {"fire", "other"}


@pytest.mark.parametrize(
    ("items", "wrong"),
    [
        ([], {""}), ([Item("i1", "通道畅通", "fire")], set()), ([Item("i1", " ", "fire")], {"i1"}), ([Item("i1", "灯亮", "moon")], {"i1"}),
        ([Item("i1", "灯亮"), Item("i2", "灯亮")], {"i2"}), ([Item(f"i{n}", f"第{n}项") for n in range(121)], {""}),
    ],
)  # fmt: skip
def test_a_list_says_what_is_wrong_with_it(items, wrong):
    assert set(check_items(items, DOMAINS)) == wrong


def test_a_key_is_not_used_twice_and_a_source_nobody_checked_is_unsettled():
    assert free_key(["i1", "i7", "ix"]) == "i8" and free_key([]) == "i1"
    cases = (("", ""), ("某文", ""), ("某文", "to_check"), ("某文", "checked"))
    assert [unsettled(Item("i1", "甲", source=s, standing=how)) for s, how in cases] == [False, True, True, False]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["0", "9f", "a1b2c3"]), st.sets(st.integers(1, 500), max_size=20), st.integers(0, 100))
def test_a_draw_can_be_repeated_from_its_seed_in_whatever_order_the_units_stand(seed, units, share):
    count = count_of(len(units), share)
    chosen = draw(seed, sorted(units), count)
    assert chosen == draw(seed, sorted(units, reverse=True), count) and len(set(chosen)) == count and set(chosen) <= units
    assert count == 0 if not (units and share) else 1 <= count <= len(units)
    assert draw(seed, units, count)[: count // 2] == draw(seed, units, count // 2)  # a smaller draw is the beginning of a larger one


def test_another_seed_draws_others():
    assert len({tuple(draw(seed, range(1, 60), 5)) for seed in "abcdefgh"}) > 6


def test_differences_are_named_by_item_and_a_look_that_finds_what_was_missed_is_told_apart():
    said = {1: {"a": "pass", "b": "fail", "c": "na"}, 2: {"a": "pass"}, 3: {"a": "pass"}}
    recheck = {1: {"a": "fail", "b": "fail", "c": "pass"}, 2: {"a": "pass"}}
    sample = {2: {"a": "fail"}, 3: {"a": "pass"}, 4: {"a": "fail"}}
    found = {(d.unit_id, d.key): d for d in differences(said, recheck, sample)}
    assert set(found) == {(1, "a"), (1, "c"), (2, "a")}  # what only one stage looked at is no difference
    assert [found[k].missed for k in ((1, "a"), (1, "c"), (2, "a"))] == [True, False, True]
    assert (found[2, "a"].said, found[2, "a"].recheck, found[2, "a"].sample) == ("pass", "pass", "fail")


def test_a_room_is_in_order_when_all_its_parts_are_and_only_kitchens_and_laboratories_have_gas():
    assert (
        of_parts({"power": "pass", "gas": "na"}) == "pass" and of_parts({"power": "pass", "gas": "fail"}) == "fail" and of_parts({}) == "na"
    )
    assert {p.key for p in parts_of(CLOSING, "lab")} == {"empty", "power", "gas", "water", "windows", "sealed"}
    assert {p.key for p in parts_of(CLOSING, "classroom")} == {"empty", "power", "windows", "sealed"}
    assert {p.key for p in parts_of(REOPENING, "lab")} >= {"seal", "leak", "water", "power"}
    assert progress(["a", "b", "c"], {"a": "fail", "b": "pass", "old": "fail"}) == (3, 2, 1)


def at(role, path, *, home="", kind="school", reach="unit"):
    return Actor(7, "甲", (Held(role, 1, path, reach=reach, unit_kind=kind, home=home),))


def test_who_answers_who_signs_and_who_walks():
    school, office = "1.01.001.", "1.01."
    teacher, clerk = at("teacher", school, reach="own"), at("logistics", f"{school}001.", home=school, kind="department")
    assert answers_for(teacher, school, own=True) and not hands_in(teacher, school, own=True)
    assert answers_for(clerk, school, own=True) and hands_in(clerk, school, own=True)
    assert hands_in(teacher, school, own=True, owner_id=7)  # it was handed to them
    inspector = at("inspector", office, kind="district")
    assert answers_for(inspector, office, own=False) and not answers_for(inspector, school, own=True)
    assert not answers_for(teacher, office, own=False) and not answers_for(at("safety", "1.02.", kind="district"), office, own=False)
    assert leads(inspector) and leads(at("leader", "1.", kind="city")) and not leads(at("head", school))
