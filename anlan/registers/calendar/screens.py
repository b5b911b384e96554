"""What the pages of the calendar show, made ready for their templates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.web import dates
from anlan.registers.calendar import queries, rules
from anlan.registers.calendar.models import Day, Term
from anlan.registers.calendar.rules import Calendar, Phase, strip
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import STAGES

WIDTH = 900  # of the drawn strip, in its own units


@dataclass(frozen=True)
class Stretch:
    """A phase drawn on the strip and listed below it. `open`: a term whose last day is not published."""

    kind: str
    word: str
    first: date
    last: date
    firm: bool
    open: bool
    x: float
    width: float
    inside: bool
    line: int  # of the words below the strip, so that neighbours do not meet

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def base(self) -> int:
        """Height of the words below the strip."""
        return 66 + 14 * self.line

    @property
    def at_edge(self) -> bool:
        """Words below it begin at its left end instead of standing in its middle."""
        return self.middle < _breadth(self.word) / 2

    @property
    def known(self) -> bool:
        return self.kind != "unknown"


def day_in_words(day: date) -> str:
    """12月28日 周一."""
    return dates.day(day)


def years_in_words(school_year: int) -> str:
    """2026—2027."""
    return f"{school_year}—{school_year + 1}"


def phase_word(phase: Phase) -> str:
    """Breaks and terms by their own name, the rest by what they are."""
    if phase.kind in ("during_break", "term") and phase.name:
        return _(phase.name)
    return _(rules.PHASE_NAMES[phase.kind])


def stretches(calendar: Calendar, school_year: int) -> list[Stretch]:
    """The phases of a school year with their place on the strip."""
    opens, closes = strip.school_year_days(school_year)
    scale = WIDTH / ((closes - opens).days + 1)
    endless = {(t.school_year, rules.SEASON_NAMES[t.season]) for t in calendar.terms if t.last_day is None}
    drawn = []
    for phase in strip.stretches(calendar, opens, closes):
        if phase.first is None or phase.last is None:
            continue
        width = ((phase.last - phase.first).days + 1) * scale
        x = (phase.first - opens).days * scale
        drawn.append(
            Stretch(
                kind=phase.kind,
                word=phase_word(phase),
                first=phase.first,
                last=phase.last,
                firm=phase.standing == "official",
                open=phase.kind == "term" and (school_year, phase.name) in endless,
                x=round(x, 1),
                width=round(width, 1),
                inside=_breadth(phase_word(phase)) < width - 8,
                line=0,
            )
        )
    return _staggered(drawn)


def _breadth(word: str) -> float:
    """About how wide a word is drawn, in the strip's units."""
    return sum(13.0 if ord(letter) > 0x2E80 else 7.0 for letter in word)


def _staggered(drawn: list[Stretch]) -> list[Stretch]:
    """Words below the strip take a further line where they would meet those before them."""
    ends = [-20.0, -20.0, -20.0]
    placed = []
    for stretch in drawn:
        if stretch.inside or not stretch.known:
            placed.append(stretch)
            continue
        half = _breadth(stretch.word) / 2
        begins = max(stretch.middle - half, 0)
        line = next((i for i, end in enumerate(ends) if begins > end + 8), len(ends) - 1)
        ends[line] = begins + 2 * half
        placed.append(replace(stretch, line=line))
    return placed


def _ticks(school_year: int) -> list[dict[str, Any]]:
    opens, closes = strip.school_year_days(school_year)
    scale = WIDTH / ((closes - opens).days + 1)
    months = [opens.replace(year=opens.year + (opens.month + i > 12), month=(opens.month + i - 1) % 12 + 1) for i in range(12)]
    return [{"x": round((m - opens).days * scale, 1), "month": m} for m in months]


def _mark(school_year: int, today: date) -> float | None:
    opens, closes = strip.school_year_days(school_year)
    if not opens <= today <= closes:
        return None
    return round(((today - opens).days + 0.5) * WIDTH / ((closes - opens).days + 1), 1)


