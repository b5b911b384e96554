"""The machine of hazards: every grade's way closes, and no walk through it lets one person do both halves."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.kernel.machine import Standing
from anlan.work.hazards import rules
from anlan.work.hazards.rules import MACHINE

SCHOOL = {
    "chen": {("safety", "own")},
    "lu": {("head", "own")},
    "liang": {("logistics", "own"), ("owner", "owner")},
    "zhao": {("safety", "supervisor"), ("safety", "above"), ("safety", "lister")},
    "qian": {("leader", "supervisor"), ("leader", "above"), ("leader", "lister")},
    "lin": {("safety", "above"), ("safety", "lister")},
}
WORKED = {"rectify", "outside_done"}


def who(name, did):
    return Standing(list(SCHOOL).index(name) + 1, frozenset(SCHOOL[name]), frozenset(did))


def walk(state, way):
    for verb in way:
        step = MACHINE.step(state, verb)
        assert step is not None, (state, verb)
        state = step.target
    return state


def test_a_minor_one_takes_two_people():
    assert walk("fixed", ["confirm"]) == "closed"
    assert "open" in MACHINE.step("fixed", "confirm").apart


def test_the_way_of_a_general_one_closes_and_is_looked_at_again():
    assert walk("reported", ["grade", "rectify", "accept"]) == "closed"
    assert walk("closed", ["look_back_due", "look_back"]) == "settled"
    assert walk("closed", ["look_back_due", "relapse", "rectify", "accept"]) == "closed"


def test_the_way_of_a_major_one_passes_every_hand():
    assert walk("assuring", ["assure", "rectify", "accept", "review", "close_out"]) == "major_closed"
    assert walk("major_closed", ["look_back_due", "look_back"]) == "major_settled"


def test_a_major_one_cannot_be_rectified_before_the_five_assurances():
    assert MACHINE.step("assuring", "rectify") is None
    assert set(MACHINE.step("assuring", "assure").needs) == {"responsible", "measures", "money", "deadline", "plan"}


def test_only_the_supervising_levels_lower_a_grade():
    assert set(MACHINE.step("assuring", "lower").levels) == {"supervisor", "above"}
    assert "own" in MACHINE.step("rectifying", "raise").levels


def test_every_check_can_send_back():
    for state in ("fixed", "rectified", "major_rectified", "accepted", "reviewed", "looking_back", "major_looking_back"):
        assert any(step.counter for step in MACHINE.steps_from(state)), state


def test_every_open_state_says_whose_turn_it_is():
    for state in set(MACHINE.states) - MACHINE.closed:
        assert MACHINE.turn(state) is not None
        assert MACHINE.states[state].todo


def test_the_line_of_steps_knows_every_state_on_the_way():
    verbs = {step.verb for step in MACHINE.steps} | {"case.open", "place.control"}
    for way in (rules.WAY, rules.MINOR_WAY, rules.MAJOR_WAY):
        assert {verb for _word, done, _states in way for verb in done} <= verbs
        assert {state for _word, _done, states in way for state in states} <= set(MACHINE.states)


def test_any_yes_fact_makes_it_major_even_when_it_was_fixed():
    assert rules.grade_of(["F-6"], fixed=True) == "major"
    assert rules.grade_of([], danger=True) == "major"
    assert rules.grade_of([], fixed=True) == "minor"
    assert rules.grade_of([]) == "general"


def test_no_default_pretends_to_be_law():
    assert all(rule.unsettled for rule in rules.DEFAULTS.values())


def test_a_regions_own_number_goes_over_the_default():
    values = rules.values_of({"major.assure": 8, "nonsense": 3})
    stamp = rules.stamp_of("major", values)
    assert stamp["first"]["hours"] == 8
    assert stamp["limits"]["review"]["hours"] == rules.DEFAULTS["major.review"].value


def test_limits_of_a_major_hazard_run_through_nights_and_holidays():
    stamp = rules.stamp_of("major", rules.values_of({}))
    assert not any(limit["work"] for limit in [stamp["first"], *stamp["limits"].values()])


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_walk_breaks_the_separation_of_duty(data):
    state = data.draw(st.sampled_from(["reported", "fixed", "assuring"]))
    opener = data.draw(st.sampled_from(sorted(SCHOOL)))
    did = {name: set() for name in SCHOOL}
    did[opener].add("open")
    history = [("open", opener)]
    for _turn in range(14):
        moves = [(step, name) for name in SCHOOL for step in MACHINE.offered(state, who(name, did[name]))]
        moves += [(step, "") for step in MACHINE.steps if step.hidden and state in step.sources]
        if not moves:
            break
        step, name = data.draw(st.sampled_from(moves))
        if name:
            did[name].add(step.verb)
        history.append((step.verb, name))
        state = step.target
        assert_apart(state, step, name, history)


def assert_apart(state, step, name, history):
    workers = {who for verb, who in history if verb in WORKED}
    if step.verb in ("accept", "review", "close_out"):
        assert name not in workers
    if step.verb in ("review", "close_out"):
        assert name not in {who for verb, who in history if verb == "accept"}
    if step.verb == "confirm":
        assert name != history[0][1]
    if state == "major_closed":
        since = [verb for verb, _who in history]
        assert {"assure", "rectify", "accept", "review", "close_out"} & set(since) >= {"accept", "review", "close_out"}
