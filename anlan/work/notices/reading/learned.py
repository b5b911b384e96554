"""All that is fitted and ships: the table of fields, and the weights of cuts, of asking and of trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from . import choice
from .logit import Weights

FOLDER = Path(__file__).parent
FILES = ("fields", "cuts", "asking")


@dataclass(frozen=True)
class Learned:
    """What reading looks its rules over with; empty weights change nothing."""

    fields: choice.Table = field(default_factory=dict)
    cuts: Weights = field(default_factory=dict)
    asking: Weights = field(default_factory=dict)


NOTHING = Learned()


@cache
def shipped() -> Learned:
    """What ships with the program; nothing of what is not there."""
    text = {name: path.read_text(encoding="utf-8") if (path := file_of(name)).exists() else "" for name in FILES}
    return Learned(choice.parsed(text["fields"]), parsed(text["cuts"]), parsed(text["asking"]))


def file_of(name: str) -> Path:
    """Where one of ``FILES`` lies."""
    return FOLDER / f"{name}.tsv"


def parsed(text: str) -> Weights:
    """Weights from the text of a file whose first line says where they come from."""
    return {name: float(value) for name, _, value in (line.rpartition("\t") for line in text.splitlines()[1:])}


def dump(weights: Mapping[str, float], note: str) -> str:
    """Weights as the text of a file; clues that say next to nothing are left out."""
    kept = sorted((name, value) for name, value in weights.items() if abs(value) >= 0.05)
    return "\n".join([note, *(f"{name}\t{value:.2f}" for name, value in kept)]) + "\n"
