"""The machine of a case kind: pure data from which buttons, rights, deadlines, escalation, diagrams and tests come.

Levels, seen from the case's own unit:
    own         a post in the case's unit or one of its departments
    supervisor  a post in the unit that supervises the case's domain there (by default its parent)
    above       a post in any unit above it
    lister      a post in the body that listed a hazard for supervision
    owner       the person the case was handed to
    opener      the person who opened it
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from anlan.kernel.errors import NotYours, Refused

LEVELS = ("own", "supervisor", "above", "lister", "owner", "opener")


@dataclass(frozen=True)
class RuleRow:
    """One number of a machine with where it comes from. standing: default (our own) or to_check (待核实); none of these is law."""

    key: str
    value: int
    unit: str
    source: str = "DESIGN"
    standing: str = "to_check"


@dataclass(frozen=True)
class Limit:
    """Time allowed. `work` counts working time by the calendar, otherwise the clock runs through nights and holidays."""

    hours: float = 0
    days: int = 0
    work: bool = False

    def dump(self) -> dict[str, Any]:
        return {"hours": self.hours, "days": self.days, "work": self.work}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Limit:
        return cls(hours=data["hours"], days=data["days"], work=data["work"])


@dataclass(frozen=True)
class State:
    """How a state reads: label, sign (wait doing review ret done na), and what the person whose turn it is does."""

    label: str
    sign: str
    todo: str = ""


@dataclass(frozen=True)
class Step:
    """One verb from one or more states to one state.

    role   roles that may take it; level where they must hold it (see module)
    within limit that starts when the target state is reached (None: the limit that runs already keeps running)
    needs  names of what the person must supply; `apart` verbs whose doers may not do this one
    """

    verb: str
    source: str | tuple[str, ...]
    target: str
    label: str
    role: tuple[str, ...] = ()
    level: str | tuple[str, ...] = "own"
    within: Limit | None = None
    needs: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    past: str = ""
    counter: bool = False  # the counter-action (return, refuse): never the primary button
    harmless: bool = False  # may be done in batches
    aside: bool = False  # not part of the straight way from start to end (mistake, duplicate, hand over)
    hidden: bool = False  # taken by the software itself, never offered as a button
    says: str = ""  # what happens next, shown below the button
    asks: str = ""  # what to write, said when it is missing

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def levels(self) -> tuple[str, ...]:
        return (self.level,) if isinstance(self.level, str) else self.level


@dataclass(frozen=True)
class Rung:
    """Overdue by `late` (negative: a reminder before), the holder of `role` at `level` hears of it.

    Beside the levels of the module there is `turn`: whoever's turn it is then.
    """

    late: timedelta
    role: str
    level: str = "own"

    def dump(self) -> dict[str, Any]:
        return {"late": self.late.total_seconds(), "role": self.role, "level": self.level}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Rung:
        return cls(late=timedelta(seconds=data["late"]), role=data["role"], level=data["level"])


@dataclass(frozen=True)
class Standing:
    """How an actor stands to one case: pairs (role, level) held there, and the verbs done by the actor before."""

    person_id: int
    held: frozenset[tuple[str, str]]
    did: frozenset[str] = frozenset()

    def holds(self, step: Step) -> bool:
        for level in step.levels:
            if level in ("owner", "opener"):
                if (level, level) in self.held:
                    return True
            elif any((role, level) in self.held for role in step.role):
                return True
        return False


@dataclass(frozen=True)
class Machine:
    """Steps, states and ladder of one kind. A machine that cannot close does not start the server."""

    start: str
    closed: frozenset[str]
    states: Mapping[str, State]
    steps: tuple[Step, ...]
    first_limit: Limit
    ladder: tuple[Rung, ...] = ()
    way: tuple[str, ...] = ()  # the straight way, for the line of steps on the page
    stages: Mapping[str, str] = field(default_factory=dict)
    opens: tuple[str, ...] = ()  # further states in which a case may be opened

    def __post_init__(self) -> None:
        reached, ends = {self.start, *self.opens}, set(self.closed)
        for _ in self.steps:
            reached |= {s.target for s in self.steps if set(s.sources) & reached}
            ends |= {source for s in self.steps if s.target in ends for source in s.sources}
        named = {source for s in self.steps for source in s.sources} | {s.target for s in self.steps}
        if named - reached:
            raise ValueError(f"states never reached: {sorted(named - reached)}")
        if reached - ends:
            raise ValueError(f"states that cannot close: {sorted(reached - ends)}")
        if named - set(self.states):
            raise ValueError(f"states without a label: {sorted(named - set(self.states))}")
        wrong = {level for s in self.steps for level in s.levels} - set(LEVELS)
        if wrong:
            raise ValueError(f"unknown levels: {sorted(wrong)}")

    @property
    def ends(self) -> list[str]:
        """Closed states that a case reaches on its way, not by a step aside (mistaken entry, duplicate)."""
        return sorted({s.target for s in self.steps if s.target in self.closed and not s.aside})

    def step(self, state: str, verb: str) -> Step | None:
        """The step that `verb` takes from `state`, whoever asks; None if there is none."""
        return next((s for s in self.steps if s.verb == verb and state in s.sources), None)

    def steps_from(self, state: str) -> list[Step]:
        """Steps that start in `state`, in the order of the table; hidden ones left out."""
        return [s for s in self.steps if state in s.sources and not s.hidden]

    @cached_property
    def _turns(self) -> Mapping[str, Step]:
        found = {}
        for state in set(self.states) - self.closed:
            if steps := self.steps_from(state):
                found[state] = next((s for s in steps if not s.counter and not s.aside), steps[0])
        return found

    def turn(self, state: str) -> Step | None:
        """The step everybody waits for in `state`: the first that is neither counter nor aside. None when closed."""
        return self._turns.get(state)  # asked for every row of a list

    def offered(self, state: str, who: Standing) -> list[Step]:
        """Steps this person may take now: holds the role at the level, and did none of the verbs kept apart."""
        return [s for s in self.steps_from(state) if who.holds(s) and not (set(s.apart) & who.did)]

    def fire(self, state: str, verb: str, *, who: Standing, given: Mapping[str, Any]) -> Step:
        """The step, or a refusal that says why: not now, not yours, you did the other half, something is missing."""
        step = self.step(state, verb)
        if step is None or step.hidden:
            from anlan.kernel.words import NOT_NOW

            raise Refused("E-step-state", NOT_NOW)
        if set(step.apart) & who.did:
            from anlan.kernel.words import OTHER_PERSON

            raise NotYours("E-step-apart", OTHER_PERSON)
        if not who.holds(step):
            from anlan.kernel.words import NOT_YOURS

            raise NotYours("E-step-role", NOT_YOURS)
        missing = missing_from(step.needs, given)
        if missing:
            from anlan.kernel.words import missing_words

            says = missing_words(step.asks, missing)
            raise Refused("E-step-needs", "；".join(dict.fromkeys(says.values())), fields=says)
        return step

    def stamp(self) -> dict[str, Any]:
        """Limits and ladder as they stand now, to be kept on the case so that later edits do not rewrite running work."""
        return {
            "first": self.first_limit.dump(),
            "limits": {s.verb: s.within.dump() for s in self.steps if s.within},
            "ladder": [r.dump() for r in self.ladder],
        }


def missing_from(needs: Iterable[str], given: Mapping[str, Any]) -> list[str]:
    """Names in `needs` for which nothing was given: blank text, an empty list, an unticked box. The number 0 is given."""
    return [n for n in needs if not _is_given(given.get(n))]


def _is_given(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value) or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool))
