"""Pure rules of questions: what may be asked about, by what it may be told apart, and a question as text."""

from .spec import MOST_BY, Spec
from .subjects import ANSWERS, CASE, MEASURES, NOW_ONLY, OPS, PLACES, POSTS, UNIT_DIMS, UNITS, UNTIL_NOW, Subject, subjects
from .tables import FEW, Cell, Table, tabled

__all__ = [
    "ANSWERS", "CASE", "FEW", "MEASURES", "MOST_BY", "NOW_ONLY", "OPS", "PLACES", "POSTS", "UNITS", "UNIT_DIMS", "UNTIL_NOW", "Cell",
    "Spec", "Subject", "Table", "subjects", "tabled",
]  # fmt: skip
