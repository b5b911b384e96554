"""What the board's page holds, each part read behind its own fence: a part that fails says 未知, never zero."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.web import dates
from anlan.oversight.board import drawing, figures, queries, rules, words
from anlan.oversight.board.queries import Days, Totals, UnitLine
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import CITY, DISTRICT, DOMAINS, SCHOOL
from anlan.registers.places import queries as places
from anlan.registers.places.rules import STANDING

log = logging.getLogger("anlan.board")
PATIENCE = "3s"  # a question that takes longer is given up: the page stands, this part is unknown
TREND_DAYS = 14
DOMAINS_SHOWN = 7
ROWS = 4
MAJORS = 6
MOST_TABS = 5
T = TypeVar("T")


@dataclass
class Fences:
    """Reads parts one by one; what fails is None and is remembered by name."""

    failed: set[str] = field(default_factory=set)

    def read(self, name: str, part: Callable[[], T]) -> T | None:
        try:
            with transaction.atomic():
                return part()
        except DatabaseError:
            if not connection.is_usable():
                raise  # the whole database is away: the page as a whole says so
            log.exception("board: %s could not be read", name)
            self.failed.add(name)
            return None


def context(actor: Actor, unit: Unit, kind: str, at: datetime, *, linked: bool = True) -> dict[str, Any]:
    """Everything the page shows of `unit`, for `kind` ('' for all); `linked` False for a map that nobody clicks."""
    fences = Fences()
    with connection.cursor() as cursor:
        cursor.execute(f"set local statement_timeout = '{PATIENCE}'")
    counted = fences.read("stamp", queries.counted_at)
    known = not rules.is_old(at, counted)
    path, today = unit.unit_path, local(at).date()
    level = unit.kind if unit.kind in (CITY, DISTRICT) else SCHOOL
    review = _review_states()
    by_kind = fences.read("tabs", lambda: queries.open_by_kind(unit.pk))
    totals = fences.read("standing", lambda: queries.standing(unit.pk, kind, review)) if known else None
    days = fences.read("days", lambda: queries.days(unit.pk, kind, today, TREND_DAYS)) if known else None
    domains = fences.read("domains", lambda: queries.domains(unit.pk, kind)) if known else None
    lines = fences.read("units", lambda: queries.units(path, kind, at, today)) if known else None
    sealed = fences.read("sealed", lambda: queries.sealed(unit.pk)) if known else None
    majors = fences.read("majors", lambda: queries.majors(actor, path, kind, at, MAJORS))
    controls = fences.read("controls", lambda: list(places.running_under(path, at))) if level == SCHOOL else None
    overdue = fences.read("overdue", lambda: queries.late_cases(actor, path, kind, at, MAJORS)) if level == SCHOOL else None
    trouble = fences.read("engine", queries.engine_trouble)
    counts = _counted(lines) if lines is not None else fences.read("counts", lambda: _counts(path, at))
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = default")
    schools = [u for u in lines or [] if u.kind == SCHOOL]
    return {
        "unit": unit, "level": level, "kind_key": kind, "tabs": _tabs(unit, kind, by_kind or {}), "known": known, "counted": counted,
        "since": counted, "failed": fences.failed, "title": _title(actor, unit, level),
        "say": words.sentence(_saying(level, unit, totals, lines, at), since=counted), "late": bool(totals and totals.late),
        "counts": counts, "crumbs": _crumbs(actor, unit, level), "choices": _choices(actor, unit),
        "figures": figures.strip(level, unit, kind, totals, days, lines, controls, trouble, at, unread=_unread(known, counted)),
        "trend": _trend(days, today), "domains": _domains(domains, path, kind),
        "stuck": _stuck(schools, at) if lines is not None else None, "stuck_count": sum(1 for u in schools if u.late),
        "silent": _silent(schools, at) if lines is not None else None, "silent_count": sum(u.silent for u in schools),
        "map": _map(unit, level, lines, linked), "districts": _districts(lines) if lines is not None else [],
        "majors": _majors(majors), "majors_count": totals.major if totals else None, "overdue": _majors(overdue),
        "controls": [(c, _(STANDING[c.kind])) for c in controls] if controls is not None else None,
        "may_wall": any(g.role in rules.CONNECTORS and g.reach == "unit" for g in actor.grants),
        "sealed": sealed, "links": _links(path, kind),
    }  # fmt: skip


def _unread(known: bool, counted: datetime | None) -> str:
    """What stands below an unknown figure: since when nothing new came, or that this part alone cannot be read now."""
    if known:
        return _("现在读不出来")
    return words.sentence(rules.say(late=None, today=0, major=0, open=0), since=counted)


def _review_states() -> list[tuple[str, str]]:
    return [(k.key, s) for k in registry.KINDS.values() for s, state in k.machine.states.items() if state.sign in ("review", "declared")]


def _counted(lines: Sequence[UnitLine]) -> dict[str, int]:
    kinds = [u.kind for u in lines]
    return {"districts": kinds.count(DISTRICT), "schools": kinds.count(SCHOOL)}


def _counts(path: str, at: datetime) -> dict[str, int]:
    kinds = list(org.under(path, kinds=[DISTRICT, SCHOOL], at=at).values_list("kind", flat=True))
    return {"districts": kinds.count(DISTRICT), "schools": kinds.count(SCHOOL)}


def cases_url(path: str, kind: str = "", **more: str) -> str:
    """The list of cases behind a number."""
    chosen = {"path": path, "kind": kind, **more}
    return f"{reverse('cases')}?{urlencode({k: v for k, v in chosen.items() if v})}"


def _links(path: str, kind: str) -> dict[str, str]:
    units = f"{reverse('board_units')}?{urlencode({k: v for k, v in {'unit': path, 'kind': kind}.items() if v})}"
    return {
        "majors": cases_url(path, kind, level="major"), "late": cases_url(path, kind, when="late"), "units": units,
        "late_units": f"{units}&show=late",
        "silent_units": f"{units}&show=silent", "open": cases_url(path, kind), "board": f"{reverse('board')}?unit=",
    }  # fmt: skip


def _tabs(unit: Unit, kind: str, counted: dict[str, int]) -> list[dict[str, Any]]:
    """全部事项 · 隐患 · 任务 …: the kinds of which most is open here, and the one looked at."""
    base = {"unit": unit.unit_path}
    there = sorted((k for k in registry.KINDS.values() if not (k.sealed or k.offices)), key=lambda k: (-counted.get(k.key, 0), k.key))
    shown = [k for n, k in enumerate(there) if k.key == kind or (n < MOST_TABS and k.key in counted)]
    rows = [("", _("全部事项")), *((k.key, _(str(k.label))) for k in shown)]
    return [
        {"label": label, "on": key == kind, "url": f"{reverse('board')}?{urlencode(base | ({'kind': key} if key else {}))}"}
        for key, label in rows
    ]


def _title(actor: Actor, unit: Unit, level: str) -> str:
    if actor.post and actor.post.path != unit.unit_path:
        return str(unit)
    return {CITY: _("全市一览"), DISTRICT: _("全区一览")}.get(level, _("本校一览"))


def _crumbs(actor: Actor, unit: Unit, level: str) -> list[tuple[str, str]]:
    """The units above, as far as they are the actor's to see."""
    above = [u for u in reversed(org.ancestors(unit.unit_path)[1:]) if actor.covers(u.unit_path)]
    rows = [(str(u) if n or u.kind != CITY else _("全市一览"), f"{reverse('board')}?unit={u.unit_path}") for n, u in enumerate(above)]
    return [*rows, (_title(actor, unit, level), "")]


