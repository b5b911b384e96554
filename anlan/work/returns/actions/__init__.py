"""The only writers of returns: drafting and sending a round, filling in, handing in, correcting, asking back, freezing, merging."""

from .asking import ask_back, settle
from .drafting import again, change, drop, start
from .ending import freeze, withdraw
from .filling import add_row, keep, remove_row, replace_rows, set_cells, take_last
from .handing import hand_in
from .merging import set_grid, take_rows
from .sending import send

__all__ = [
    "add_row", "again", "ask_back", "change", "drop", "freeze", "hand_in", "keep", "remove_row", "replace_rows", "send", "set_cells",
    "set_grid", "settle", "start", "take_last", "take_rows", "withdraw",
]  # fmt: skip
