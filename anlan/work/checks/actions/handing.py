"""Handing in: whole, declared when nothing was found, signed by name; and naming what is not closed when the limit is there."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.people import queries as people
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.checks import rules
from anlan.work.checks.actions.holding import hold, refresh, whose
from anlan.work.checks.models import Answer, Check
from anlan.work.checks.queries.places import unsealed
from anlan.work.checks.wording import joined

FEW = 3  # rooms named in one sentence


@action
def hand_in(case_id: int, *, nothing: bool, by: Actor, at: datetime) -> Case:
    """Sign and hand in. `nothing`: the declaration that nothing was found, demanded exactly when nothing was."""
    hold(case_id, by)
    return cases.advance(case_id, "hand_in", by=by, at=at, given={"nothing": nothing})


def check_whole(case_id: int, given: dict[str, Any], by: Actor, at: datetime) -> None:
    """Before the step, by whatever door: refused while something is left; the digest of the answers goes into the ledger."""
    check = hold(case_id, by)
    owner = Case.objects.filter(pk=case_id).values_list("owner_id", flat=True).first()
    if not rules.hands_in(by, check.office.unit_path, **whose(check, owner)):
        raise NotYours("E-check-sign", _("签名上报由安全干部、总务或负责人来办"))
    refresh(check, at)
    if check.stage in rules.PARTS:
        if left := unsealed(check, at):
            words = {"rooms": joined(left[:FEW]), "n": len(left)}
            raise Refused("E-check-rooms", _("还有 %(n)s 间：%(rooms)s。弄好再答，或报成隐患") % words)
    elif check.answered < check.asked:
        raise Refused("E-check-missing", _("还有 %(n)s 项没答") % {"n": check.asked - check.answered})
    nothing = bool(given.get("nothing"))
    if not check.failed and not nothing:
        raise Refused("E-check-declare", _("没有查出问题，勾上“没有发现问题”再签名"), fields={"nothing": _("勾上再签名")})
    if check.failed and nothing:
        raise Refused("E-check-found", _("查出了 %(n)s 处，不能报没有问题") % {"n": check.failed})
    given |= {"nothing": nothing, "failed": check.failed, "digest": answers_digest(case_id)}


def _together(check: Check, by: Actor) -> dict[str, str]:
    """Who went along, where two were named."""
    owner = Case.objects.filter(pk=check.pk).values_list("owner_id", flat=True).first()
    other = next((pk for pk in (owner, check.companion_id) if pk and pk != by.person_id), None) if check.companion_id else None
    return {"with": people.names([other]).get(other, "")} if other else {}


def answers_digest(case_id: int) -> str:
    """Digest of all answers of a check: what was signed."""
    rows = Answer.objects.filter(case_id=case_id).order_by("key", "place_id")
    told = [
        list(row) for row in rows.values_list("key", "place_id", "verdict", "parts", "note", "hazard_id", "together", "on_site", "by_id")
    ]
    return sha256(dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def stepped(case_id: int, verb: str, target: str, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """What a step of the case means for the check; called by the kind with the case locked."""
    check = Check.objects.select_for_update(of=("self",)).select_related("office").get(pk=case_id)
    check.state = target
    if verb == "hand_in":
        post = next((g for g in by.grants if check.office.unit_path in (g.path, g.home)), by.post)
        check.handed_at, check.handed_by_id, check.nothing = at, by.person_id, bool(given.get("nothing"))
        check.signed = {"name": by.name, "post": post.title if post else "", "unit": post.unit_name if post else "", **_together(check, by)}
    elif verb == "send_back":
        check.nothing, check.signed, check.named_at = False, {}, None
    check.save()
    touched("checks", check.unit_path)


@quiet
@action
def name_unsealed(case_id: int, *, by: Actor, at: datetime) -> list[str]:
    """The limit of a walk through the rooms is there: who answers for the school is told which are not in order. -> their names."""
    check = Check.objects.select_for_update(of=("self",)).select_related("unit", "round").get(pk=case_id)
    if check.state not in rules.OPEN or check.named_at is not None:
        return []
    names = unsealed(check, at, str)
    check.named_at = at
    check.save(update_fields=["named_at"])
    if names:
        record("check.named", unit_id=check.unit_id, by=by, at=at, case_id=check.pk, payload={"note": joined(names)[:500], "n": len(names)})
        tell(
            [
                Telling(unit_id=check.unit_id, unit_path=check.unit_path, kind="checks.unsealed", role=role, case_id=check.pk, due_at=at,
                        facts={"title": check.round.title, "unit": str(check.unit), "names": joined(names)[:300]})
                for role in ("head", "safety")
            ],
            at=at,
        )  # fmt: skip
    touched("checks", check.unit_path)
    return names
