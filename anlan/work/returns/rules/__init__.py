"""Pure rules of returns: columns, what a cell may hold, what is doubtful, sums, guessing a form from a sheet, the machine."""

from .doubts import DOUBTS, Found, cell_doubts, looks_copied, substance
from .fields import KINDS, MOST_FIELDS, Field, check, choices_from, dump, free_key, load
from .guessing import Guess, guess
from .machine import HANDED, MACHINE, OPEN, RULE_ROWS
from .rights import FROM_ABOVE, OWN, fills, is_office
from .totals import SECONDS_A_CELL, add_up, computed, is_empty, minutes_of, missing_keys, totals_of

__all__ = [
    "DOUBTS", "FROM_ABOVE", "HANDED", "KINDS", "MACHINE", "MOST_FIELDS", "OPEN", "OWN", "RULE_ROWS", "SECONDS_A_CELL", "Field", "Found",
    "Guess", "add_up", "cell_doubts", "check", "choices_from", "computed", "dump", "fills", "free_key", "guess", "is_empty", "is_office",
    "load", "looks_copied", "minutes_of", "missing_keys", "substance", "totals_of",
]  # fmt: skip
