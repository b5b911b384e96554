"""The only writers of the register of places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.registers.places import rules
from anlan.registers.places.models import Control, Place

LIFTERS = ("head", "leader", "safety", "logistics", "inspector")
# Parts that lay controls may say why one cannot be lifted yet: guard(control, at) -> sentence, or "" when nothing stands against it.
LIFT_GUARDS: list[Callable[[Control, datetime], str]] = []
EDITABLE = ("name", "kind", "building", "within_id", "keeper_id", "within", "keeper", "longitude", "latitude", "closed_on")


@action
def register(unit: Unit, *, name: str, kind: str, by: Actor, at: datetime, **facts: Any) -> Place:
    """Register a place of a unit."""
    if not name.strip():
        raise Refused("E-place-name", _("写上地点名称"), fields={"name": _("写上地点名称")})
    place = Place.objects.create(
        unit=unit, unit_path=unit.unit_path, name=name.strip(), kind=kind,
        **{k: v for k, v in facts.items() if k in EDITABLE},
    )  # fmt: skip
    record("place.register", unit_id=unit.pk, by=by, at=at, payload={"place": place.pk, "name": place.name})
    return place


def named(unit: Unit, name: str, *, by: Actor, at: datetime) -> Place:
    """The place of the unit with this name, registered now if nobody did: a hazard is reported where it is, not where a list ends."""
    wanted = " ".join(name.split())
    for place in Place.objects.filter(unit=unit, closed_on__isnull=True):
        if wanted in (place.name, str(place)):
            return place
    return register(unit, name=wanted, kind="other", by=by, at=at)


@action
def change(place: Place, *, by: Actor, at: datetime, **facts: Any) -> Place:
    """Change facts of a place; what was is kept in the record."""
    changed = {k: v for k, v in facts.items() if k in EDITABLE and getattr(place, k) != v}
    if not str(facts.get("name", place.name)).strip():
        raise Refused("E-place-name", _("写上地点名称"), fields={"name": _("写上地点名称")})
    was = {k: str(getattr(place, k)) for k in changed}
    for key, value in changed.items():
        setattr(place, key, value)
    if changed:
        place.save(update_fields=[*changed])
    record("place.change", unit_id=place.unit_id, by=by, at=at,
           payload={"place": place.pk, "was": was, "now": {k: str(v) for k, v in changed.items()}})  # fmt: skip
    touched("places", place.unit_path)
    return place


@action
def control(place: Place, *, kind: str, why: str, by: Actor, at: datetime, case_id: int | None = None) -> Control:
    """Clear, stop or seal a place, at once. A second call for the same case, place and kind changes nothing more."""
    if kind not in rules.CONTROLS:
        raise Refused("E-control-kind", _("没有这种管控"))
    running = Control.objects.filter(place=place, kind=kind, case_id=case_id, lifted_at__isnull=True).first()
    if running is None:
        running = Control.objects.create(
            place=place, unit_path=place.unit_path, kind=kind, case_id=case_id, why=why, since=at, by_id=by.person_id
        )
    record("place.control", unit_id=place.unit_id, by=by, at=at, case_id=case_id,
           payload={"place": place.pk, "name": str(place), "kind": kind, "why": why})  # fmt: skip
    touched("places", place.unit_path)
    return running


def may_lift(place: Place, by: Actor) -> bool:
    """Whether `by` may be one of the two who lift a control: somebody who runs the unit, or an office above it."""
    return by.is_system or any(
        g.role in LIFTERS and (place.unit_path.startswith(g.path) or g.path.startswith(place.unit_path)) for g in by.grants
    )


def hindrance(running: Control, at: datetime) -> str:
    """Why the control cannot be lifted yet, "" when nothing stands against it."""
    return next((str(words) for guard in LIFT_GUARDS if (words := guard(running, at))), "")


def _check_lift(running: Control, by: Actor, at: datetime) -> None:
    if running.lifted_at:
        raise Refused("E-lift-done", _("已经解除了"))
    if not may_lift(running.place, by):
        raise NotYours("E-lift-role", _("解除管控要本单位的负责人、安全干部，或上级来办"))
    if words := hindrance(running, at):
        raise Refused("E-lift-open", words)


@action
def ask_to_lift(running: Control, *, why: str, by: Actor, at: datetime) -> Control:
    """The first of two: says that the place is safe again, and why. It stays closed until another person agrees."""
    if not why.strip():
        raise Refused("E-lift-why", _("写清为什么可以恢复使用"), fields={"why": _("写清为什么可以恢复使用")})
    running = Control.objects.select_for_update(of=("self",)).select_related("place").get(pk=running.pk)
    _check_lift(running, by, at)
    running.asked_at, running.asked_by_id, running.asked_why = at, by.person_id, why
    running.save(update_fields=["asked_at", "asked_by_id", "asked_why"])
    place = running.place
    record("place.lift", unit_id=place.unit_id, by=by, at=at, case_id=running.case_id,
           payload={"place": place.pk, "name": str(place), "why": why})  # fmt: skip
    touched("places", running.unit_path)
    return running


@action
def lift(running: Control, *, by: Actor, at: datetime) -> Control:
    """The second of two, another person than the first: the place may be used again."""
    running = Control.objects.select_for_update(of=("self",)).select_related("place").get(pk=running.pk)
    _check_lift(running, by, at)
    if running.asked_by_id is None:
        raise Refused("E-lift-first", _("先由一个人提出解除，再由另一个人同意"))
    if running.asked_by_id == by.person_id:
        raise NotYours("E-lift-same", _("解除管控要两个人：你已经提出，换一个人来同意"))
    running.lifted_at, running.lifted_by_id = at, by.person_id
    running.save(update_fields=["lifted_at", "lifted_by_id"])
    place = running.place
    record("place.lifted", unit_id=place.unit_id, by=by, at=at, case_id=running.case_id,
           payload={"place": place.pk, "name": str(place)})  # fmt: skip
    touched("places", running.unit_path)
    return running
