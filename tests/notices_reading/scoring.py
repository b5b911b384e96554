"""The labelled notices that ship, those beside the repository, and scoring against them."""

import os
from pathlib import Path

from anlan.work.notices.reading import decompose, to_rows
from anlan.work.notices.reading.gold import FOLDER, Row, Score, labelled, score

LABELLED = FOLDER
DATA = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[2] / ".." / "shared"))


def gold(path: Path) -> list[Row]:
    """All labelled rows of one notice."""
    return labelled(path).rows


def text_of(path: Path) -> str:
    """The text that belongs to a label file, newlines untouched."""
    return path.with_suffix(".txt").read_bytes().decode("utf-8")


def scored(paths: list[Path]) -> Score:
    """What reading makes of these notices against their labels, pooled."""
    return score((to_rows(decompose(text_of(path))), gold(path)) for path in paths)
