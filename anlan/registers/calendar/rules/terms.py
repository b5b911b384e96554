"""Terms, the breaks between them, and the phases that deadlines, rosters and rounds hang on.

A term may be given for the whole city, a school stage, a district or one school; the nearest one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from anlan.kernel.wording import N_

if TYPE_CHECKING:
    from .value import Customs

ONE_DAY = timedelta(days=1)
OPEN_TERM_DAYS = 130  # a term without a published end is believed for so long: shorter than any usual one
SEASONS = ("autumn", "spring")
SEASON_NAMES = {"autumn": N_("第一学期"), "spring": N_("第二学期")}
BREAK_NAMES = {"autumn": N_("寒假"), "spring": N_("暑假")}  # by the term that the break follows
PHASE_NAMES = {
    "term": N_("学期中"),
    "exam": N_("考试"),
    "before_break": N_("放假前"),
    "during_break": N_("假期中"),
    "around_term_start": N_("开学前后"),
    "unknown": N_("尚未公布"),
}
STANDINGS = ("official", "placeholder")
STANDING_NAMES = {"official": N_("已核实"), "placeholder": N_("待核实")}


@dataclass(frozen=True)
class Term:
    """One term: first and last day with lessons. None means not published.

    school_year  the year it begins in: 2026 for 2026—2027
    season       autumn (first term) or spring (second term)
    stage        school stage it holds for, '' for all
    unit_path    path of the city, district or school that set it; '' for everybody
    """

    school_year: int
    season: str
    first_day: date
    last_day: date | None = None
    exam_first: date | None = None
    exam_last: date | None = None
    stage: str = ""
    unit_path: str = ""
    standing: str = "placeholder"
    source: str = ""

    def __post_init__(self) -> None:
        if self.last_day and self.last_day <= self.first_day:
            raise ValueError("a term ends after it begins")
        if (self.exam_first is None) != (self.exam_last is None):
            raise ValueError("exams need a first and a last day")
        if self.exam_first and self.exam_last:
            inside = self.first_day <= self.exam_first <= self.exam_last <= (self.last_day or date.max)
            if not inside:
                raise ValueError("exams lie within their term")

    @property
    def key(self) -> tuple[int, str]:
        return self.school_year, self.season


@dataclass(frozen=True)
class Break:
    """From the day after a term's last day to the day before the next begins; `last` None while that is not known."""

    season: str
    school_year: int
    first: date
    last: date | None
    standing: str

    @property
    def name(self) -> str:
        return BREAK_NAMES[self.season]


@dataclass(frozen=True)
class Phase:
    """A stretch of the school year. `kind` is a key of PHASE_NAMES; None where an end is not published."""

    kind: str
    first: date | None
    last: date | None
    standing: str = "placeholder"
    name: str = ""


def pick_terms(rows: Iterable[Term], *, unit_path: str = "", stage: str = "") -> tuple[Term, ...]:
    """The terms that hold for one unit, in order of time: nearest unit first, then its own stage, then the general.

    Rows of units that do not lie at or above `unit_path` are left out.
    """
    best: dict[tuple[int, str], tuple[tuple[int, int], Term]] = {}
    for row in rows:
        if row.stage not in ("", stage) or not unit_path.startswith(row.unit_path):
            continue
        rank = (-len(row.unit_path), 0 if row.stage else 1)
        if row.key not in best or rank < best[row.key][0]:
            best[row.key] = (rank, row)
    return tuple(sorted((term for _, term in best.values()), key=lambda t: t.first_day))


def breaks_of(terms: Sequence[Term]) -> tuple[Break, ...]:
    """The break after each term whose last day is known."""
    found = []
    for i, term in enumerate(terms):
        if term.last_day is None:
            continue
        following = terms[i + 1] if i + 1 < len(terms) else None
        if following and not _follows(term, following):
            following = None
        standings = {term.standing} | ({following.standing} if following else set())
        standing = "official" if standings == {"official"} else "placeholder"
        last = following.first_day - ONE_DAY if following else None
        if last is None or last > term.last_day:
            found.append(Break(term.season, term.school_year, term.last_day + ONE_DAY, last, standing))
    return tuple(found)


def _follows(term: Term, following: Term) -> bool:
    if term.season == "autumn":
        return following.key == (term.school_year, "spring")
    return following.key == (term.school_year + 1, "autumn")


def phases_on(day: date, terms: Sequence[Term], breaks: Sequence[Break], customs: Customs) -> tuple[Phase, ...]:
    """Every phase that holds on `day`, terms before the windows laid over them."""
    found: list[Phase] = []
    for term in terms:
        if term.first_day <= day and (term.last_day is None or day <= term.last_day) and not _later(term, day, terms):
            found.append(Phase("term", term.first_day, term.last_day, term.standing, SEASON_NAMES[term.season]))
        if term.exam_first and term.exam_last and term.exam_first <= day <= term.exam_last:
            found.append(Phase("exam", term.exam_first, term.exam_last, term.standing, SEASON_NAMES[term.season]))
        opens = term.first_day - ONE_DAY * customs.start_before_days
        closes = term.first_day + ONE_DAY * (customs.start_after_days - 1)
        if opens <= day <= closes:
            found.append(Phase("around_term_start", opens, closes, term.standing, SEASON_NAMES[term.season]))
    for gap in breaks:
        opens = gap.first - ONE_DAY * customs.before_break_days
        if opens <= day < gap.first:
            found.append(Phase("before_break", opens, gap.first - ONE_DAY, gap.standing, gap.name))
        if gap.last and gap.first <= day <= gap.last:
            found.append(Phase("during_break", gap.first, gap.last, gap.standing, gap.name))
    return tuple(found)


def _later(term: Term, day: date, terms: Sequence[Term]) -> bool:
    """An open term stops where a later one begins, and is not believed without end."""
    if term.last_day is not None:
        return False
    return any(term.first_day < other.first_day <= day for other in terms) or (day - term.first_day).days >= OPEN_TERM_DAYS


PRECEDENCE = ("exam", "around_term_start", "before_break", "during_break", "term")


def primary(phases: Sequence[Phase]) -> Phase:
    """The phase to show when several hold: the one that asks most of a school."""
    for kind in PRECEDENCE:
        for phase in phases:
            if phase.kind == kind:
                return phase
    return Phase("unknown", None, None)
