"""One suite for every kind of case that an app registers: its machine, its words, and who may do what after whom."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.kernel import registry
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.machine import LEVELS, Limit, Machine, Rung, Standing, Step
from anlan.kernel.registry import Kind
from anlan.kernel.web.signs import ALIASES, STATES
from anlan.registers.people.rules import ROLES, STAND_INS
from tests import registered

ROOT = Path(__file__).resolve().parents[1]
KINDS = sorted(registered.KINDS.values(), key=lambda k: k.key)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
# levels that only a rung knows: who it is that hears
TOLD_LEVELS = {*LEVELS, "turn"}


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    registered.as_shipped(monkeypatch)


def english() -> set[str]:
    """Chinese texts that some catalogue gives in English."""
    files = [p for floor in ("anlan", "sim") for p in (ROOT / floor).glob("**/locale/en/LC_MESSAGES/*.po")]
    return {e.msgid for p in files for e in polib.pofile(str(p)) if e.msgstr and not e.fuzzy and not e.obsolete}


def stamps(kind: Kind) -> dict[str, dict]:
    return dict(kind.stamps()) if kind.stamps else {"": kind.machine.stamp()}


def test_there_are_kinds_and_no_two_share_a_prefix() -> None:
    assert {"hazard", "task"} <= {k.key for k in KINDS}
    assert len({k.prefix for k in KINDS}) == len(KINDS)


# ── the machine ────────────────────────────────────────────────────────────────────────────────────────────────────────


def reached(machine: Machine, *starts: str, backwards: bool = False) -> set[str]:
    found = set(starts)
    while True:
        more = {
            state
            for step in machine.steps
            for state, other in itertools.product(*((step.sources, (step.target,)) if backwards else ((step.target,), step.sources)))
            if other in found
        }
        if more <= found:
            return found
        found |= more


@each_kind
def test_every_state_is_reached_and_from_every_state_the_case_can_be_closed(kind: Kind) -> None:
    machine = kind.machine
    assert set(machine.states) == reached(machine, machine.start, *machine.opens)
    assert set(machine.states) == reached(machine, *machine.closed, backwards=True)


@each_kind
def test_every_open_state_waits_for_a_step_that_somebody_may_take(kind: Kind) -> None:
    machine = kind.machine
    for key in set(machine.states) - machine.closed:
        turn = machine.turn(key)
        assert turn is not None and not turn.hidden, key
        assert turn.role or set(turn.levels) & {"owner", "opener"}, key
    assert not [key for key in machine.closed if machine.turn(key)]


@each_kind
def test_every_closed_state_is_left_only_on_purpose(kind: Kind) -> None:
    for step in kind.machine.steps:
        if set(step.sources) & kind.machine.closed:
            assert step.aside or step.hidden, step.verb


@each_kind
def test_a_state_knows_one_step_of_a_verb(kind: Kind) -> None:
    pairs = [(source, step.verb) for step in kind.machine.steps for source in step.sources]
    assert len(pairs) == len(set(pairs))


@each_kind
def test_the_straight_way_is_made_of_states_that_follow_one_another(kind: Kind) -> None:
    machine = kind.machine
    assert machine.way and machine.way[0] == machine.start
    for one, other in itertools.pairwise(machine.way):
        assert any(one in step.sources and step.target == other for step in machine.steps), (one, other)
    assert set(machine.stages) <= set(machine.states)


@each_kind
def test_steps_ask_for_known_roles_and_stand_apart_from_known_verbs(kind: Kind) -> None:
    verbs = {step.verb for step in kind.machine.steps}
    for step in kind.machine.steps:
        assert set(step.role) <= set(ROLES), step.verb
        assert step.hidden or step.role or set(step.levels) <= {"owner", "opener"}, step.verb
        assert set(step.apart) <= verbs | {"open", "owner", "prove"}, step.verb  # parts that persons take without a step


@each_kind
def test_a_step_that_judges_another_persons_work_is_kept_apart_from_it(kind: Kind) -> None:
    """Whatever leads to the end of the straight way over a review is not done by who did the work."""
    for step in kind.machine.steps:
        judged = [kind.machine.states[source].sign == "review" for source in step.sources]
        if all(judged) and not step.hidden and not step.aside and kind.machine.states[step.target].sign in ("done", "closed", "ret"):
            assert step.apart, step.verb


# ── limits and ladders ─────────────────────────────────────────────────────────────────────────────────────────────────


@each_kind
def test_limits_are_lengths_of_time(kind: Kind) -> None:
    for stamp in stamps(kind).values():
        for data in [*stamp.get("limits", {}).values(), *([stamp["first"]] if "first" in stamp else [])]:
            limit = Limit.load(data)
            assert limit.days >= 0 and limit.hours >= 0 and (limit.days or limit.hours)
            assert limit.dump() == data
        assert set(stamp.get("limits", {})) <= {step.verb for step in kind.machine.steps}


def ladders(kind: Kind) -> Iterable[tuple[Rung, ...]]:
    yield kind.machine.ladder
    for stamp in stamps(kind).values():
        yield tuple(Rung.load(data) for data in stamp.get("ladder", ()))


@each_kind
def test_a_ladder_is_sorted_and_tells_known_roles(kind: Kind) -> None:
    for ladder in ladders(kind):
        assert ladder
        assert [r.late for r in ladder] == sorted(r.late for r in ladder)
        assert len({(r.late, r.role, r.level) for r in ladder}) == len(ladder)
        for rung in ladder:
            assert rung.role in ROLES and rung.level in TOLD_LEVELS
            assert STAND_INS.get(rung.role), f"nobody hears when no {rung.role} is there"


@each_kind
def test_a_ladder_reminds_before_tells_at_the_limit_and_ends_above_the_unit(kind: Kind) -> None:
    for ladder in ladders(kind):
        lates = [r.late.total_seconds() for r in ladder]
        assert lates[0] < 0 and 0 in lates and lates[-1] > 0
        assert ladder[-1].level in ("supervisor", "above")


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def texts(kind: Kind) -> set[str]:
    found = {str(kind.label), *(str(word) for word in kind.levels.values()), *map(str, kind.machine.stages.values())}
    for state in kind.machine.states.values():
        found |= {str(state.label), str(state.todo)}
    for step in kind.machine.steps:
        found |= {str(step.label), str(step.past), str(step.says)}
    return found - {""}


@each_kind
def test_every_state_has_a_label_and_a_sign_that_is_drawn(kind: Kind) -> None:
    for key, state in kind.machine.states.items():
        assert state.label and len(state.label) <= 8, key
        assert ALIASES.get(state.sign, state.sign) in STATES, key
        assert key in kind.machine.closed or state.todo, f"{key}: what is to be done?"


@each_kind
def test_the_words_on_a_button_are_short(kind: Kind) -> None:
    assert not [s.label for s in kind.machine.steps if not s.label or (not s.hidden and len(s.label) > 9)]


@each_kind
def test_every_word_of_a_kind_is_there_in_english(kind: Kind) -> None:
    assert not texts(kind) - english()


@each_kind
def test_the_trail_has_words_for_every_verb(kind: Kind) -> None:
    for verb in {step.verb for step in kind.machine.steps} | {"case.open"}:
        words = registry.verb_words(verb, kind.key)
        assert words and str(words) != verb


def test_the_messages_about_any_case_have_words() -> None:
    told = {"case.turn", "case.returned", "case.reminder", "case.due", "case.late", "case.urge", "case.closed", "case.danger"}
    assert told <= set(registry.MESSAGES)
    from types import SimpleNamespace

    for kind, tell in registry.MESSAGES.items():
        title, url = tell(SimpleNamespace(kind=kind, case_id=1, facts={"title": "一件事", "unit": "一所学校", "dossier": 1, "notice": 1}))
        assert str(title).strip() and url.startswith("/"), kind


# ── what a step asks for ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
@each_kind
def test_what_a_step_needs_can_be_given_on_the_page(kind: Kind, cast: object) -> None:
    """Each need is a field of the step's form, or the note that the generic page asks for."""
    from anlan.kernel.acting import acting
    from anlan.work.cases.models import Case
    from tests.cast import START

    actor, unit = cast.lin, cast.units["green"]  # type: ignore[attr-defined]
    wrong = []
    with acting(actor):
        for step in kind.machine.steps:
            if step.hidden or not step.needs:
                continue
            case = Case(
                kind=kind.key,
                unit=unit,
                unit_path=unit.unit_path,
                domain="fire",
                state=step.sources[0],
                due_at=START,
                opened_by_id=actor.person_id,
            )
            form = kind.step_form(step, case, actor) if kind.step_form else None
            fields = set(form.fields) if form else set()
            wrong += [f"{step.verb} needs {need}" for need in step.needs if need != "note" and need not in fields]
            if form:
                assert form.made_with, step.verb
    assert not wrong


