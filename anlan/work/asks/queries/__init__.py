"""Reads of asks: what units have to do already, the limit that holds, releases, what it costs."""

from .collisions import Week, ahead, collisions, most_a_week
from .costs import measured, sent
from .releases import demand_room, get_draft, release_of, standing_release

__all__ = [
    "Week", "ahead", "collisions", "demand_room", "get_draft", "measured", "most_a_week", "release_of", "sent", "standing_release",
]  # fmt: skip
