"""Photos of a hazard: kept as evidence of its case, before and after laid side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.evidence import actions as evidence
from anlan.kernel.evidence import queries as kept
from anlan.kernel.evidence.models import Evidence
from anlan.registers.people.queries import names
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case

Photo = tuple[str, bytes]  # name, content


def spot_of(case: Case) -> tuple[float, float] | None:
    """(latitude, longitude) of the place, else of its unit, to compare with where a photo was taken."""
    place = Place.objects.filter(pk=case.place_id).first() if case.place_id else None  # an outside body does not see it
    for row in (place, case.unit):
        if row is not None and row.latitude is not None and row.longitude is not None:
            return row.latitude, row.longitude
    return None


def keep(case: Case, photos: Sequence[Photo], *, phase: str, by: Actor, at: datetime) -> list[int]:
    """Attach photos to the case. -> ids of the rows; Refused when one is no picture or too large."""
    spot = spot_of(case)
    laid: dict[str, Any] = {"unit_id": case.unit_id, "unit_path": case.unit_path, "case_id": case.pk, "phase": phase, "place": spot}
    rows = [evidence.attach(data, name, by=by, at=at, **laid) for name, data in photos]
    if phase in ("before", "after") and not all(row.is_image for row in rows):
        raise Refused("E-photo-kind", _("这里只收照片"), fields={"photos": _("这里只收照片")})
    return [row.pk for row in rows]


def lay(case: Case, evidence_ids: Sequence[int], *, phase: str, by: Actor, at: datetime) -> list[int]:
    """Lay photos that were attached before the case was opened."""
    rows = evidence.lay(
        evidence_ids, case_id=case.pk, unit_id=case.unit_id, unit_path=case.unit_path, by=by, at=at, phase=phase, place=spot_of(case)
    )
    return [row.pk for row in rows]


def pairs(case_id: int) -> list[dict[str, Any]]:
    """Before and after side by side: [{"before": shot or None, "after": shot or None}], a shot with who took it and when."""
    before, after = kept.before_and_after(case_id)
    who = names({row.by_id for row in (*before, *after)})
    laid = zip_longest([_shot(r, who) for r in before], [_shot(r, who) for r in after])
    return [{"before": one, "after": other} for one, other in laid]


def others(case_id: int) -> list[Evidence]:
    """Further proof of the case: photos of a check, documents."""
    return [row for row in kept.of_case(case_id) if row.phase in ("proof", "document")]


def same_place(case_id: int) -> bool | None:
    """Whether the after photos were taken at the place of the case; None when their camera or the register does not say."""
    found = [row.place_matches for row in kept.of_case(case_id, phase="after") if row.place_matches is not None]
    return all(found) if found else None


def _shot(row: Evidence, who: dict[int, str]) -> dict[str, Any]:
    return {
        "pk": row.pk, "name": row.name, "by": who.get(row.by_id, ""), "at": row.taken_at or row.at, "from_camera": row.taken_at is not None,
        "elsewhere": row.place_matches is False, "used_in": row.used_in_case_id,
    }  # fmt: skip
