"""Labelled notices: reading them, checking the labels, and scoring what was read against them.

The notices beside this module's package (``labelled/``) were written for this project: numbers, names,
places and events are invented. They ship because field and confidence are fitted from them and every later fit
is judged on them. Rules were written with ``LOOKED_AT`` in view, and with none of the others. The small notices
of ``clauses/`` are labelled by clause, for the field alone.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .choice import FIELDS
from .model import ADDRESSEES, DEONTICS

Row = dict[str, Any]
FOLDER = Path(__file__).parent / "labelled"
CLAUSES = Path(__file__).parent / "clauses"
_NUMBERS = "十一二三四五六七八九"
LOOKED_AT = frozenset((
    "building", "bullying", "bullying_points", "bus_joint", "bus_urgent", "defences", "drill", "drill_circular", "drowning",
    "drowning_letter", "ebike", "ebike_halls", "events", "exam_centres", "exam_fire", "exams_forwarded", "fire_month",
    "fire_plan", "flood_lightning", "flood_season", "flood_town", "food", "food_circular", "gas_urgent", "heat", "heating",
    "holiday_duty", "hundred_days", "ice_night", "influenza", "lab", "lab_joint", "newyear", "opening", "self_built", "snow_bus",
    "snow_urgent", "sports", "spring_epidemic", "stability", "summer", "summer_daycare", "three_defences", "two_festivals",
    "typhoon",
))  # fmt: skip
MATCH = 0.5
DOMAINS = frozenset(FIELDS)
WHENS = frozenset(
    [
        "before_break",
        "during_break",
        "around_term_start",
        "daily",
        "periodic",
        "immediately",
        "by_date",
        "on_event",
        "during_period",
        "continuous",
        "none",
    ]
)
EVIDENCE = frozenset(
    [
        "record",
        "plan",
        "roster",
        "inventory",
        "report",
        "rectification",
        "letter_receipts",
        "training_signin",
        "drill_log",
        "photo",
        "minutes",
        "publicity",
        "certificate",
        "circular",
    ]
)
_KEYS = {"start", "end", "text", "label", "addressee", "deontic", "domain", "when", "evidence"}
_EDGES = "，。；：！？,;:!?\n"
_MARK = re.compile(r"(?:[一二三四五六七八九十]+是|[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[、.．])\s*$")


@dataclass(frozen=True)
class Labelled:
    """A notice with its labels."""

    name: str
    text: str
    rows: list[Row]


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1 over all notices scored; fields are shares of the matched spans."""

    found: int
    wanted: int
    matched: int
    f1: float
    end_to_end: float
    domain: float
    when: float
    addressee: float
    deontic: float
    evidence: float

    @property
    def precision(self) -> float:
        """The share of what was read that is wanted."""
        return self.matched / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what is wanted that was read."""
        return self.matched / self.wanted if self.wanted else 0.0


def labelled(path: Path) -> Labelled:
    """The notice of one label file; its text lies beside it."""
    text = path.with_suffix(".txt").read_bytes().decode("utf-8")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return Labelled(path.stem, text, rows)


def notices(folder: Path = FOLDER) -> list[Labelled]:
    """All labelled notices of a folder, in order of name."""
    return [labelled(path) for path in sorted(folder.glob("*.jsonl"))]


def unseen(notice: Labelled) -> bool:
    """Whether no rule was written with this notice in view."""
    return notice.name not in LOOKED_AT


def blocks(folder: Path = CLAUSES) -> list[Labelled]:
    """Small notices whose clauses are labelled with addressee, field and time only.

    Each file holds blocks parted by an empty line: ``# title``, ``@ salutation``, ``= heading`` and lines of field,
    addressees, time and clause, parted by tabs.
    """
    out = []
    for path in sorted(folder.glob("*.txt")):
        for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n")):
            out.append(_block(f"{path.stem} {number + 1}", block.splitlines()))
    return out


def _block(name: str, lines: Sequence[str]) -> Labelled:
    text, rows, headings = "", [], 0
    for line in lines:
        kind, words = line[:2], line[2:].strip()
        if kind == "# " or kind == "@ ":
            text += words + "\n"
        elif kind == "= ":
            headings += 1
            text += f"{_NUMBERS[headings % len(_NUMBERS)]}、{words}\n"
        else:
            domain, people, when, clause = line.split("\t")
            clause = clause.strip().rstrip("。")
            start = len(text)
            text += clause + "。\n"
            rows.append({
                "start": start, "end": start + len(clause), "text": clause, "label": "obligation", "addressee": people.split(","),
                "domain": domain, "when": {"type": when, "phrase": None},
            })  # fmt: skip
    return Labelled(name, text, rows)


def obligations(rows: Iterable[Row]) -> list[Row]:
    """The rows that ask for something."""
    return [row for row in rows if row.get("label", "obligation") == "obligation"]


def overlap(a: Row, b: Row) -> float:
    """Shared characters over all characters of two spans."""
    shared = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return float(max(0, shared) / (max(a["end"], b["end"]) - min(a["start"], b["start"])))


def pairs(found: Sequence[Row], wanted: Sequence[Row]) -> list[tuple[int, int]]:
    """One-to-one pairs (places in ``found`` and ``wanted``) of at least half overlap, the best first."""
    near = [
        (overlap(f, w), i, j) for i, f in enumerate(found) for j, w in enumerate(wanted) if f["start"] < w["end"] and w["start"] < f["end"]
    ]
    used_f: set[int] = set()
    used_w: set[int] = set()
    out = []
    for share, i, j in sorted(near, key=lambda n: (-n[0], n[1], n[2])):
        if share < MATCH:
            break
        if i not in used_f and j not in used_w:
            used_f.add(i)
            used_w.add(j)
            out.append((i, j))
    return out


def alike(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Shared addressees over all addressees."""
    a, b = set(found), set(wanted)
    return len(a & b) / len(a | b) if a | b else 0.0


