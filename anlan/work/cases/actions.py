"""The only writers of the case: open, advance, hand to somebody, urge, change the limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.kernel.kept import keeping
from anlan.kernel.machine import Limit, Rung, Step
from anlan.kernel.outbox.actions import tell
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.cases import deadlines, telling
from anlan.work.cases.models import Case, Party, TimeRequest
from anlan.work.cases.standing import DECIDERS, able_to_have, decider_of, house_of, may_hand_on, standing, turn_of


def next_numbers(prefix: str, at: datetime, count: int = 1) -> list[str]:
    """`count` fresh case numbers such as YH-2026-00147, from one sequence of the database: never the same twice."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('cases_number') from generate_series(1, %s)", [count])
        return [f"{prefix}-{local(at).year}-{n:05d}" for (n,) in cursor.fetchall()]


@quiet
@action
@keeping
def open_case(
    kind: str, unit: Unit, *, title: str, by: Actor, at: datetime, domain: str = "other", level: str = "", nonce: UUID | None = None,
    place_id: int | None = None, parent: Case | None = None, owner_id: int | None = None, limit_at: datetime | None = None,
    due_at: datetime | None = None, readers: Sequence[int] = (), sealed: bool = False, state: str = "", lister_id: int | None = None,
    tells: bool = True,
    payload: Mapping[str, Any] | None = None,
) -> Case:  # fmt: skip
    """Open a case of `kind` at `unit`. The same nonce a second time gives the first case back and changes nothing.

    The machine's limits and ladder are stamped on it; the first limit runs from `at` unless `due_at` is given.
    lister_id  the body in whose hands its steps lie (level `lister`); tells: whoever's turn it is hears of it
    """
    what = registry.kind(kind)
    nonce = nonce or uuid4()
    if again := Case.objects.filter(unit=unit, nonce=nonce).first():
        return again
    machine = what.machine
    if state and state != machine.start and state not in machine.opens:
        raise ValueError(f"a case of kind {kind} does not open in {state}")
    rules = what.stamp(unit.unit_path, domain, level, at) if what.stamp else machine.stamp()
    sealed |= what.sealed
    case = Case(
        number=next_numbers(what.prefix, at)[0],
        nonce=nonce, kind=kind, unit=unit, unit_path=unit.unit_path, domain=domain, title=title.strip(), level=level,
        state=state or machine.start, place_id=place_id, parent=parent, opened_at=at, opened_by_id=by.person_id,
        owner_id=owner_id, lister_id=lister_id, since=at, limit_at=limit_at, limit_first=limit_at, sealed=sealed,
        readers=sorted({*readers, by.person_id}) if sealed else [], rules=rules,
        due_at=due_at or deadlines.moment_after(Limit.load(rules["first"]), at, unit.unit_path),
    )  # fmt: skip
    _place_turn(case, machine.turn(case.state), at)
    _set_alarm(case, at)
    if again := _twin_instead(case):
        return again
    _join(case, by.person_id, "open", at)
    _join(case, owner_id or 0, "owner", at)
    _let_in(case, at)
    record("case.open", unit_id=unit.pk, by=by, at=at, case_id=case.pk, now=case.state,
           payload={"title": case.title, "kind": kind, "level": level, **(payload or {})})  # fmt: skip
    if tells and (told := telling.turn_telling(case, at=at)):
        tell([told], at=at)
    touched("cases", case.unit_path)
    return case


def _twin_instead(case: Case) -> Case | None:
    """Put the case in. -> None, or the first case where a twin of the same form was quicker."""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        if again := Case.objects.filter(unit_id=case.unit_id, nonce=case.nonce).first():
            return again
        raise Refused("E-case-open", _("没存上，你填的都还在。再试一次")) from error
    return None


def _join(case: Case, person_id: int, part: str, at: datetime) -> None:
    if person_id:
        Party.objects.bulk_create(
            [Party(case=case, unit_path=case.unit_path, person_id=person_id, part=part, sealed=case.sealed, at=at)],
            ignore_conflicts=True,
        )


