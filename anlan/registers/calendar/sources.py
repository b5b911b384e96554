"""What the calendar takes for granted, each with its source."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.kernel.registry import Sourced
from anlan.registers.calendar import seeding
from anlan.registers.calendar.rules.editing import READINGS

UNITS = {"hours": " 小时", "days": " 天", "clock": ""}
STANDINGS = {"verified": "V-SEC", "provisional": "RECALLED", "official": "V-OFF", "placeholder": "DESIGN"}


def readings() -> Iterator[Sourced]:
    """How soft words of time are read."""
    for reading in READINGS:
        label = reading.label.replace("{word}", reading.key.partition(".")[2])
        yield Sourced(reading.key, label, f"{reading.value}{UNITS[reading.unit]}", "安澜默认", "DESIGN")


def days() -> Iterator[Sourced]:
    """Holidays and make-up workdays by year; terms."""
    for year in seeding.year_rows():
        value = "放假和调休都有" if year["swaps_published"] else "只有法定假日，调休尚未公布"
        yield Sourced(f"year.{year['year']}", f"{year['year']} 年放假安排", value, year["source"], STANDINGS[year["standing"]])
    for term in seeding.term_rows():
        days = f"{term['first_day'] or '？'} — {term['last_day'] or '尚未公布'}"
        key = f"term.{term['school_year']}.{term['season']}"
        yield Sourced(key, f"{term['school_year']} 学年 {term['season']}", days, term["source"], STANDINGS[term["standing"]])
