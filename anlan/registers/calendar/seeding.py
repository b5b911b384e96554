"""The days and placeholder terms that the program brings along, read from its data file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "holidays.json"


def shipped() -> dict[str, Any]:
    """The data file as it is: years with their days, terms; each with source and standing."""
    data: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    return data


def year_rows() -> list[dict[str, Any]]:
    """Fields of the table of years."""
    keys = ("year", "swaps_published", "standing", "source")
    return [{k: entry[k] for k in keys} for entry in shipped()["years"]]


def day_rows() -> list[dict[str, Any]]:
    """Fields of the table of days; source and standing are their year's."""
    return [
        {**day, "date": date.fromisoformat(day["date"]), "source": entry["source"], "standing": entry["standing"]}
        for entry in shipped()["years"]
        for day in entry["days"]
    ]


def term_rows() -> list[dict[str, Any]]:
    """Fields of the table of terms, without the unit: placeholders for the whole city."""
    days = ("first_day", "last_day", "exam_first", "exam_last")
    return [{**row, **{k: date.fromisoformat(row[k]) if row[k] else None for k in days}} for row in shipped()["terms"]]
