"""How a person stands to a case: the (role, level) pairs held there, and what the person did before."""

from __future__ import annotations

from datetime import datetime

from anlan.kernel import registry
from anlan.kernel.actor import UNIT, Actor, Held, lineage
from anlan.kernel.machine import Standing, Step
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.rules import ROLES
from anlan.work.cases.models import Case, Party

# who may decide on a later limit: somebody above the unit
DECIDING = ("safety", "leader", "head")
DECIDERS = frozenset({(role, level) for role in DECIDING for level in ("supervisor", "above")})


# who hands work on inside their own house, beside whoever has it
HANDERS = ("safety", "head")


def works_for(actor: Actor, home: str) -> bool:
    """Whether the actor works for the whole unit of `home` itself. A post in a unit above does not count: from above one asks the
    unit, and does not choose among its people."""
    return actor.is_system or any((g.path == home and g.reach == UNIT) or (g.role in HANDERS and holds_at(g, home)) for g in actor.grants)


def house_of(case: Case) -> str:
    """Path of the house whose people do the case: its unit, or the office that its kind names."""
    kind = registry.kind(case.kind)
    return kind.house(case) if kind.house else org.whole_unit(case.unit_path).unit_path


def able_to_have(case: Case, at: datetime) -> list[people.Holder]:
    """To whom of that house it may be handed."""
    kind = registry.kind(case.kind)
    return list(kind.able(case, at)) if kind.able else people.holders_at(house_of(case), list(ROLES), at)


def may_hand_on(case: Case, home: str, actor: Actor) -> bool:
    """Whether the actor may give the case to somebody else of the unit: who works for the whole unit, has it, or opened it there."""
    opened_here = case.opened_by_id == actor.person_id and any(holds_at(g, home) for g in actor.grants)
    return works_for(actor, home) or case.owner_id == actor.person_id or opened_here


def holds_at(grant: Held, path: str) -> bool:
    """Whether the grant is held at the unit of `path` itself or in one of its departments."""
    return path in (grant.path, grant.home)


def standing(case: Case, actor: Actor, at: datetime) -> Standing:
    """All pairs (role, level) that `actor` holds towards `case` at `at`, and the verbs the actor did on it."""
    home = org.whole_unit(case.unit_path).unit_path
    supervisor = org.supervisor_of(case.unit_path, case.domain, at)
    lister = org.unit(case.lister_id) if case.lister_id else None
    above = set(lineage(home)[1:])
    held: set[tuple[str, str]] = set()
    for grant in actor.grants:
        if holds_at(grant, home):
            held.add((grant.role, "own"))
        if supervisor and holds_at(grant, supervisor.unit_path):
            held.add((grant.role, "supervisor"))
        if lister and holds_at(grant, lister.unit_path):
            held.add((grant.role, "lister"))
        if any(holds_at(grant, path) for path in above):
            held.add((grant.role, "above"))
    if case.owner_id in actor.persons:
        held.add(("owner", "owner"))
    if case.opened_by_id == actor.person_id:
        held.add(("opener", "opener"))
    kind = registry.kind(case.kind)
    if kind.standing:
        held |= kind.standing(case, actor, at)
    if case.stepped_up and ("safety", "supervisor") in held:
        step = kind.machine.turn(case.state)
        held |= {(role, "own") for role in (step.role if step else ())}
    return Standing(actor.person_id, frozenset(held), frozenset(deeds_of(case, actor.person_id)))


def deeds_of(case: Case, person_id: int) -> set[str]:
    """Verbs (and parts) of the person on this case. Who opened a thousand at once has opened each, though no party says so."""
    opened = {"open"} if case.opened_by_id == person_id else set()
    return opened | set(Party.objects.filter(case=case, person_id=person_id).values_list("part", flat=True))


