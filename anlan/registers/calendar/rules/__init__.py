"""Pure rules of the calendar: no Django, no clock, no files. See `Calendar` and `resolve`."""

from .deadline import STANDING_NAMES, WHEN_TYPES, Deadline, Recurrence, Relative, add_months
from .notes import Note
from .resolve import resolve
from .terms import (
    BREAK_NAMES,
    PHASE_NAMES,
    SEASON_NAMES,
    SEASONS,
    Break,
    Phase,
    Term,
    pick_terms,
)
from .terms import STANDING_NAMES as TERM_STANDING_NAMES
from .value import CITY, PROMPT_HOURS, Calendar, Customs, DayMark, WorkHours

__all__ = [
    "BREAK_NAMES", "CITY", "PHASE_NAMES", "PROMPT_HOURS", "SEASONS", "SEASON_NAMES",
    "STANDING_NAMES", "TERM_STANDING_NAMES", "WHEN_TYPES", "Break", "Calendar", "Customs", "DayMark", "Deadline", "Note",
    "Phase", "Recurrence", "Relative", "Term", "WorkHours", "add_months", "pick_terms", "resolve",
]  # fmt: skip
