"""The only writers of checks: lists, rounds, draws, who goes there, answers, handing in, walks."""

from .answering import answer, answer_room, rest
from .drawing import draw_stage
from .ending import end, withdraw
from .giving import give_back_lost, hand, take_back
from .handing import hand_in, name_unsealed
from .lists import change_list, drop_list, start_list
from .sending import Plan, plan, send
from .walks import Fact, record_walk

__all__ = [
    "Fact", "Plan", "answer", "answer_room", "change_list", "draw_stage", "drop_list", "end", "give_back_lost", "hand", "hand_in",
    "name_unsealed", "plan", "record_walk", "rest", "send", "start_list", "take_back", "withdraw",
]  # fmt: skip
