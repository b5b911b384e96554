"""The only writers of hazards. Steps of the machine go through `cases.actions.advance`; these are its opening and its doors with names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.places import actions as places
from anlan.registers.places import queries as place_queries
from anlan.registers.places.models import Place
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.hazards import photos as pictures
from anlan.work.hazards import queries, recurring, rules
from anlan.work.hazards.danger import stop_and_tell
from anlan.work.hazards.foreign import save_template, take_numbers
from anlan.work.hazards.keeping import import_criteria, save_mapping, set_rule
from anlan.work.hazards.ledger import export_ledger, import_ledger
from anlan.work.hazards.models import Hazard
from anlan.work.hazards.photos import Photo
from anlan.work.hazards.watching import WATCHERS, announce

__all__ = [
    "WATCHERS",
    "duplicate",
    "export_ledger",
    "give_assurances",
    "hand_outside",
    "import_criteria",
    "import_ledger",
    "list_for_supervision",
    "look_back",
    "on_site",
    "outside_done",
    "reopen",
    "report",
    "save_mapping",
    "save_template",
    "set_external_number",
    "set_rule",
    "step",
    "take_numbers",
]
LATER = timedelta(minutes=10)  # a device's clock may be ahead by this much


@quiet
@action
def report(
    unit: Unit,
    *,
    category: str,
    description: str,
    by: Actor,
    at: datetime,
    place: Place | None = None,
    where: str = "",
    criteria: Sequence[str] = (),
    danger: bool = False,
    photos: Sequence[Photo] = (),
    evidence_ids: Sequence[int] = (),
    fixed_now: bool = False,
    after_photos: Sequence[Photo] = (),
    found_at: datetime | None = None,
    grade: str = "",
    external_number: str = "",
    nonce: UUID | None = None,
) -> Hazard:
    """Report a hazard at a place of `unit` (or at `where`, registered if nobody did). One transaction, one effect per nonce.

    criteria  codes of yes-facts; any of them, or `danger`, makes it major: the place is stopped and the levels above are told at
              once, before anybody has read anything
    fixed_now put right on the spot, with a photo of how it is now: closed when another person confirms
    grade     set only by imports of an older ledger; never below what the facts say
    """
    known = {c.code for c in queries.criteria(unit.unit_path, at) if c.kind == "direct"}
    _check_report(category, description, criteria, known, fixed_now, after_photos, found_at, at)
    graded = rules.grade_of(criteria, danger=danger, fixed=fixed_now)
    graded = rules.MAJOR if grade == rules.MAJOR else graded
    spot = place or _spot(unit, where, by, at)
    home = org.whole_unit(spot.unit_path) if spot else org.whole_unit(unit.unit_path)
    target = home if not spot or spot.unit_id == home.pk else org.unit(spot.unit_id)
    state = {rules.MINOR: "fixed", rules.GENERAL: "reported", rules.MAJOR: "assuring"}[graded]
    case = cases.open_case(
        "hazard", target, title=rules.title_of(description), by=by, at=at, domain=category, level=graded, nonce=nonce,
        place_id=spot.pk if spot else None, state=state,
        payload={"category": category, "criteria": list(criteria), "danger": danger, "note": description.strip()[:500]},
    )  # fmt: skip
    if again := Hazard.objects.filter(pk=case.pk).first():  # the twin of a double tap
        return again
    hazard = Hazard.objects.create(
        case=case, unit_path=case.unit_path, category=category, description=description.strip(), grade=graded,
        criteria=list(criteria), danger=danger, found_by_id=by.person_id, found_at=found_at or at,
        external_number=external_number.strip(), place_id=spot.pk if spot else None,
        times=recurring.times_of(spot.pk if spot else None, category, found_at or at),
    )  # fmt: skip
    pictures.keep(case, photos, phase="before", by=by, at=at)
    pictures.lay(case, evidence_ids, phase="before", by=by, at=at)
    pictures.keep(case, after_photos, phase="after", by=by, at=at)
    if graded == rules.MAJOR:
        stop_and_tell(case, hazard, by=by, at=at)
    announce(case, hazard, "report", at)
    return hazard


def _spot(unit: Unit, where: str, by: Actor, at: datetime) -> Place | None:
    return places.named(org.whole_unit(unit.unit_path), where, by=by, at=at) if where.strip() else None


def _check_report(
    category: str, description: str, criteria: Sequence[str], known: set[str], fixed_now: bool, after: Sequence[Photo],
    found_at: datetime | None, at: datetime,
) -> None:  # fmt: skip
    fields: dict[str, Any] = {}
    if category not in rules.CATEGORIES:
        fields["category"] = _("选一类")
    if len("".join(description.split())) < rules.SHORTEST:
        fields["description"] = _("写清是什么，5 个字以上")
    if set(criteria) - known:
        fields["criteria"] = _("判定标准变了，刷新再选")
    if fixed_now and not after:
        fields["after_photos"] = _("当场改好的，拍一张改后的")
    if found_at and found_at > at + LATER:
        fields["found_at"] = _("发现时间在以后，改一下")
    if fields:
        raise Refused("E-hazard-report", _("还有没填好的，看标出来的地方"), fields=fields)


# ── steps with names, for code that calls them (pages go through the generic step) ─────────────────────────────────────


def step(case: Case | int, verb: str, *, by: Actor, at: datetime, **given: Any) -> Case:
    """Take one step of the machine with what it needs; an @action itself."""
    return cases.advance(case, verb, by=by, at=at, given=given)


def give_assurances(
    case: Case | int, *, responsible: int, measures: str, money: Decimal | int, deadline: datetime, plan: str, by: Actor,
    at: datetime, money_source: str = "",
) -> Case:  # fmt: skip
    """The five assurances of a major hazard: responsible person (who becomes its owner), measures, money in yuan, deadline, plan."""
    return step(
        case, "assure", by=by, at=at, responsible=responsible, measures=measures, money=money, money_source=money_source,
        deadline=deadline, plan=plan,
    )  # fmt: skip


def list_for_supervision(
    case: Case | int, *, lister: int, list_number: str, signer: str, deadline: datetime, by: Actor, at: datetime
) -> Case:
    """Put a major hazard under listed supervision (挂牌督办) of the unit `lister`, an outside body included: only it closes it then."""
    return step(case, "list", by=by, at=at, lister=lister, list_number=list_number, signer=signer, deadline=deadline)


def hand_outside(case: Case | int, *, body: int, note: str, by: Actor, at: datetime) -> Case:
    """Hand to an outside body; the case stays open until it is done and accepted."""
    return step(case, "hand_outside", by=by, at=at, body=body, note=note)


def outside_done(case: Case | int, *, note: str, by: Actor, at: datetime, photos: Sequence[Photo] = ()) -> Case:
    """The outside body has done it; somebody else accepts."""
    return step(case, "outside_done", by=by, at=at, note=note, photos=list(photos))


def duplicate(case: Case | int, *, of: str, by: Actor, at: datetime, note: str = "") -> Case:
    """The same as another case, named by its number."""
    return step(case, "duplicate", by=by, at=at, of=of, note=note)


def look_back(case: Case | int, *, good: bool, note: str, by: Actor, at: datetime, photos: Sequence[Photo] = ()) -> Case:
    """Somebody went and looked again: still good, or back again (then it is rectified anew)."""
    return step(case, "look_back" if good else "relapse", by=by, at=at, note=note, photos=list(photos))


def reopen(case: Case | int, *, note: str, by: Actor, at: datetime) -> Case:
    """Open a closed hazard again."""
    return step(case, "reopen", by=by, at=at, note=note)


@action
def on_site(place: Place, *, by: Actor, at: datetime) -> int:
    """Somebody scanned the code at the place: note it on every open hazard there. -> how many."""
    found = list(Hazard.objects.select_for_update(of=("self",)).filter(case__place=place, case__closed_at__isnull=True))
    said = {"place": place.pk, "note": str(place), "usable": place_queries.is_usable(place, at)}
    for hazard in found:
        hazard.on_site_at, hazard.on_site_by_id = at, by.person_id
        hazard.save(update_fields=["on_site_at", "on_site_by_id"])
        record("hazard.on_site", unit_id=place.unit_id, by=by, at=at, case_id=hazard.pk, payload=said)
        touched("cases", hazard.unit_path)
    if not found:
        record("hazard.on_site", unit_id=place.unit_id, by=by, at=at, payload=said)
    return len(found)


@quiet
@action
def set_external_number(case: Case | int, *, number: str, by: Actor, at: datetime) -> Hazard:
    """The number under which the city's work-safety platform keeps this hazard."""
    hazard = Hazard.objects.select_for_update(of=("self",)).select_related("case").get(pk=case if isinstance(case, int) else case.pk)
    number = number.strip()[:80]
    if not (by.is_system or by.covers(hazard.unit_path)):
        raise NotYours("E-hazard-number", _("编号由本单位的安全干部来登记"))
    if number == hazard.external_number:
        return hazard
    if number and Hazard.objects.filter(unit_path=hazard.unit_path, external_number=number).exists():
        raise Refused("E-hazard-number-taken", _("这个编号已经登记在另一条隐患上"))
    hazard.external_number = number
    hazard.save(update_fields=["external_number"])
    record("hazard.external", unit_id=hazard.case.unit_id, by=by, at=at, case_id=hazard.pk, payload={"note": hazard.external_number})
    return hazard