def _let_in(case: Case, at: datetime) -> None:
    """Whoever has the turn by name sees the case."""
    if case.turn_person_id and case.turn_person_id not in (case.owner_id, case.opened_by_id):
        _join(case, case.turn_person_id, "turn", at)


def name_parties(case: Case, person_ids: Iterable[int], part: str, *, at: datetime) -> None:
    """Let persons outside the unit's scope see and work on a case: an outside body that listed it or took it over."""
    for person_id in person_ids:
        _join(case, person_id, part, at)


def _place_turn(case: Case, step: Step | None, at: datetime) -> None:
    for column, value in turn_of(case, step, at).items():
        setattr(case, column, value)


def ladder_of(case: Case) -> list[Rung]:
    """The ladder stamped on the case when it was opened."""
    return [Rung.load(r) for r in case.rules.get("ladder", [])]


def limit_of(case: Case, verb: str) -> Limit | None:
    """The limit stamped for `verb` when the case was opened."""
    data = case.rules.get("limits", {}).get(verb)
    return Limit.load(data) if data else None


def _set_alarm(case: Case, at: datetime) -> None:
    ladder = ladder_of(case)
    case.climbed = deadlines.skip_reminders_past(case.due_at, ladder, at)
    case.wake_at = deadlines.next_look(case.due_at, ladder, case.climbed)


def locked(case_id: int) -> Case:
    """The case, locked for this transaction; Case.DoesNotExist outside scope."""
    return Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case_id)


@action
@keeping
def advance(
    case: Case | int,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    given: Mapping[str, Any] | None = None,
    seen: int | None = None,
    due_at: datetime | None = None,
    limit_at: datetime | None = None,
    level: str | None = None,
    owner_id: int | None = None,
) -> Case:
    """Take one step of the case's machine: lock, rule, state, limit, turn, ledger, messages; all or nothing.

    given  what the person supplies (the step's needs); the kind's `before` may refuse, its `after` writes the facts
    seen   the version the person looked at: if somebody acted since and the step is gone, a Conflict tells who did what
    """
    given = dict(given or {})
    row = locked(case if isinstance(case, int) else case.pk)
    kind = registry.kind(row.kind)
    who = standing(row, by, at)
    step = kind.machine.step(row.state, verb)
    if step is None and seen is not None and seen != row.version:
        raise Conflict("E-case-moved", moved_sentence(row))
    if by.is_system and step is not None:
        pass  # the software's own steps (sample passed, look-back due) are hidden and take no role
    else:
        step = kind.machine.fire(row.state, verb, who=who, given=given)
    more = (kind.before(row, step, given, by=by, at=at) if kind.before else None) or {}
    due_at, limit_at = more.get("due_at", due_at), more.get("limit_at", limit_at)
    level, owner_id = more.get("level", level), more.get("owner_id", owner_id)
    row.lister_id, row.rules = more.get("lister_id", row.lister_id), more.get("rules", row.rules)
    was = row.state
    row.state, row.version = step.target, row.version + 1
    if step.target != was:
        row.since = at
    if level is not None:
        row.level = level
    if owner_id is not None:
        row.owner_id = owner_id
        _join(row, owner_id, "owner", at)
    if limit_at is not None:
        row.limit_at, row.limit_first = limit_at, row.limit_first or limit_at
    _join(row, by.person_id, verb, at)
    if step.counter:
        row.returned += 1
    if at > row.due_at and row.closed_at is None:
        row.was_late = True
    if row.state in kind.machine.closed:
        _close(row, step, at)
    else:
        limit = limit_of(row, verb)
        if due_at is not None:
            row.due_at = due_at
        elif limit:
            row.due_at = deadlines.moment_after(limit, at, row.unit_path)
        elif row.limit_at and (step.counter or kind.machine.turn(was) is None or row.due_at < row.limit_at):
            row.due_at = row.limit_at
        row.closed_at, row.outcome = None, ""
        _place_turn(row, kind.machine.turn(row.state), at)
        _set_alarm(row, at)
    row.save()
    _let_in(row, at)
    if kind.after:
        kind.after(row, step, given, by=by, at=at)
    record(verb, unit_id=row.unit_id, by=by, at=at, case_id=row.pk, was=was, now=row.state, payload=told_of(given))
    _tell_next(row, step, given, at)
    touched("cases", row.unit_path)
    return row


