"""A small scorer of our own: matches spans by character overlap and counts fields that agree."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[2] / ".." / "shared"))
Row = dict[str, Any]


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1 over all notices scored."""

    f1: float
    end_to_end: float
    domain: float
    when: float


def gold(path: Path) -> list[Row]:
    """All labelled rows of one notice."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def text_of(path: Path) -> str:
    """The text that belongs to a label file, newlines untouched."""
    return path.with_suffix(".txt").read_bytes().decode("utf-8")


def overlap(a: Row, b: Row) -> float:
    """Shared characters over all characters of two spans."""
    shared = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return max(0, shared) / (max(a["end"], b["end"]) - min(a["start"], b["start"]))


def pairs(found: list[Row], wanted: list[Row]) -> list[tuple[Row, Row]]:
    """One-to-one pairs of at least half overlap, the best first."""
    ranked = sorted(((overlap(f, w), i, j) for i, f in enumerate(found) for j, w in enumerate(wanted)), reverse=True)
    used_f: set[int] = set()
    used_w: set[int] = set()
    out = []
    for share, i, j in ranked:
        if share < 0.5:
            break
        if i not in used_f and j not in used_w:
            used_f.add(i)
            used_w.add(j)
            out.append((found[i], wanted[j]))
    return out


def score(sets: list[tuple[list[Row], list[Row]]]) -> Score:
    """Pooled over notices; only obligations count."""
    matched = total = agree = domain = when = 0
    for found, wanted in sets:
        ours = [r for r in found if r["label"] == "obligation"]
        theirs = [r for r in wanted if r["label"] == "obligation"]
        total += len(ours) + len(theirs)
        for f, w in pairs(ours, theirs):
            matched += 1
            a, b = set(f["addressee"]), set(w["addressee"])
            same = f["domain"] == w["domain"]
            domain += same
            when += f["when"]["type"] == w["when"]["type"]
            agree += same and len(a & b) / len(a | b) >= 0.5
    return Score(2 * matched / total, 2 * agree / total, domain / matched, when / matched)
