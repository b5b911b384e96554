"""Who is away now, until when, and who stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from anlan.kernel.actor import Actor, lineage
from anlan.kernel.clock import local
from anlan.kernel.kept import remembered
from anlan.kernel.outbox.models import Message
from anlan.kernel.scope import below_any
from anlan.registers.calendar import queries as calendar
from anlan.registers.people import queries as people
from anlan.registers.people.rules import STAND_INS
from anlan.registers.presence import rules
from anlan.registers.presence.models import Away
from anlan.registers.presence.rules import Span

MOST = 3000  # rows of one page
FIELDS = ("kind", "substitute_id", "starts_at", "ends_at", "weekday", "from_time", "to_time", "starts_on", "ends_on")


@dataclass(frozen=True)
class Now:
    """A person's time away that holds: which, until when, whom they named."""

    kind: str
    until: datetime
    substitute: int | None


def running(at: datetime) -> Q:
    """Rows that may hold at `at`; rules.until() is the judge."""
    here = local(at)
    day, moment = here.date(), here.time()
    dated = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day - timedelta(days=1)))
    return (
        Q(kind="leave", starts_at__lte=at, ends_at__gt=at)
        | (Q(kind="lesson", weekday=here.isoweekday(), from_time__lte=moment, to_time__gt=moment) & dated)
        | (Q(kind="night") & (Q(from_time__lte=moment) | Q(to_time__gt=moment)) & dated)
    )


def span_of(row: Away) -> Span:
    """As the rules see it."""
    return Span(row.person_id, *(getattr(row, name) for name in FIELDS))


def until_of(row: Away, at: datetime) -> datetime | None:
    """When this time away ends, if it holds at `at`; days off in the calendar have no lessons."""
    return rules.until(span_of(row), at, lessons=row.kind != "lesson" or _has_lessons(row.unit_path, at))


def _held(rows: Iterable[Away], at: datetime) -> dict[int, Now]:
    """person -> what holds; of several the one that ends last, but one with a substitute before one without."""
    found: dict[int, Now] = {}
    for row in rows:
        ends = until_of(row, at)
        if ends is None:
            continue
        now, before = Now(row.kind, ends, row.substitute_id), found.get(row.person_id)
        if before is None or (now.substitute is not None, now.until) > (before.substitute is not None, before.until):
            found[row.person_id] = now
    return found


def _has_lessons(path: str, at: datetime) -> bool:
    return calendar.calendar_for(path).is_workday(local(at).date())


def away_at(person_ids: Iterable[int], at: datetime) -> dict[int, Now]:
    """Those of the persons who are away at `at`."""
    wanted = list(dict.fromkeys(person_ids))
    return _held(Away.objects.filter(running(at), person__in=wanted), at) if wanted else {}


def everybody_away(at: datetime) -> dict[int, Now]:
    """All who are away at `at`, in scope."""
    return _held(Away.objects.filter(running(at)), at)


@remembered
def away_one(person_id: int, at: datetime) -> Now | None:
    """Whether the person is away, for a page that shows whose turn it is."""
    return away_at([person_id], at).get(person_id)


def standing_in(person_id: int, at: datetime) -> list[int]:
    """Persons in whose place `person_id` works at `at`: who named them, and who named somebody who is away and named them in turn.
    Whoever is away stands in for nobody."""
    if not Away.objects.filter(substitute=person_id).exists():  # every request asks, and hardly anybody is named anywhere
        return []
    found: list[int] = []
    near = [person_id]
    for _step in range(rules.MOST_STEPS):
        named = _held(Away.objects.filter(running(at), substitute__in=near), at)
        near = [who for who, now in named.items() if now.substitute in near and who not in found and who != person_id]
        if not near:
            break
        found += near
    return found if found and not away_at([person_id], at) else []


def instead(pairs: Iterable[tuple[Message, list[int]]], at: datetime) -> dict[int, dict[int, list[int]]]:
    """message id -> person who is away -> who hears in their place. Only where nobody else whom the message reaches is there, and
    only what cannot wait: the substitute, else whoever the chain names next and is there."""
    asked = list(pairs)
    if not asked:
        return {}
    away = everybody_away(at)
    found: dict[int, dict[int, list[int]]] = {}
    for message, persons in asked:
        missing = [p for p in persons if p in away]
        if not missing or len(missing) < len(persons):
            continue
        for person in missing:
            if not rules.cannot_wait(message.due_at, away[person].until, urgent=message.urgent):
                continue
            heirs = _heirs(message, person, away, at)
            if heirs:
                found.setdefault(message.pk, {})[person] = heirs
    return found


def _heirs(message: Message, person: int, away: dict[int, Now], at: datetime) -> list[int]:
    named = rules.stands_in({who: now.substitute for who, now in away.items()}, person)
    if named is not None and named != person:
        return [named]
    role = message.role or next((h.role for h in people.holders_of(person, at) if message.unit_path.startswith(h.unit_path)), "safety")
    for here in lineage(message.unit_path):
        for wanted in (role, *STAND_INS.get(role, ())):
            holders = people.holders_at(here, [wanted], at, departments=here == message.unit_path)
            there = [h.person_id for h in holders if h.person_id not in away]
            if there:
                return list(dict.fromkeys(there))
    return []


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_of(person_id: int, at: datetime) -> list[Away]:
    """Times away of a person that are not over yet: leave first, then the week, then nights."""
    today = local(at).date()
    rows = Away.objects.filter(person_id=person_id).filter(
        Q(kind="leave", ends_at__gt=at) | (~Q(kind="leave") & (Q(ends_on__isnull=True) | Q(ends_on__gte=today)))
    )
    order = {"leave": 0, "lesson": 1, "night": 2}
    found = rows.select_related("substitute", "unit")
    return sorted(found, key=lambda r: (order[r.kind], str(r.starts_at or ""), r.weekday or 0, str(r.from_time or "")))


def of_units(actor: Actor, at: datetime) -> list[Away]:
    """Times away in the actor's units: those that hold now first, then leave to come; lessons and nights by person."""
    today = local(at).date()
    rows = Away.objects.filter(below_any(actor.paths)).filter(
        Q(kind="leave", ends_at__gt=at) | (~Q(kind="leave") & (Q(ends_on__isnull=True) | Q(ends_on__gte=today)))
    )
    found = list(
        rows.select_related("substitute", "unit", "person").order_by("unit_path", "person_id", "kind", "weekday", "from_time")[:MOST]
    )
    now = {row.pk for row in found if until_of(row, at)}
    return sorted(found, key=lambda r: (r.pk not in now, r.substitute_id is not None, r.kind != "leave"))


def colleagues(path: str, but: int, at: datetime) -> list[tuple[int, str]]:
    """Whom somebody of the unit may name: the others who hold a post there."""
    from anlan.registers.people.rules import ROLES

    held = people.holders_at(path, ROLES, at)
    named: dict[int, Any] = {h.person_id: f"{h.name} · {h.title}" for h in reversed(held) if h.person_id != but}
    return sorted(named.items(), key=lambda item: str(item[1]))
