"""Spans as rows of the labelling scheme, and the text that spans and gaps make together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .model import Span


def to_rows(spans: Iterable[Span]) -> list[dict[str, Any]]:
    """Rows with exactly the fields of the labelling scheme."""
    return [span.as_row() for span in spans]


def gaps(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The stretches of ``text`` that no span covers, as (start, end)."""
    out, pos = [], 0
    for span in spans:
        if span.start > pos:
            out.append((pos, span.start))
        pos = max(pos, span.end)
    if pos < len(text):
        out.append((pos, len(text)))
    return out


def rebuild(text: str, spans: list[Span]) -> str:
    """Put spans and gaps together again: equals ``text`` whenever nothing was lost or overlaps."""
    pieces = [(s.start, s.text) for s in spans] + [(a, text[a:b]) for a, b in gaps(text, spans)]
    return "".join(words for _, words in sorted(pieces, key=lambda p: p[0]))
