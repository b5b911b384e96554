"""Pure rules of asks: what brings them, weeks, how many a school is to have, the machine of a release."""

from .limits import LEAST_UNITS, MOST_A_WEEK, RULE_ROWS
from .machine import EXEMPT, MACHINE, MAY_RELEASE
from .sources import SOURCES, Draft, Needless, Sent, Source, Waiting, add_source
from .weeks import FORM_SECONDS, IDLE_SECONDS, monday, month_back

__all__ = [
    "EXEMPT", "FORM_SECONDS", "IDLE_SECONDS", "LEAST_UNITS", "MACHINE", "MAY_RELEASE", "MOST_A_WEEK", "RULE_ROWS", "SOURCES", "Draft",
    "Needless", "Sent", "Source", "Waiting", "add_source", "monday", "month_back",
]  # fmt: skip