# ── who after whom ─────────────────────────────────────────────────────────────────────────────────────────────────────


def everything(kind: Kind) -> frozenset[tuple[str, str]]:
    """All pairs (role, level) a person could hold at once."""
    return frozenset({(role, level) for role in ROLES for level in LEVELS} | {("owner", "owner"), ("opener", "opener")})


@each_kind
def test_nobody_walks_the_straight_way_alone(kind: Kind) -> None:
    """Whoever holds every role at every level still needs a second person before the case is closed."""
    machine = kind.machine
    end = next(state for state in machine.way if state in machine.closed)
    seen: set[tuple[str, frozenset[str]]] = set()
    open_ends = [(machine.start, frozenset({"open"}))]
    while open_ends:
        state, did = open_ends.pop()
        if (state, did) in seen:
            continue
        seen.add((state, did))
        assert state != end, sorted(did)
        for step in machine.offered(state, Standing(1, everything(kind), did)):
            if not step.aside and step.target not in machine.closed - {end}:
                open_ends.append((step.target, did | {step.verb}))


class Walk:
    """A case and some persons, each holding some roles; what each did is kept, as on a real case."""

    def __init__(self, machine: Machine, held: list[frozenset[tuple[str, str]]]) -> None:
        self.machine, self.held, self.state = machine, held, machine.start
        self.did: list[set[str]] = [set() for _ in held]
        self.did[0].add("open")

    def who(self, person: int) -> Standing:
        return Standing(person, self.held[person], frozenset(self.did[person]))

    def take(self, person: int, step: Step) -> None:
        given = dict.fromkeys(step.needs, "so")
        fired = self.machine.fire(self.state, step.verb, who=self.who(person), given=given)
        assert fired is step
        self.state = step.target
        self.did[person].add(step.verb)


