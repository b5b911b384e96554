"""A leader's walk: where, when, with whom, one to three things seen; what is wrong becomes a hazard in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.evidence import actions as evidence
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.places.models import Place
from anlan.work.cases import actions as cases
from anlan.work.cases.many import close_many
from anlan.work.checks import rules
from anlan.work.checks.models import Walk
from anlan.work.hazards import actions as hazards
from anlan.work.hazards.rules import CATEGORIES, SHORTEST

MOST_FACTS, TEXT, COMPANY = 3, 300, 100
LATER, OLDEST = timedelta(minutes=10), timedelta(days=7)
NOTED, ASKED, HAZARD = "note", "ask", "hazard"
Photo = tuple[str, bytes]


@dataclass(frozen=True)
class Fact:
    """One thing that was seen. becomes: note (kept), ask (the school is to do it), hazard (with its category)."""

    text: str
    becomes: str = NOTED
    category: str = "other"


def _checked(facts: Sequence[Fact], walked_at: datetime, unit: Unit, by: Actor, at: datetime) -> list[Fact]:
    if not rules.leads(by):
        raise NotYours("E-walk-role", _("督导检查由局里的领导、安全干部和督查员来记"))
    told = [f for f in facts if f.text.strip()]
    wrong: dict[str, str] = {}
    if not 1 <= len(told) <= MOST_FACTS:
        wrong["fact1"] = _("写一到三件看到的")
    for n, fact in enumerate(told, start=1):
        if fact.becomes == HAZARD and len("".join(fact.text.split())) < SHORTEST:
            wrong[f"fact{n}"] = _("报成隐患的写清是什么，5 个字以上")
        if fact.becomes not in (NOTED, ASKED, HAZARD) or fact.category not in CATEGORIES:
            wrong[f"fact{n}"] = _("选这件事怎么办")
    if walked_at > at + LATER or walked_at < at - OLDEST:
        wrong["walked_at"] = _("写 7 天内的时间")
    if unit.kind != "school":
        wrong["place"] = _("选一所学校，或学校里的一处")
    if wrong:
        raise Refused("E-walk", next(iter(wrong.values())), fields=wrong)
    return told


@quiet
@action
def record_walk(
    unit: Unit, facts: Sequence[Fact], *, walked_at: datetime, by: Actor, at: datetime, place: Place | None = None, where: str = "",
    company: str = "", photos: Sequence[Photo] = (), nonce: UUID | None = None,
) -> Walk:  # fmt: skip
    """Record a walk at a school. The school is asked to take note only where something is left for it to do.

    company  posts that went along, not persons
    """
    school, nonce = org.whole_unit(unit.unit_path), nonce or uuid4()
    told = _checked(facts, walked_at, school, by, at)
    post = by.post
    office = org.whole_unit(post.path) if post else school
    asks = any(f.becomes == ASKED for f in told)
    title = f"{post.title if post else by.name}来校检查：{' '.join(told[0].text.split())}"
    case = cases.open_case(
        "walk", school, title=title[:60], by=by, at=at, domain="inspection", nonce=nonce, place_id=_at_school(place, school), tells=asks,
        payload={"note": "；".join(f.text.strip() for f in told)[:500], "walked_at": walked_at.isoformat()},
    )  # fmt: skip
    if again := Walk.objects.filter(pk=case.pk).first():  # the twin of a double tap
        return again
    seen = []
    for n, fact in enumerate(told, start=1):
        hazard = _report(fact, school, place, where, photos, uuid5(nonce, str(n)), by, at) if fact.becomes == HAZARD else None
        seen.append({"text": fact.text.strip()[:TEXT], "hazard": hazard, "ask": fact.becomes == ASKED})
    walk = Walk.objects.create(
        case=case, unit=school, unit_path=school.unit_path, office=office, walker_id=by.person_id, walker_title=post.title if post else "",
        walked_at=walked_at, company=" ".join(company.split())[:COMPANY], seen=seen,
    )  # fmt: skip
    for name, data in photos:
        row = evidence.attach(data, name, unit_id=school.pk, unit_path=school.unit_path, case_id=case.pk, by=by, at=at)
        if not row.is_image:
            raise Refused("E-photo-kind", _("这里只收照片"), fields={"photos": _("这里只收照片")})
    record("walk.record", unit_id=office.pk, by=by, at=at, case_id=case.pk, payload={"school": school.pk, "facts": len(seen)})
    if not asks:
        close_many("walk", "keep", [case.pk], by=by, at=at)
    touched("checks", school.unit_path)
    return walk


def _at_school(place: Place | None, school: Unit) -> int | None:
    """A case names a place of its own unit; one of a campus or department is told by the hazard alone."""
    return place.pk if place is not None and place.unit_id == school.pk else None


def _report(
    fact: Fact, school: Unit, place: Place | None, where: str, photos: Sequence[Photo], nonce: UUID, by: Actor, at: datetime
) -> int:
    hazard = hazards.report(
        school, category=fact.category, description=fact.text, place=place, where=where if place is None else "", photos=photos,
        nonce=nonce, by=by, at=at,
    )  # fmt: skip
    return int(hazard.pk)
