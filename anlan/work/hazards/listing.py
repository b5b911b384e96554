"""Listed supervision (挂牌督办): who speaks for the body that listed, what is left to it alone, how a listing reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours
from anlan.kernel.web import dates
from anlan.kernel.wording import N_
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.work.cases.models import Case
from anlan.work.cases.standing import holds_at
from anlan.work.hazards.models import Hazard

ROLES = ("outside", "safety", "leader", "head")


def nobody_there(lister_id: int, at: datetime) -> bool:
    """An outside body without any account closes on paper: the supervising level enters its decision, with its number."""
    lister = org.unit(lister_id)
    return lister.kind == org_rules.OUTSIDE and not people.holders_at(lister.unit_path, ROLES, at)


def demand_lister(case: Case, by: Actor, at: datetime) -> None:
    """Refuse what ends a listed hazard to whoever is not of the body that listed it: 销号 must not be had by another name."""
    if not case.lister_id or nobody_there(case.lister_id, at):
        return
    lister = org.unit(case.lister_id)
    if not any(holds_at(grant, lister.unit_path) for grant in by.grants):
        raise NotYours("E-hazard-listed", _("这件由%(unit)s挂牌督办，只能由它来了结") % {"unit": lister})


def facts(hazard: Hazard) -> list[tuple[str, Any]]:
    """Who listed it under which number, who signed, until when."""
    if hazard.lister is None:
        return []
    until = dates.moment(hazard.list_deadline) if hazard.list_deadline else ""
    return [
        (N_("挂牌单位"), str(hazard.lister)), (N_("文号"), hazard.list_number), (N_("签发人"), hazard.list_signer),
        (N_("督办期限"), until),
    ]  # fmt: skip


def says(payload: Mapping[str, Any]) -> str:
    """An entry of the trail in words: 市教育局〔2026〕9号，签发人 顾局长，12月28日 周一 17:00 前办结."""
    lister = Unit.objects.filter(pk=int(payload["lister"])).first() if payload.get("lister") else None
    until = parse_datetime(str(payload.get("deadline") or ""))
    words = {"unit": lister or "", "number": payload.get("list_number", ""), "signer": payload.get("signer", "")}
    if until is None:
        return _("%(unit)s%(number)s，签发人 %(signer)s") % words
    return _("%(unit)s%(number)s，签发人 %(signer)s，%(until)s 前办结") % (words | {"until": dates.moment(until)})