def year_page(unit: Unit, school_year: int, today: date) -> dict[str, Any]:
    """Everything the year's page shows for a unit."""
    calendar = queries.calendar_for(unit)
    sentence, standing = strip.outlook(calendar, today)
    opens, closes = strip.school_year_days(school_year)
    snapshot = queries.snapshot()
    drawn = stretches(calendar, school_year)
    return {
        "unit": unit,
        "school_year": school_year,
        "years": years_in_words(school_year),
        "sentence": queries.say(sentence),
        "sentence_firm": standing == "official",
        "today": today,
        "months": strip.twelve_months(calendar, school_year, today),
        "phase_words": {kind: _(word) for kind, word in rules.PHASE_NAMES.items()},
        "stretches": drawn,
        "foot": max((s.base for s in drawn), default=66) + 15,
        "ticks": _ticks(school_year),
        "mark": _mark(school_year, today),
        "terms": terms_in_force(calendar, school_year),
        "own": [t for t in queries.own_terms(unit.unit_path) if t.school_year == school_year],
        "unpublished": [y for y in (opens.year, closes.year) if y not in snapshot.published],
        "warnings": [queries.say(n) for n in calendar.warn(opens, closes)],
        "sources": [snapshot.years[y] for y in (opens.year, closes.year) if y in snapshot.years],
        "previous": school_year - 1,
        "following": school_year + 1,
    }


def terms_in_force(calendar: Calendar, school_year: int) -> list[dict[str, Any]]:
    """The two terms of a school year as they hold for a unit, each with who set it; a missing one as not published."""
    held = {t.season: t for t in calendar.terms if t.school_year == school_year}
    setters = {u.unit_path: u for u in Unit.objects.filter(unit_path__in=[t.unit_path for t in held.values()])}
    rows = []
    for season, label in rules.SEASON_NAMES.items():
        found = held.get(season)
        rows.append(
            {
                "season": season,
                "label": _(label),
                "term": found,
                "stage": _(STAGES[found.stage]) if found and found.stage else "",
                "setter": setters.get(found.unit_path) if found else None,
                "firm": bool(found and found.standing == "official"),
            }
        )
    return rows


def day_facts(unit: Unit, day: date) -> dict[str, Any]:
    """One day for a unit: work or not and why, the phases that hold, the source."""
    calendar = queries.calendar_for(unit)
    mark = calendar.marks.get(day)
    row = Day.objects.filter(date=day).first()
    if mark and mark.kind == "work":
        why = _("{name}调休，上班").format(name=_(mark.name)) if mark.name else _("调休，上班")
    elif mark:
        why = _("{name}放假").format(name=_(mark.name)) if mark.name else _("放假")
    else:
        why = _("工作日") if calendar.is_workday(day) else _("周末")
    return {
        "day": day,
        "why": why,
        "work": calendar.is_workday(day),
        "phases": [(phase_word(p), p.standing == "official") for p in calendar.phases(day)],
        "source": row.source if row else "",
        "firm": row is None or row.standing == "verified",
        "warnings": [queries.say(n) for n in calendar.warn(day, day)],
        "year": strip.school_year_of(day),
    }


def term_initial(unit: Unit, school_year: int, season: str, stage: str) -> dict[str, Any]:
    """What the form of a term starts from: the unit's own row, else what holds now from above."""
    own = Term.objects.filter(unit=unit, school_year=school_year, season=season, stage=stage).first()
    held = own or next((t for t in queries.calendar_for(unit).terms if (t.school_year, t.season) == (school_year, season)), None)
    base = {"season": season, "stage": stage, "standing": "official"}
    if held is None:
        return base
    days = {name: getattr(held, name) for name in ("first_day", "last_day", "exam_first", "exam_last")}
    return base | days | ({"standing": own.standing, "source": own.source} if own else {})


def units_named(text: str) -> list[Unit]:
    """Up to 20 bureaus and schools whose name holds the text; empty for no text."""
    text = text.replace("\0", "").strip()
    if not text:
        return []
    rows = Unit.objects.filter(kind__in=["city", "district", "school"], closed_on__isnull=True)
    alike = Q(name__icontains=text) | Q(short__icontains=text) | Q(pinyin__startswith=text.lower())
    return list(rows.filter(alike).order_by("unit_path")[:20])
