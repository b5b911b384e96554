"""Pure rules of responsibility letters: the machine, how a text is filled, how well a layer is covered, who may send."""

from .covering import COVER, ENDING_DAYS, RANK, cover_of
from .machine import IN_FORCE, MACHINE, RULE_ROWS, WAITING
from .rights import layers_for, may_issue, sees
from .wording import PLACES, TEXT, blocks, filled, unknown_places

__all__ = [
    "COVER", "ENDING_DAYS", "IN_FORCE", "MACHINE", "PLACES", "RANK", "RULE_ROWS", "TEXT", "WAITING", "blocks", "cover_of", "filled",
    "layers_for", "may_issue", "sees", "unknown_places",
]  # fmt: skip