def told_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What of the given is kept in the ledger's payload: plain values, files by their digests."""
    kept: dict[str, Any] = {}
    for key, value in given.items():
        if value in (None, "", [], ()):
            continue
        if isinstance(value, (str, int, float, bool, list, dict)):
            kept[key] = value
        else:
            kept[key] = str(value)
    return kept


def _close(row: Case, step: Step, at: datetime) -> None:
    row.closed_at, row.outcome, row.wake_at = at, step.target, None
    row.turn_unit_id, row.turn_role, row.turn_person_id, row.stepped_up = None, "", None, False


def _tell_next(row: Case, step: Step, given: Mapping[str, Any], at: datetime) -> None:
    why = str(given.get("note", "") or given.get("why", ""))[:80]
    if row.closed_at:
        to = registry.kind(row.kind).close_tells
        people = {row.opened_by_id if "opener" in to else 0, row.owner_id or 0 if "owner" in to else 0} - {0}
        tell([telling.case_telling(row, "case.closed", at=at, person_id=p) for p in sorted(people)], at=at)
        return
    what = "case.returned" if step.counter else "case.turn"
    if told := telling.turn_telling(row, at=at, what=what, why=why, since=row.version):
        tell([told], at=at)


def moved_sentence(row: Case) -> str:
    """Who did what since, for the person who was slower."""
    from anlan.kernel import ledger  # noqa: F401
    from anlan.kernel.ledger.queries import trail
    from anlan.registers.people.queries import names

    lines = trail(row.pk, limit=1)
    if not lines:
        return _("这件事已经走到别的步骤。你填的还在，看一下再决定。")
    last = lines[0]
    verb = _(str(registry.verb_words(last.verb, row.kind)))
    who = names([last.actor]).get(last.actor, "")
    return _("%(who)s %(when)s 已%(what)s。你填的还在，看一下再决定。") % {
        "who": who, "when": f"{local(last.at):%H:%M}", "what": verb,
    }  # fmt: skip


@action
@keeping
def assign(
    case: Case | int, *, to_person: int | None, by: Actor, at: datetime, post_id: int | None = None, tells: bool = True
) -> Case:  # fmt: skip
    """Hand a case to a person of the house that does it: who works for the whole house, or its owner, may; nobody from above.

    to_person  None, where an office does it: back to the office · tells: whoever has it now hears of it
    """
    row = locked(case if isinstance(case, int) else case.pk)
    if row.closed_at:
        raise Refused("E-case-closed", _("已经办结了"))
    if not may_hand_on(row, house_of(row), by):
        raise NotYours("E-assign-role", _("换承办人要本单位的安全干部或承办人自己来办"))
    if to_person is None:
        known = registry.kind(row.kind).house is not None
    else:
        known = by.is_system or to_person in {h.person_id for h in able_to_have(row, at)}
    if not known:
        raise Refused("E-assign-who", _("选一个本单位的人"), fields={"person": _("选一个本单位的人")})
    was, row.owner_id, row.owner_post_id = row.owner_id, to_person, post_id
    row.version += 1
    _join(row, to_person or 0, "owner", at)
    _place_turn(row, registry.kind(row.kind).machine.turn(row.state), at)
    row.save()
    verb = "case.assign" if to_person else "case.give_back"
    record(verb, unit_id=row.unit_id, by=by, at=at, case_id=row.pk, payload={"to": to_person, "was": was})
    if tells and to_person:
        tell([telling.case_telling(row, "case.turn", at=at, person_id=to_person, since=row.version)], at=at)
    elif tells and (told := telling.turn_telling(row, at=at, since=row.version)):
        tell([replace(told, rung=row.version)], at=at)  # who was told when it was opened is told anew
    touched("cases", row.unit_path)
    return row