PAIRS = sorted(
    {(role, level) for role in ROLES for level in ("own", "supervisor", "above", "lister")} | {("owner", "owner"), ("opener", "opener")}
)


@pytest.mark.parametrize("key", [k.key for k in KINDS])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_on_no_walk_does_one_person_do_two_things_kept_apart(key: str, data: st.DataObject) -> None:
    machine = registered.KINDS[key].machine
    people = data.draw(st.lists(st.frozensets(st.sampled_from(PAIRS), min_size=1), min_size=2, max_size=4))
    walk = Walk(machine, people)
    for _ in range(data.draw(st.integers(1, 25))):
        ways = [(p, s) for p in range(len(people)) for s in machine.offered(walk.state, walk.who(p))]
        if not ways:
            break
        person, step = data.draw(st.sampled_from(ways))
        before = set(walk.did[person])
        assert not step.hidden and not set(step.apart) & before
        walk.take(person, step)
        assert walk.state in machine.states


@each_kind
def test_who_did_the_other_half_and_who_holds_nothing_is_refused_by_name_of_the_reason(kind: Kind) -> None:
    for step in kind.machine.steps:
        source, needs = step.sources[0], dict.fromkeys(step.needs, "so")
        if step.hidden:
            with pytest.raises(Refused) as hidden:
                kind.machine.fire(source, step.verb, who=Standing(1, everything(kind)), given=needs)
            assert hidden.value.code == "E-step-state"
            continue
        with pytest.raises(NotYours):
            kind.machine.fire(source, step.verb, who=Standing(1, frozenset()), given=needs)
        for verb in step.apart:
            with pytest.raises(NotYours) as apart:
                kind.machine.fire(source, step.verb, who=Standing(1, everything(kind), frozenset({verb})), given=needs)
            assert apart.value.code == "E-step-apart"
        if step.needs:
            with pytest.raises(Refused) as missing:
                kind.machine.fire(source, step.verb, who=Standing(1, everything(kind)), given={})
            assert set(missing.value.fields) == set(step.needs)