def _choices(actor: Actor, unit: Unit) -> list[dict[str, Any]]:
    """For somebody with grants at several units: all of them, to go from one board to the other."""
    if len(actor.paths) < 2:
        return []
    names = {u.unit_path: str(u) for u in Unit.objects.filter(unit_path__in=actor.paths).defer("outline", "traits")}
    board = reverse("board")
    return [{"name": names[p], "url": f"{board}?unit={p}", "on": p == unit.unit_path} for p in actor.paths if p in names]


def _saying(level: str, unit: Unit, totals: Totals | None, lines: Sequence[UnitLine] | None, at: datetime) -> rules.Saying:
    if totals is None or lines is None:
        return rules.say(late=None, today=0, major=0, open=0)
    where: list[tuple[str, int]] = []
    if level == CITY:
        below = [u for u in lines if u.kind == DISTRICT or not u.parent]
        where = [(u.name, u.late) for u in below]
    elif level == DISTRICT:
        where = [(u.name, u.late) for u in lines if u.kind == SCHOOL]
    days = words.days_late(totals.oldest_due, at)
    return rules.say(late=totals.late, today=totals.today, major=totals.major, open=totals.open, where=where, days=days)


def _trend(days: Days | None, today: Any) -> dict[str, Any] | None:
    if days is None:
        return None
    labels: list[str] = [_("%(day)d日") % {"day": d.day} for d in days.days]
    labels[0], labels[-1] = dates.day(days.days[0], weekday=False), _("今天")
    return {
        "labels": labels,
        "lines": [
            {"name": _("新增"), "values": days.opened, "style": "dash"},
            {"name": _("办结"), "values": days.closed, "style": "solid"},
        ],
    }