def doers(case: Case, verbs: tuple[str, ...]) -> set[int]:
    """Persons who did one of `verbs` on this case, as far as visible; its opener did `open`, also before it is written."""
    if case._state.adding:
        return {case.opened_by_id} if "open" in verbs else set()
    return set(Party.objects.filter(case=case, part__in=verbs).values_list("person_id", flat=True))


def turn_of(case: Case, step: Step | None, at: datetime) -> dict[str, object]:
    """Whose turn the case is, as columns: unit, role, person, and whether it had to step up to the supervisor.

    A small unit in which everybody eligible did the other half does not get stuck: the supervising unit does this step.
    """
    nobody: dict[str, object] = {"turn_unit_id": None, "turn_role": "", "turn_person_id": None, "stepped_up": False}
    if step is None:
        return nobody
    if "owner" in step.levels and case.owner_id:
        return {**nobody, "turn_person_id": case.owner_id, "turn_unit_id": case.unit_id, "turn_role": "owner"}
    if step.levels == ("opener",):
        return {**nobody, "turn_person_id": case.opened_by_id, "turn_unit_id": case.unit_id, "turn_role": "opener"}
    level = next((lv for lv in step.levels if lv not in ("owner", "opener")), "own")
    role = step.role[0] if step.role else ""
    away = doers(case, step.apart) if step.apart else set()
    if level == "lister" and case.lister_id:
        lister = org.unit(case.lister_id)
        able = [h for h in people.holders_at(lister.unit_path, step.role, at) if h.person_id not in away]
        return {**nobody, "turn_unit_id": lister.pk, "turn_role": able[0].role if able else role}
    supervisor = org.supervisor_of(case.unit_path, case.domain, at)
    if level in ("supervisor", "above", "lister"):
        unit = supervisor or org.whole_unit(case.unit_path)
        if not step.apart:
            return {**nobody, "turn_unit_id": unit.pk, "turn_role": role}
        upwards = org.ancestors(unit.unit_path) if level == "lister" or "above" in step.levels else [unit]
        return {**nobody, **_first_able(upwards, step.role, away, at)}
    home = org.whole_unit(case.unit_path)
    able = [h for h in people.holders_at(home.unit_path, step.role, at) if h.person_id not in away]
    if able:
        # a role is told as a whole: where one of its holders sees only cases that name them, the turn is somebody's by name
        same = [h.person_id for h in able if h.role == able[0].role]
        named = None if all(people.sees_all(who, home.unit_path, at) for who in same) else same[0]
        return {**nobody, "turn_unit_id": home.pk, "turn_role": able[0].role, "turn_person_id": named}
    if supervisor:
        return {**nobody, "turn_unit_id": supervisor.pk, "turn_role": "safety", "stepped_up": True}
    return {**nobody, "turn_unit_id": home.pk, "turn_role": role}


def decider_of(case: Case, away: set[int], at: datetime) -> dict[str, object]:
    """Where a request about the case waits, as columns: the supervisor, else the nearest office above, in which somebody may decide
    who is not of `away`. An office that the case lies outside of could not open it."""
    supervisor = org.supervisor_of(case.unit_path, case.domain, at)
    home = org.whole_unit(case.unit_path).unit_path
    upwards = [*([supervisor] if supervisor else []), *org.ancestors(home)]
    offices = [u for u in upwards if u.unit_path != home and home.startswith(u.unit_path)]
    return _first_able(offices, DECIDING, away, at) if offices else {"turn_unit_id": None, "turn_role": ""}


def _first_able(units: list[Unit], roles: tuple[str, ...], away: set[int], at: datetime) -> dict[str, object]:
    """The first of `units` in which somebody holds one of `roles` who is not of `away`."""
    for here in units:
        able = [h for h in people.holders_at(here.unit_path, roles, at) if h.person_id not in away]
        if able:
            return {"turn_unit_id": here.pk, "turn_role": able[0].role}
    return {"turn_unit_id": units[0].pk, "turn_role": roles[0] if roles else ""}
