"""What the writers of a check share: holding it, whether it may still be answered, keeping its counts up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.action import touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.people import queries as people
from anlan.work.cases.models import Case
from anlan.work.checks import rules
from anlan.work.checks.models import OPEN, Answer, Check
from anlan.work.checks.queries.places import rooms
from anlan.work.checks.rules import FAIL, load, progress


def whose(check: Check, owner_id: int | None) -> dict[str, Any]:
    """Keywords of answers_for() and hands_in() for a check whose case has that owner."""
    return {"own": check.own, "owner_id": owner_id, "companion_id": check.companion_id, "unit_path": check.unit_path}


def hold(case_id: int, by: Actor) -> Check:
    """The check, locked, for somebody who may answer it now."""
    check = Check.objects.select_for_update(of=("self",)).select_related("round", "unit", "office").get(pk=case_id)
    owner = Case.objects.filter(pk=case_id).values_list("owner_id", flat=True)
    seen, owner_id = bool(owner), owner[0] if owner else None
    if not rules.answers_for(by, check.office.unit_path, **whose(check, owner_id)):
        raise _strange(check, owner_id, by)
    if check.stage not in rules.PARTS and not seen and not by.is_system:
        raise NotYours("E-check-handed", _("这张表由安全干部来答，或者由他交给你"))
    if check.round.state != OPEN:
        raise Refused("E-check-ended", _("这次检查已经收口，不用查了"))
    if check.state not in rules.OPEN:
        raise Refused("E-check-handed-in", _("已经签名交了，要改请上级退回"))
    return check


def _strange(check: Check, owner_id: int | None, by: Actor) -> NotYours:
    """Why it is not theirs."""
    if not check.own and rules.sits_at(by, check.unit_path):
        return NotYours("E-check-conflict", _("你在%(unit)s任职，这次检查要换别人来查") % {"unit": check.unit})
    if not check.own and owner_id and any(check.office.unit_path in (g.path, g.home) for g in by.grants):
        who = people.names([owner_id]).get(owner_id, "")
        return NotYours("E-check-given", _("这一所交给了%(who)s，要换人，先在“怎么抽的”里转给别人或收回") % {"who": who})
    return NotYours("E-check-not-yours", _("这次检查由%(office)s的人来查") % {"office": check.office})


def refresh(check: Check, at: datetime) -> None:
    """Counts of the check from its answers, written."""
    rows = list(Answer.objects.filter(case_id=check.pk).select_related("place"))
    if check.stage in rules.PARTS:
        found = rooms(check, at, answers=rows)
        check.asked = len(found)
        check.answered = sum(r.settled for r in found)
        check.failed = sum(r.answer is not None and r.answer.verdict == FAIL for r in found)
    else:
        marks = {a.key: a.verdict for a in rows}
        check.asked, check.answered, check.failed = progress([i.key for i in load(check.round.items)], marks)
    check.began_at = check.began_at or (at if rows else None)
    check.save(update_fields=["asked", "answered", "failed", "began_at"])
    touched("checks", check.unit_path)
