"""A check on the spot is handed to an inspector of the office by name, handed on, taken back; who may have it no more gives it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.people import queries as people
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.cases.standing import may_hand_on
from anlan.work.checks.models import OPEN, Check, Round
from anlan.work.checks.queries.inspectors import able, inspectors, posts_at
from anlan.work.checks.rules import OFFICE_STAGES
from anlan.work.checks.rules import OPEN as TO_DO

MOST = 200  # at once


@action
def hand(
    round_id: int, case_ids: Sequence[int], *, to_person: int, companion: int | None = None, by: Actor, at: datetime
) -> list[Check]:  # fmt: skip
    """Hand drawn checks of one round to an inspector of the office that makes them, and to a second one who goes along.

    All or none; each of the two is told once, however many there are. A check that somebody has already is handed on.
    """
    rows = _held(round_id, case_ids, by)
    if companion == to_person:
        raise Refused("E-check-companion", _("同去的要另一个人"), fields={"companion": _("换一个人")})
    named = [pk for pk in (to_person, companion) if pk]
    names = people.names(named)
    offices = {row.office_id: {h.person_id for h in inspectors(row.office, at)} for row in {r.office_id: r for r in rows}.values()}
    for row in rows:
        there = posts_at(row.unit_path, at)
        for field, pk in (("person", to_person), ("companion", companion)):
            if pk and pk not in offices[row.office_id]:
                raise Refused("E-check-inspector", _("选%(office)s里去查的人") % {"office": row.office}, fields={field: _("换一个人")})
            if pk and pk in there:
                words = _("%(who)s在%(unit)s任职，不查自己的单位，换个人") % {"who": names.get(pk, ""), "unit": row.unit}
                raise Refused("E-check-conflict", words, fields={field: words})
    before: dict[int, list[Check]] = defaultdict(list)
    version = 0
    for row in rows:
        if (owner := row.case.owner_id) and owner not in named:
            before[owner].append(row)
        case = cases.assign(row.pk, to_person=to_person, by=by, at=at, tells=False)
        version = max(version, case.version)
        _go_along(row, case, companion, by, at)
    given = [_telling(rows, "checks.given", pk, version, by=by.name) for pk in named if pk != by.person_id]
    taken = [_telling(theirs, "checks.taken", pk, version, by=by.name) for pk, theirs in before.items() if pk != by.person_id]
    tell([*given, *taken], at=at)
    return rows


@action
def take_back(round_id: int, case_ids: Sequence[int], *, by: Actor, at: datetime) -> list[Check]:
    """Give drawn checks back to the office: whoever checks there may make them. Who had them hears of it, or the office where they gave
    them back themselves."""
    rows = _held(round_id, case_ids, by)
    before: dict[int, list[Check]] = defaultdict(list)
    version = 0
    for row in rows:
        owner = row.case.owner_id
        if owner is None:
            continue
        own_doing = by.is_system or owner == by.person_id
        case = cases.assign(row.pk, to_person=None, by=by, at=at, tells=own_doing)
        version = max(version, case.version)
        _go_along(row, case, None, by, at)
        if owner != by.person_id:
            before[owner].append(row)
    tell([_telling(theirs, "checks.taken", pk, version, by=by.name) for pk, theirs in before.items() if not by.is_system], at=at)
    return rows


@action
def give_back_lost(case_id: int, *, by: Actor, at: datetime) -> bool:
    """The inspector has no post any more with which to check, or one at the school now: the check is the office's again. A companion of
    whom that is true goes along no more. -> whether anything changed."""
    check = Check.objects.select_for_update(of=("self",)).select_related("office", "unit", "case", "round").get(pk=case_id)
    owner = check.case.owner_id
    fit = {h.person_id for h in able(check, at)}
    if owner and owner not in fit:
        take_back(check.round_id, [case_id], by=by, at=at)
        return True
    if check.companion_id and check.companion_id not in fit:
        _go_along(check, check.case, None, by, at)
        return True
    return False


def _held(round_id: int, case_ids: Sequence[int], by: Actor) -> list[Check]:
    """The checks, locked, in path order; refused while one of them is not to be handed by the actor."""
    wanted = set(case_ids)
    if not wanted or len(wanted) > MOST:
        raise Refused("E-check-none", _("先勾上要交的学校"), fields={"check": _("勾上要交的学校")})
    rows = list(
        Check.objects.select_for_update(of=("self",)).select_related("office", "unit", "case", "round")
        .filter(round_id=round_id, pk__in=wanted, stage__in=OFFICE_STAGES).order_by("unit_path", "pk")
    )  # fmt: skip
    if len(rows) != len(wanted):
        raise Round.DoesNotExist(round_id)
    for row in rows:
        if not may_hand_on(row.case, row.office.unit_path, by):
            raise NotYours("E-check-hand-role", _("由%(office)s的安全干部、负责人来交，或者承办人自己转") % {"office": row.office})
        if row.round.state != OPEN or row.state not in TO_DO:
            raise Refused("E-check-handed-in", _("%(unit)s已经查完交了，刷新看一下") % {"unit": row.unit})
    return rows


def _go_along(row: Check, case: Case, companion: int | None, by: Actor, at: datetime) -> None:
    if row.companion_id != companion:
        record("check.companion", unit_id=row.unit_id, by=by, at=at, case_id=row.pk, payload={"to": companion, "was": row.companion_id})
        row.companion_id = companion
        row.save(update_fields=["companion_id"])
        cases.name_parties(case, [companion] if companion else [], "companion", at=at)
    touched("checks", row.unit_path)


def _telling(rows: Sequence[Check], kind: str, person_id: int, version: int, **facts: Any) -> Telling:
    first = rows[0]
    due = first.case.due_at
    names = "、".join(str(r.unit) for r in rows[:5])
    return Telling(
        unit_id=first.office_id, unit_path=first.office.unit_path, kind=kind, person_id=person_id, case_id=first.pk, due_at=due,
        rung=version, facts={"title": first.round.title, "n": len(rows), "names": names, "due": due.isoformat(), **facts},
    )  # fmt: skip
