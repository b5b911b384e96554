"""The calendar that the tests count with: the shipped holidays, a fixed school year."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from anlan.registers import calendar as app
from anlan.registers.calendar.rules import CITY, Calendar, DayMark, Term

SEED = json.loads((Path(app.__file__).parent / "data" / "holidays.json").read_text("utf-8"))


def shanghai(*parts: int) -> datetime:
    """A moment on the clock of the city."""
    return datetime(*parts, tzinfo=CITY)  # type: ignore[misc,arg-type]


def marks() -> tuple[DayMark, ...]:
    return tuple(DayMark(date.fromisoformat(day["date"]), day["kind"], day["name"]) for year in SEED["years"] for day in year["days"])


AUTUMN = Term(2026, "autumn", date(2026, 9, 1), date(2027, 1, 29), standing="official")
SPRING = Term(2026, "spring", date(2027, 2, 22), None, standing="official")
PUBLISHED = frozenset(year["year"] for year in SEED["years"] if year["swaps_published"])
CALENDAR = Calendar(marks(), PUBLISHED, (AUTUMN, SPRING), version="test")
