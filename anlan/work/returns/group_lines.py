"""What the group of a unit hears of returns in the morning: which units have not handed in."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.scope import below
from anlan.kernel.words import several
from anlan.work.returns.models import OPEN, Sheet

ROUNDS = 5


def lines(path: str, at: datetime) -> list[str]:
    """A line for each return that is out and still misses units at or below `path`, the most urgent first."""
    rows = Sheet.objects.filter(below(path), state="asked", round__state=OPEN).order_by("round__due_at", "round_id", "unit_path")
    missing: dict[tuple[int, str], list[str]] = {}
    for number, title, short, name in rows.values_list("round_id", "round__title", "unit__short", "unit__name"):
        missing.setdefault((number, title), []).append(short or name)
    return [_("还没报《%(title)s》：%(units)s") % {"title": title, "units": several(units)} for (_n, title), units in missing.items()][
        :ROUNDS
    ]
