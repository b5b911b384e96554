"""Hazards that come back: the same kind at the same place within a year. They need a cause in words before they are closed.

`times` stands on the hazard: the how-manieth it is, counted when it is reported, over all that was found at the place, whoever may
see it. What was found on the same day, and what was none, does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.kernel.errors import Refused
from anlan.kernel.machine import Step
from anlan.kernel.scope import in_range
from anlan.work.cases.models import Case
from anlan.work.hazards import rules
from anlan.work.hazards.models import Hazard

WITHIN = timedelta(days=365)
NONE_AT_ALL = ("void", "duplicate")
LOOKING_BACK = ("looking_back", "major_looking_back")
EARLIER = 6


def _span(found_at: datetime) -> tuple[datetime, datetime]:
    """From a year before to the beginning of the day on which it was found."""
    return found_at - WITHIN, local(found_at).replace(hour=0, minute=0, second=0, microsecond=0)


def times_of(place_id: int | None, category: str, found_at: datetime) -> int:
    """The how-manieth of its kind at the place within a year: 1 for the first. Counts past the scope of who asks, tells a number only."""
    if place_id is None:
        return 1
    with connection.cursor() as cursor:
        cursor.execute("select hazards_times(%s, %s, %s, %s)", [place_id, category, *_span(found_at)])
        return int(cursor.fetchone()[0])


def earlier(hazard: Hazard, limit: int = EARLIER) -> list[Hazard]:
    """Those before it, the newest first, as far as one sees them."""
    if not hazard.place_id:
        return []
    since, until = _span(hazard.found_at)
    rows = Hazard.objects.filter(place_id=hazard.place_id, category=hazard.category, found_at__gte=since, found_at__lt=until)
    return list(rows.exclude(pk=hazard.pk).exclude(case__state__in=NONE_AT_ALL).select_related("case").order_by("-found_at")[:limit])


def lacks_cause(hazard: Hazard | None) -> bool:
    """Whether it came back and nobody has said yet why."""
    return hazard is not None and hazard.times > 1 and not hazard.cause.strip()


def demand_cause(case: Case, hazard: Hazard, step: Step, given: Mapping[str, Any]) -> None:
    """Refuse to close one that came back while nobody says why it did."""
    closing = step.target in rules.MACHINE.closed and step.verb not in NONE_AT_ALL and case.state not in LOOKING_BACK
    if closing and lacks_cause(hazard) and not str(given.get("cause") or "").strip():
        sentence = _("同一处同类一年内第 %(n)d 次，先写清为什么又出现") % {"n": hazard.times}
        raise Refused("E-hazard-cause", sentence, fields={"cause": sentence})


def renumber(hazard: Hazard) -> None:
    """One was none after all: it counts no more, and those found within a year after it are counted anew. Part of a step."""
    hazard.times = 1
    hazard.save(update_fields=["times"])
    if not hazard.place_id:
        return
    later = Hazard.objects.filter(place_id=hazard.place_id, category=hazard.category, found_at__gt=hazard.found_at)
    for row in later.filter(found_at__lte=hazard.found_at + WITHIN, times__gt=1).order_by("found_at")[:100]:
        row.times = times_of(row.place_id, row.category, row.found_at)
        row.save(update_fields=["times"])


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

_KINDS = """
select p.kind, h.category, count(distinct h.place_id), count(*)
from hazards_hazard h join places_place p on p.id = h.place_id
where h.times > 1 and h.found_at >= %s and {scope} group by 1, 2 order by 4 desc, 1, 2
"""
_PLACES = """
select h.place_id, h.category, max(h.times), max(h.found_at), max(h.case_id)
from hazards_hazard h join places_place p on p.id = h.place_id
where h.times > 1 and h.found_at >= %s and {scope} {more} group by p.unit_path, h.place_id, h.category
order by p.unit_path, h.place_id, h.category limit {most}
"""
MOST = 200


def by_kind(paths: Iterable[str], at: datetime) -> list[tuple[str, str, int, int]]:
    """(kind of place, category, places, times it came back) within a year, most first. Counts only: no school is ranked."""
    scope, values = in_range(paths, "h.unit_path")
    with connection.cursor() as cursor:
        cursor.execute(_KINDS.format(scope=scope), [at - WITHIN, *values])
        return [tuple(row) for row in cursor.fetchall()]


def by_place(paths: Iterable[str], at: datetime, *, kind: str = "", category: str = "") -> list[tuple[int, str, int, datetime, int]]:
    """(place, category, how often, last found, last case) in the order of units and places, at most MOST."""
    scope, values = in_range(paths, "h.unit_path")
    more, given = "", []
    if kind:
        more, given = "and p.kind = %s ", [kind]
    if category:
        more, given = more + "and h.category = %s", [*given, category]
    with connection.cursor() as cursor:
        cursor.execute(_PLACES.format(scope=scope, more=more, most=MOST), [at - WITHIN, *values, *given])
        return [tuple(row) for row in cursor.fetchall()]
