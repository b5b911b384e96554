"""Pure rules of notices and tasks: the task's machine, cells of the matrix, proof, addressees, drawing of samples."""

from anlan.registers.org.rules import ADDRESSEE_KINDS, Addressees, is_addressed

from .addressing import SCHOOLS, Whom, default_addressees, default_post, default_rule
from .cells import CELLS, COUNTED, FULFILLING, Cell, cell_from, cell_of, fulfilled
from .drawing import draw_order, first_count, widened_count
from .machine import MACHINE, PHASES, PROOFS, RULE_ROWS, RULES, VERB_OF_RULE, VERIFY_LADDER
from .proving import enough, missing_words
from .running import UNDATED, WAYS, beat, verb_of, way_of, way_words
from .text import short, similar, title_from

__all__ = [
    "ADDRESSEE_KINDS", "CELLS", "COUNTED", "FULFILLING", "MACHINE", "PHASES", "PROOFS", "RULES", "RULE_ROWS", "SCHOOLS", "UNDATED",
    "VERB_OF_RULE", "VERIFY_LADDER", "WAYS", "Addressees", "Cell", "Whom", "beat", "cell_from", "cell_of", "default_addressees",
    "default_post", "default_rule", "draw_order", "enough", "first_count", "fulfilled", "is_addressed", "missing_words", "short",
    "similar", "title_from", "verb_of", "way_of", "way_words", "widened_count",
]  # fmt: skip
