"""What checks show on pages below: a walk that waits at a place, who came last to a unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor, lineage
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.places.models import Place
from anlan.work.checks import rules
from anlan.work.checks.models import Answer, Check
from anlan.work.checks.queries import walks
from anlan.work.checks.rules import PARTS


def at_place(place: Place, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """A walk through the rooms that is under way: how this room stands, and the way to answer it; else whoever leads may note a walk."""
    open_ones = Check.objects.filter(unit_path__in=lineage(place.unit_path), stage__in=PARTS, state__in=rules.OPEN).select_related("round")
    check = open_ones.order_by("-round_id").first() if place.kind in rules.ROOMS else None
    walk_url = f"{reverse('check_walk_new')}?{urlencode({'place': place.pk})}" if rules.leads(actor) else ""
    if check is None:
        return {"title": _("检查"), "check": None, "walk_url": walk_url} if walk_url else None
    answer = Answer.objects.filter(case_id=check.pk, place=place).first()
    return {
        "title": check.round.title, "check": check, "answer": answer, "here": place, "walk_url": walk_url,
        "may": rules.answers_for(actor, check.unit_path, own=True),
    }  # fmt: skip


def at_unit(unit: Unit, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """Who came last to a school, and how often within three months; nothing outside one's reach."""
    if not actor.covers(unit.unit_path) or unit.kind not in ("school", "district"):
        return None
    last = walks.last_at(unit.unit_path)
    if last is None:
        return None
    return {
        "title": _("督导检查"), "side": True, "walk": last, "who": people.names([last.walker_id]).get(last.walker_id, ""),
        "count": walks.count_at(unit.unit_path, at), "url": f"{reverse('check_walks')}?{urlencode({'unit': unit.pk})}",
        "school": unit.kind == "school",
    }  # fmt: skip
