"""The only writers of notices, dossiers, records and samples; one module a stage of the work."""

from .adding import Addition
from .amending import Change, amend
from .basing import set_bases
from .dispatching import dispatch, dispatch_now, remember_owner
from .dossiers import assign_dossier, assign_lines, chase_receipts, receive_dossier
from .drafting import add, confirm, confirm_all, date_rest, describe, drop, edit, merge_up, resolve_bounded, restore, split, undo
from .importing import import_notice
from .proving import ask_not_applicable, doubt, hand_in, look, make_record, return_line, submit, submit_lines, verify_line
from .reissuing import start_reissue
from .sampling import draw_due, judge
from .withdrawing import supersede, withdraw, withdraw_notice

__all__ = [
    "Addition", "Change", "add", "amend", "ask_not_applicable", "assign_dossier", "assign_lines", "chase_receipts", "confirm",
    "confirm_all", "date_rest", "describe", "dispatch", "dispatch_now", "doubt", "draw_due", "drop", "edit", "hand_in", "import_notice",
    "judge", "look", "make_record", "merge_up", "receive_dossier", "remember_owner", "resolve_bounded", "restore", "return_line",
    "set_bases", "split", "start_reissue", "submit", "submit_lines", "supersede", "undo", "verify_line", "withdraw", "withdraw_notice",
]  # fmt: skip