def _domains(rows: list[tuple[str, int, int]] | None, path: str, kind: str) -> list[dict[str, Any]] | None:
    """The fullest domains; the rest is put together, so that the bars add up to what stands open."""
    if rows is None:
        return None
    shown = rows if len(rows) <= DOMAINS_SHOWN else rows[: DOMAINS_SHOWN - 1]
    rest = rows[len(shown) :]
    found: list[dict[str, Any]] = [
        {"label": _(DOMAINS.get(d, d)), "open": n, "late": late, "url": cases_url(path, kind, domain=d),
         "late_url": cases_url(path, kind, domain=d, when="late")} for d, n, late in shown
    ]  # fmt: skip
    if rest:
        found.append({"label": _("另外 %(n)d 类") % {"n": len(rest)}, "open": sum(r[1] for r in rest), "late": sum(r[2] for r in rest),
                      "url": cases_url(path, kind), "late_url": cases_url(path, kind, when="late")})  # fmt: skip
    longest = max((r["open"] for r in found), default=0)
    return [{**r, "longest": longest} for r in found]


def _stuck(schools: Sequence[UnitLine], at: datetime) -> list[dict[str, Any]]:
    """Units with the most overdue, the longest first among equals. Never by hazards found."""
    late = sorted((u for u in schools if u.late), key=lambda u: (-u.late, u.oldest_due or at))
    return [
        {"name": u.name, "parent": u.parent, "late": u.late, "length": words.length(u.oldest_due, at), "path": u.path,
         "url": cases_url(u.path, when="late")} for u in late[:ROWS]
    ]  # fmt: skip


def _silent(schools: Sequence[UnitLine], at: datetime) -> list[UnitLine]:
    """Schools of which nothing was heard, the longest first: somebody should call them."""
    beginning = datetime.min.replace(tzinfo=at.tzinfo)
    return sorted((u for u in schools if u.silent), key=lambda u: (u.heard_at or beginning, u.path))[:ROWS]


def _map(unit: Unit, level: str, lines: Sequence[UnitLine] | None, linked: bool) -> drawing.Map | None:
    if lines is None or level == SCHOOL:
        return None
    title = (_("%(place)s各校状态，点一所学校看它的事") if linked else _("%(place)s各校状态")) % {"place": unit}
    waters = unit.traits.get("waters", []) if isinstance(unit.traits, dict) else []
    return drawing.draw(lines, title=title, address=f"{reverse('board')}?unit=" if linked else "", waters=waters)


def _districts(lines: Sequence[UnitLine]) -> list[dict[str, Any]]:
    """The map in figures, for ears: a row for each district, or for each school where there is only one district."""
    districts = [u for u in lines if u.kind == DISTRICT]
    if len(districts) < 2:
        schools = [u for u in lines if u.kind == SCHOOL]
        return [{"name": u.name, "says": says} for u, says in zip(schools, drawing.in_words(schools), strict=True)]
    rows = []
    for d in districts:
        below = [u for u in lines if u.kind == SCHOOL and u.path.startswith(d.path)]
        signs = [u.sign for u in below]
        rows.append({"name": d.name, "path": d.path, "schools": len(below), "late": d.late, "today": d.today, "major": d.major,
                     "unknown": signs.count("unk")})  # fmt: skip
    return rows


def _majors(found: list[queries.Major] | None) -> list[dict[str, Any]] | None:
    if found is None:
        return None
    rows = []
    for major in found:
        state = registry.kind(major.case.kind).machine.states[major.case.state]
        rows.append({"case": major.case, "step": _(state.label), "turn": major.turn, "url": reverse("case", args=[major.case.pk])})
    return rows
