"""Pure rules of instructions: the machine, who speaks and who may write it down."""

from .machine import DOING, MACHINE, RULE_ROWS, SPEAKERS, WRITERS

__all__ = ["DOING", "MACHINE", "RULE_ROWS", "SPEAKERS", "WRITERS"]
