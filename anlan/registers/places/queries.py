"""Reads of the register of places; above all: may this place be used?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from anlan.kernel.scope import below
from anlan.registers.places.models import Control, Place


def places_of(path: str) -> QuerySet[Place]:
    """Places in use at and under a unit, by building and name."""
    return Place.objects.filter(below(path), closed_on__isnull=True).order_by("building", "name")


def by_code(code: UUID) -> Place:
    """The place whose QR code holds `code`; Place.DoesNotExist outside scope."""
    return Place.objects.select_related("unit", "keeper").get(code=code)


def running_controls(place_ids: Iterable[int], at: datetime) -> list[Control]:
    """Controls that hold at `at` over these places or over what they lie within."""
    ids = set(place_ids)
    around = set(Place.objects.filter(pk__in=ids, within__isnull=False).values_list("within_id", flat=True))
    return list(
        Control.objects.select_related("place")
        .filter(place_id__in=ids | around, since__lte=at)
        .filter(Q(lifted_at__isnull=True) | Q(lifted_at__gt=at))
        .order_by("since")
    )


def is_usable(place: Place | int, at: datetime) -> bool:
    """Whether the place may be used at `at`: neither it nor the building around it is under control.

    Every part that puts people somewhere (examinations, beds, lessons, drills, gate passes) asks this first.
    """
    return not running_controls([place if isinstance(place, int) else place.pk], at)


def controls_of_case(case_id: int) -> list[Control]:
    """Controls that a case laid, newest first."""
    return list(Control.objects.filter(case_id=case_id).select_related("place").order_by("-since"))


def running_under(path: str, at: datetime) -> QuerySet[Control]:
    """Controls that hold at `at` over places at and under a unit, the oldest first."""
    rows = Control.objects.filter(below(path), since__lte=at).filter(Q(lifted_at__isnull=True) | Q(lifted_at__gt=at))
    return rows.select_related("place").order_by("since")


def past_controls(place_id: int, limit: int = 5) -> list[Control]:
    """Controls of a place that were lifted, newest first."""
    return list(Control.objects.filter(place_id=place_id, lifted_at__isnull=False).order_by("-lifted_at")[:limit])


def counts_under(path: str, kind: str = "") -> dict[str, int]:
    """Path of the unit (or department) -> how many places in use it has, of a kind if given."""
    rows = Place.objects.filter(below(path), closed_on__isnull=True)
    rows = rows.filter(kind=kind) if kind else rows
    return dict(rows.order_by().values_list("unit_path").annotate(n=Count("id")))