@action
def urge(case: Case | int, *, by: Actor, at: datetime, note: str = "") -> Case:
    """Remind whoever's turn it is; at most once an hour per case counts as a new message."""
    row = locked(case if isinstance(case, int) else case.pk)
    if row.closed_at:
        raise Refused("E-case-closed", _("已经办结了"))
    told = telling.turn_telling(row, at=at, what="case.urge", by=by.name, note=note[:200])
    if told:
        tell([_at_hour(told, at)], at=at)
    record("case.urge", unit_id=row.unit_id, by=by, at=at, case_id=row.pk, payload={"note": note[:500]})
    touched("cases", row.unit_path)
    return row


def _at_hour(told: Any, at: datetime) -> Any:
    return replace(told, due_at=at.replace(minute=0, second=0, microsecond=0))


@action
def note(case: Case | int, *, text: str, by: Actor, at: datetime) -> Case:
    """Add a remark to the trail; changes nothing else."""
    row = locked(case if isinstance(case, int) else case.pk)
    if not text.strip():
        raise Refused("E-note-empty", _("写点什么再存"), fields={"text": _("写点什么再存")})
    record("case.note", unit_id=row.unit_id, by=by, at=at, case_id=row.pk, payload={"note": text.strip()[:2000]})
    touched("cases", row.unit_path)
    return row


@action
def ask_time(case: Case | int, *, until: datetime, why: str, by: Actor, at: datetime) -> TimeRequest:
    """Ask for a later limit. The one that runs keeps running until somebody above decides."""
    row = locked(case if isinstance(case, int) else case.pk)
    if row.closed_at:
        raise Refused("E-case-closed", _("已经办结了"))
    if until <= row.due_at:
        raise Refused("E-time-earlier", _("新时限要晚于现在的时限"), fields={"until": _("要晚于现在的时限")})
    if not why.strip():
        raise Refused("E-time-why", _("写清为什么要延期"), fields={"why": _("写清为什么要延期")})
    if TimeRequest.objects.filter(case=row, decided_at__isnull=True).exists():
        raise Refused("E-time-open", _("已经有一个延期申请在等决定"))
    request = TimeRequest.objects.create(
        case=row, unit_path=row.unit_path, until=until, why=why.strip(), asked_by_id=by.person_id, asked_at=at, due_at=row.due_at,
        **decider_of(row, {by.person_id}, at),
    )  # fmt: skip
    record("case.ask_time", unit_id=row.unit_id, by=by, at=at, case_id=row.pk, payload={"until": until.isoformat(), "why": why})
    if request.turn_unit_id:
        upper = org.unit(request.turn_unit_id)
        told = telling.case_telling(
            row,
            "case.time_asked",
            at=at,
            unit_id=upper.pk,
            unit_path=upper.unit_path,
            role=request.turn_role,
            rung=TimeRequest.objects.filter(case=row).count(),
        )
        tell([told], at=at)
    touched("cases", row.unit_path)
    return request


@action
def decide_time(request: TimeRequest, *, granted: bool, decision: str, by: Actor, at: datetime) -> Case:
    """Somebody above decides; the limit first given stays on the case and is counted."""
    row = locked(request.case_id)
    request = TimeRequest.objects.select_for_update().get(pk=request.pk)
    if request.decided_at:
        raise Conflict("E-time-decided", _("这个申请已经有人决定了"))
    who = standing(row, by, at)
    if not DECIDERS & who.held:
        raise NotYours("E-time-role", _("延期要上级来定"))
    if request.asked_by_id == by.person_id:
        raise NotYours("E-time-self", _("自己申请的延期要换个人来定"))
    request.granted, request.decision = granted, decision.strip()
    request.decided_by_id, request.decided_at = by.person_id, at
    request.save()
    if granted:
        row.limit_first = row.limit_first or row.limit_at or row.due_at
        row.limit_at = max(request.until, row.limit_at or request.until)
        row.due_at = request.until
        _set_alarm(row, at)
    row.version += 1
    row.save()
    verb = "case.grant_time" if granted else "case.deny_time"
    record(verb, unit_id=row.unit_id, by=by, at=at, case_id=row.pk, payload={"until": request.until.isoformat(), "note": decision})
    tell([telling.case_telling(row, "case.time", at=at, person_id=request.asked_by_id)], at=at)
    touched("cases", row.unit_path)
    return row
