"""Which sign a school bears, when data are old, and when a number would tell too much."""

from __future__ import annotations

from datetime import datetime, timedelta

OLD_AFTER = timedelta(seconds=60)  # a snapshot older than this is 未知
SILENT_AFTER = timedelta(days=7)  # a school whose people did nothing for so long: nobody knows how it stands
DAYS_SHOWN = 30
DAYS_KEPT = 62
CONNECTORS = ("head", "leader", "safety", "duty")  # who connects a wall screen and cuts it off
SIGNS = ("ok", "unk", "due", "late", "major")  # drawn in this order, the worst on top


def is_old(at: datetime, counted_at: datetime | None) -> bool:
    """Whether figures counted at `counted_at` may no longer be shown as figures at `at`; also when the clock went back."""
    return counted_at is None or abs(at - counted_at) > OLD_AFTER


def is_silent(at: datetime, heard_at: datetime | None) -> bool:
    """Whether nobody of the school has done anything for a week (or ever)."""
    return heard_at is None or at - heard_at > SILENT_AFTER


def sign_of(*, major: int, late: int, today: int, silent: bool) -> str:
    """The one sign of a school: major, late, due, unk, ok. Green is earned by being heard of, never the default."""
    if major:
        return "major"
    if late:
        return "late"
    if today:
        return "due"
    return "unk" if silent else "ok"


def few(count: int) -> int | None:
    """The count, or None where fewer than three would tell too much."""
    return count if count >= 3 else None


def share(part: int, whole: int) -> float | None:
    """Per cent with one place, rounded down so that 100 means all; None of nothing."""
    return int(1000 * part / whole) / 10 if whole else None
