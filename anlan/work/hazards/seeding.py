"""The criteria that the program brings along, read from its data file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "criteria.json"


def criterion_rows() -> list[dict[str, Any]]:
    """Fields of the table of criteria, on no unit: seen by everybody, changed by nobody through the web."""
    data = json.loads(DATA.read_text("utf-8"))
    common = {"unit_path": "", "standing": data["standing"], "effective_from": date.fromisoformat(data["issued"])}
    return [{**common, **row} for row in data["criteria"]]
