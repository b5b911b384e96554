"""Weeks begin on Monday; months back; how long nothing may happen at a form. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from .limits import VALUE

IDLE_SECONDS = VALUE["ask.idle"] * 60  # whoever does nothing for longer has gone to do something else
FORM_SECONDS = VALUE["ask.form"] * 60  # the most that one form sent in one go counts


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def month_back(day: date, months: int) -> date:
    """The first day of the month `months` before that of `day`."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
