"""The labelled notices that lie beside the project, where they do: every date in them is found again."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from anlan.registers.calendar.rules import CITY, resolve

from .city import CALENDAR

SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[2] / ".." / "shared"))
NOTICES = SHARED / "notices" / "dev"
YEAR = re.compile(r"_(\d{4})_")


@pytest.mark.skipif(not NOTICES.is_dir(), reason="the labelled notices are not beside the project")
def test_every_labelled_date_is_computed_from_its_phrase() -> None:
    checked = 0
    for path in sorted(NOTICES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            when = json.loads(line).get("when") or {}
            if not when.get("date"):
                continue
            target = datetime.fromisoformat(when["date"]).replace(tzinfo=CITY)
            issued = target.replace(day=1, hour=9) if target.day > 1 else target
            found = resolve(when["type"], when["phrase"], calendar=CALENDAR, issued_at=issued)
            assert found.at and found.at.date() == target.date(), when
            checked += 1
    assert checked > 15
