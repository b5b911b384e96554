"""Terms, breaks and phases, and whose dates hold for which school."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.registers.calendar.rules import Term, pick_terms

from .city import AUTUMN, CALENDAR, SPRING

DISTRICT, SCHOOL, OTHER = "1.03.", "1.03.017.", "1.04.002."


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 9, 1), "around_term_start"),
        (date(2026, 10, 20), "term"),
        (date(2027, 1, 22), "term"),
        (date(2027, 1, 23), "before_break"),
        (date(2027, 1, 29), "before_break"),
        (date(2027, 1, 30), "during_break"),
        (date(2027, 2, 14), "during_break"),
        (date(2027, 2, 15), "around_term_start"),
        (date(2027, 2, 28), "around_term_start"),
        (date(2027, 3, 1), "term"),
        (date(2026, 8, 1), "unknown"),
        (date(2027, 10, 1), "unknown"),
    ],
)
def test_each_day_has_one_phase_to_show(day: date, kind: str) -> None:
    assert CALENDAR.phase(day).kind == kind


def test_exams_are_a_phase_of_their_own() -> None:
    term = replace(AUTUMN, exam_first=date(2027, 1, 20), exam_last=date(2027, 1, 22))
    assert replace(CALENDAR, terms=(term, SPRING)).phase(date(2027, 1, 21)).kind == "exam"


def test_a_break_without_a_known_end_is_open() -> None:
    lone = replace(CALENDAR, terms=(AUTUMN,))
    assert [(b.first, b.last) for b in lone.breaks] == [(date(2027, 1, 30), None)]
    assert lone.phase(date(2027, 2, 10)).kind == "unknown"


def test_a_missing_term_does_not_make_a_break_of_half_a_year() -> None:
    next_year = Term(2027, "autumn", date(2027, 9, 1))
    gap = replace(CALENDAR, terms=(AUTUMN, next_year)).breaks[0]
    assert gap.last is None


def test_the_nearest_unit_wins_then_the_own_stage() -> None:
    city = replace(AUTUMN, source="city", unit_path="1.")
    primary = replace(AUTUMN, source="city primary", unit_path="1.", stage="primary")
    district = replace(AUTUMN, source="district", unit_path=DISTRICT)
    school = replace(AUTUMN, source="school", unit_path=SCHOOL)
    rows = [city, primary, district, school]

    def winner(rows: list[Term], **kwargs: object) -> str:
        return pick_terms(rows, **kwargs)[0].source  # type: ignore[arg-type]

    assert winner(rows, unit_path=SCHOOL, stage="primary") == "school"
    assert winner(rows[:3], unit_path=SCHOOL, stage="primary") == "district"
    assert winner(rows[:2], unit_path=SCHOOL, stage="primary") == "city primary"
    assert winner(rows[:2], unit_path=SCHOOL, stage="junior") == "city"
    assert winner(rows, unit_path=OTHER, stage="junior") == "city"


@given(st.permutations([AUTUMN, SPRING, replace(AUTUMN, stage="primary"), replace(SPRING, unit_path=DISTRICT)]))
def test_the_order_of_the_rows_does_not_matter(rows: list[Term]) -> None:
    picked = pick_terms(rows, unit_path=SCHOOL, stage="primary")
    assert picked == (replace(AUTUMN, stage="primary"), replace(SPRING, unit_path=DISTRICT))


def test_a_term_must_end_after_it_begins_and_hold_its_exams() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Term(2026, "autumn", date(2026, 9, 1), date(2026, 9, 1))
    with pytest.raises(ValueError, match="within"):
        replace(AUTUMN, exam_first=date(2027, 2, 1), exam_last=date(2027, 2, 2))
    with pytest.raises(ValueError, match="first and a last"):
        replace(AUTUMN, exam_first=date(2027, 1, 20))
