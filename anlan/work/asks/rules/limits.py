"""Numbers of asks, all of them our own defaults: no rule of the state is known that gives one. Pure."""

from __future__ import annotations

from anlan.kernel.machine import RuleRow

RULE_ROWS: tuple[RuleRow, ...] = (
    RuleRow("ask.most_a_week", 5, "a week"),
    RuleRow("ask.release", 4, "hours"),
    RuleRow("ask.same", 95, "percent"),
    RuleRow("ask.again", 6, "months"),
    RuleRow("ask.few", 3, "units"),
    RuleRow("ask.idle", 5, "minutes"),
    RuleRow("ask.form", 30, "minutes"),
)
VALUE = {row.key: row.value for row in RULE_ROWS}
MOST_A_WEEK = VALUE["ask.most_a_week"]  # asks that one school has to do within one week before the next one needs a release
LEAST_UNITS = VALUE["ask.few"]  # fewer answers than this tell nothing
LEAST, MOST = 1, 30  # what a region may set instead