def agrees(found: Row, wanted: Row) -> bool:
    """Whether a matched pair is right end to end: domain right, addressees at least half the same."""
    return bool(found["domain"] == wanted["domain"] and alike(found["addressee"], wanted["addressee"]) >= MATCH)


def score(sets: Iterable[tuple[Sequence[Row], Sequence[Row]]]) -> Score:
    """What was read against what is wanted, pooled over notices; only obligations count."""
    found = wanted = matched = ends = 0
    right = dict.fromkeys(("domain", "when", "deontic", "evidence"), 0)
    people = 0.0
    for all_found, all_wanted in sets:
        ours, theirs = obligations(all_found), obligations(all_wanted)
        found, wanted = found + len(ours), wanted + len(theirs)
        for i, j in pairs(ours, theirs):
            a, b = ours[i], theirs[j]
            matched += 1
            ends += agrees(a, b)
            people += alike(a["addressee"], b["addressee"])
            for name in ("domain", "deontic", "evidence"):
                right[name] += a[name] == b[name]
            right["when"] += a["when"]["type"] == b["when"]["type"]
    both, per = found + wanted or 1, matched or 1
    return Score(
        found, wanted, matched, 2 * matched / both, 2 * ends / both, right["domain"] / per, right["when"] / per, people / per,
        right["deontic"] / per, right["evidence"] / per,
    )  # fmt: skip


def check(notice: Labelled) -> list[str]:
    """What is wrong with the labels of a notice, by the rules of the labelling scheme; nothing, when they are sound."""
    text, wrong = notice.text, []
    if text != unicodedata.normalize("NFC", text) or "\r" in text or text.startswith("\ufeff"):
        wrong.append("the text is not NFC with plain newlines")
    end_before = 0
    for number, row in enumerate(notice.rows, start=1):
        wrong += [f"row {number}: {says} [{str(row.get('text'))[:24]}]" for says in _row_faults(text, row, end_before)]
        end_before = row.get("end", end_before)
    return wrong


def _row_faults(text: str, row: Row, end_before: int) -> list[str]:
    if set(row) - {"bounded"} != _KEYS:
        return ["wrong keys"]
    start, end = row["start"], row["end"]
    if not (0 <= start < end <= len(text) and text[start:end] == row["text"] == row["text"].strip()):
        return ["text and offsets disagree"]
    faults = ["overlaps or out of order"] if start < end_before else []
    left = text[:start].rstrip(" \u3000")
    if left and left[-1] not in _EDGES + '”"' and not _MARK.search(left) and not row["text"].startswith(("并", "同时")):
        faults.append("does not start at the edge of a segment")
    if end < len(text) and text[end] not in _EDGES and not text.startswith("并", end):
        faults.append("does not end at the edge of a segment")
    if row["label"] == "exhortation":
        empty = row["addressee"] == [] and all(row[k] is None for k in ("deontic", "domain", "when", "evidence"))
        return faults if empty else [*faults, "an exhortation has no fields"]
    if row["label"] != "obligation":
        return [*faults, "unknown label"]
    return faults + _field_faults(text, row)


def _field_faults(text: str, row: Row) -> list[str]:
    faults = []
    people, when = row["addressee"], row["when"]
    if not people or not set(people) <= set(ADDRESSEES) or len(set(people)) != len(people):
        faults.append("addressee")
    for name, known in (("deontic", DEONTICS), ("domain", DOMAINS), ("evidence", EVIDENCE)):
        if row[name] not in known:
            faults.append(name)
    if not isinstance(when, Mapping) or not {"type", "phrase"} <= set(when) <= {"type", "phrase", "date"} or when["type"] not in WHENS:
        return [*faults, "when"]
    if (when["type"] == "none") != (when["phrase"] is None) or (when["phrase"] and when["phrase"] not in text):
        faults.append("when.phrase")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", when.get("date", "2000-01-01")):
        faults.append("when.date")
    return faults
