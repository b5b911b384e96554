"""Reads of the board: the snapshot's rows of one unit, its schools, and the few rows that are named. All within the scope."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from anlan.kernel import settings_store
from anlan.kernel.actor import Actor, lineage
from anlan.oversight.board import rules
from anlan.oversight.board.models import Day, Domain, Heard, Sealed, Standing
from anlan.oversight.board.snapshot import STAMP
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.work.cases import queries as cases
from anlan.work.cases.models import Case


@dataclass(frozen=True)
class Totals:
    """Open cases of a unit and all below it. `handed`: of those due today, how many wait for somebody to verify."""

    open: int = 0
    late: int = 0
    today: int = 0
    handed: int = 0
    major: int = 0
    stopped: int = 0
    oldest_due: datetime | None = None


@dataclass(frozen=True)
class UnitLine:
    """A district or school below the unit looked at, with its counts and the one sign it bears on the map."""

    unit_id: int
    path: str
    kind: str
    name: str
    longitude: float | None
    latitude: float | None
    outline: Any
    open: int
    late: int
    today: int
    major: int
    oldest_due: datetime | None
    heard_at: datetime | None
    phone: str = ""
    silent: bool = False  # nobody of the school did anything for a week
    sign: str = "ok"
    parent: str = ""  # the district's name


@dataclass(frozen=True)
class Days:
    """The last days in order, today last; what stood open and late at last midnight (None: nobody looked)."""

    days: list[date] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    done: int = 0
    on_time: int = 0
    open_before: int | None = None
    late_before: int | None = None


@dataclass(frozen=True)
class Major:
    """An open major hazard: the case, and the name of whoever's turn it is."""

    case: Case
    turn: str


def counted_at() -> datetime | None:
    """When the snapshot was counted last; None when it never was."""
    stamp = settings_store.read(STAMP) or {}
    return datetime.fromisoformat(stamp["at"]) if "at" in stamp else None


def standing(unit_id: int, kind: str, review: Iterable[tuple[str, str]]) -> Totals:
    """The unit's totals of `kind` ('' for all). review: pairs (kind, state) that wait for somebody to verify."""
    waiting = set(review)
    total, handed = Totals(), 0
    for row in Standing.objects.filter(unit_id=unit_id):
        if (row.kind, row.state) == (kind, ""):
            total = Totals(row.open, row.late, row.today, 0, row.major, row.stopped, row.oldest_due)
        elif (row.kind, row.state) in waiting and kind in ("", row.kind):
            handed += row.today
    return Totals(total.open, total.late, total.today, handed, total.major, total.stopped, total.oldest_due)


def days(unit_id: int, kind: str, today: date, shown: int) -> Days:
    """The last `shown` days for the trend, and 30 days for the part done in time."""
    first = today - timedelta(days=max(shown, rules.DAYS_SHOWN))
    rows = Day.objects.filter(unit_id=unit_id, kind__in={kind, ""}, day__gt=first, day__lte=today)
    mine = {r.day: r for r in rows if r.kind == kind}
    looked = {r.day for r in rows if r.kind == "" and r.open_end is not None}
    wanted = [today - timedelta(days=n) for n in range(shown - 1, -1, -1)]
    yesterday = today - timedelta(days=1)
    before = mine.get(yesterday)
    known = yesterday in looked
    return Days(
        days=wanted,
        opened=[mine[d].opened if d in mine else 0 for d in wanted],
        closed=[mine[d].closed if d in mine else 0 for d in wanted],
        done=sum(r.done for r in mine.values()),
        on_time=sum(r.on_time for r in mine.values()),
        open_before=(before.open_end or 0 if before else 0) if known else None,
        late_before=(before.late_end or 0 if before else 0) if known else None,
    )


def domains(unit_id: int, kind: str) -> list[tuple[str, int, int]]:
    """(domain, open, late) of the unit, most open first."""
    rows = Domain.objects.filter(unit_id=unit_id, kind=kind, open__gt=0).order_by("-open", "domain")
    return [(r.domain, r.open, r.late) for r in rows]


