"""The only writers of checks: lists, rounds, draws, answers, handing in, walks."""

from .answering import answer, answer_room, rest
from .drawing import draw_stage
from .ending import end, withdraw
from .handing import hand_in, name_unsealed
from .lists import change_list, drop_list, start_list
from .sending import Plan, plan, send
from .walks import Fact, record_walk

__all__ = [
    "Fact", "Plan", "answer", "answer_room", "change_list", "draw_stage", "drop_list", "end", "hand_in", "name_unsealed", "plan",
    "record_walk", "rest", "send", "start_list", "withdraw",
]  # fmt: skip
