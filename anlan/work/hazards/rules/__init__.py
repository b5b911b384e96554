"""The rules of hazards, pure: grades and categories, limits with their sources, the machine."""

from anlan.work.hazards.rules.grades import (
    CATEGORIES,
    GENERAL,
    GRADES,
    MAJOR,
    MINOR,
    PHRASES,
    SHORTEST,
    grade_of,
    title_of,
)
from anlan.work.hazards.rules.limits import DEFAULTS, LADDER_ROLES, UNITS, Rule, limit_of, rungs_of, stamp_of, values_of
from anlan.work.hazards.rules.steps import LIFTABLE, MACHINE, MAJOR_STATES, MAJOR_WAY, MINOR_WAY, WAY

__all__ = [
    "CATEGORIES",
    "DEFAULTS",
    "GENERAL",
    "GRADES",
    "LADDER_ROLES",
    "LIFTABLE",
    "MACHINE",
    "MAJOR",
    "MAJOR_STATES",
    "MAJOR_WAY",
    "MINOR",
    "MINOR_WAY",
    "PHRASES",
    "SHORTEST",
    "UNITS",
    "WAY",
    "Rule",
    "grade_of",
    "limit_of",
    "rungs_of",
    "stamp_of",
    "title_of",
    "values_of",
]
