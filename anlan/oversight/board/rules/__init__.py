"""Pure rules of the board: what is old, what counts as done, which sign a school bears, what the title says."""

from anlan.oversight.board.rules.saying import Saying, say
from anlan.oversight.board.rules.signs import (
    CONNECTORS,
    DAYS_KEPT,
    DAYS_SHOWN,
    OLD_AFTER,
    SILENT_AFTER,
    few,
    is_old,
    is_silent,
    share,
    sign_of,
)

__all__ = [
    "CONNECTORS",
    "DAYS_KEPT",
    "DAYS_SHOWN",
    "OLD_AFTER",
    "SILENT_AFTER",
    "Saying",
    "few",
    "is_old",
    "is_silent",
    "say",
    "share",
    "sign_of",
]