UNITS = """
select u.id, u.unit_path, u.kind, coalesce(nullif(u.short, ''), u.name), u.longitude, u.latitude, u.outline,
    coalesce(s.open, 0), coalesce(s.late, 0), coalesce(s.today, 0), coalesce(s.major, 0), s.oldest_due, u.duty_phone
from org_unit u left join board_standing s on s.unit_id = u.id and s.kind = %(kind)s and s.state = ''
    and s.unit_path >= %(path)s and s.unit_path < %(end)s
where u.unit_path >= %(path)s and u.unit_path < %(end)s and u.kind in ('school', 'district')
    and (u.closed_on is null or u.closed_on > %(today)s)
order by u.unit_path
"""


def units(path: str, kind: str, at: datetime, today: date) -> list[UnitLine]:
    """Districts and schools at and under `path`, in path order, each with its counts, sign and district."""
    heard = _heard(path)
    with connection.cursor() as cursor:
        cursor.execute(UNITS, {"path": path, "end": path[:-1] + "/", "kind": kind, "today": today})
        rows = cursor.fetchall()
    names = {row[1]: row[3] for row in rows if row[2] == "district"}
    found = []
    for row in rows:
        path, last = row[1], heard.get(row[1])
        silent = rules.is_silent(at, last)
        outline = json.loads(row[6]) if isinstance(row[6], str) else row[6]
        sign = rules.sign_of(major=row[10], late=row[8], today=row[9], silent=silent)
        parent = next((names[p] for p in lineage(path)[1:] if p in names), "")
        line: list[Any] = [*row[:6], outline, *row[7:12], last, row[12], silent, sign, parent]
        found.append(UnitLine(*line))
    return found


def _heard(path: str) -> dict[str, datetime]:
    """Unit path -> when its people last did anything; a department's counts for its school."""
    last: dict[str, datetime] = {}
    rows = Heard.objects.filter(unit_path__gte=path, unit_path__lt=path[:-1] + "/", heard_at__isnull=False)
    for unit_path, moment in rows.values_list("unit_path", "heard_at"):
        for over in lineage(unit_path)[:2]:
            if moment is not None and (over not in last or moment > last[over]):
                last[over] = moment
    return last


def sealed(unit_id: int) -> tuple[bool, int | None]:
    """(whether there are sealed cases in the unit at all, how many; None for fewer than three)."""
    row = Sealed.objects.filter(unit_id=unit_id).first()
    return row is not None, row.open if row else None


def majors(actor: Actor, path: str, kind: str, at: datetime, size: int) -> list[Major]:
    """Open major hazards under `path`, nearest limit first, with whose turn it is."""
    page = cases.page(actor, cases.Filters(kind=kind, path=path, level="major"), at=at, size=size)
    return with_turns(page.rows, at)


def late_cases(actor: Actor, path: str, kind: str, at: datetime, size: int) -> list[Major]:
    """What is late under `path`, the longest first, with whose turn it is."""
    page = cases.page(actor, cases.Filters(kind=kind, path=path, when="late"), at=at, size=size)
    return with_turns(page.rows, at)


def with_turns(rows: list[Case], at: datetime) -> list[Major]:
    """Each case with the name of whoever's turn it is; '' when nobody holds the post."""
    names = people.names({c.turn_person_id for c in rows if c.turn_person_id})
    paths = dict(Unit.objects.filter(pk__in={c.turn_unit_id for c in rows if c.turn_unit_id}).values_list("pk", "unit_path"))
    wanted = {(paths[c.turn_unit_id], c.turn_role) for c in rows if not c.turn_person_id and c.turn_unit_id in paths}
    first = people.first_names(wanted, at)
    return [
        Major(c, names.get(c.turn_person_id, "") if c.turn_person_id else first.get((paths.get(c.turn_unit_id or 0, ""), c.turn_role), ""))
        for c in rows
    ]


def engine_trouble() -> tuple[str, str, int]:
    """What the engine says of itself: ('paused', why, 0), ('asleep', since, how many), or ('', '', 0) when all is well."""
    if paused := settings_store.read("engine.paused", ""):
        return "paused", str(paused), 0
    audit = settings_store.read("engine.audit") or {}
    if audit.get("asleep"):
        return "asleep", str(audit.get("since") or ""), int(audit["asleep"])
    return "", "", 0


def open_by_kind(unit_id: int) -> dict[str, int]:
    """Kind -> how many stand open at the unit and below it; kinds of which nothing is open are left out."""
    rows = Standing.objects.filter(unit_id=unit_id, state="", open__gt=0).exclude(kind="")
    return dict(rows.values_list("kind", "open"))
