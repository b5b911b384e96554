"""Small charts drawn on the server: bars whose lengths are SVG attributes, lines with a table beside them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BAR = 120.0
LEAST = 3.0  # a late part that exists stays visible


def _length(value: float, total: float) -> float:
    return round(BAR * max(0.0, min(1.0, value / total)), 1) if total else 0.0


def hbar(value: float, total: float, *, late: float = 0, tone: str = "of") -> SafeString:
    """One bar; words and numbers stand beside it, so it is silent."""
    late_length = max(LEAST, _length(late, total)) if late else 0
    return format_html(
        '<svg class="hb" viewBox="0 0 120 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="{}" width="{}" height="10"/>{}</svg>',
        tone,
        _length(value, total),
        format_html('<rect class="bad" width="{}" height="10"/>', late_length) if late else "",
    )


def stacked(parts: Iterable[tuple[str, float]] | Mapping[str, float], *, total: float | None, css: str) -> SafeString:
    """Parts one after the other; what is left of `total` is pale."""
    pairs = list(parts.items()) if isinstance(parts, Mapping) else list(parts)
    whole = total or sum(value for _tone, value in pairs) or 1
    rows, x = [], 0.0
    for tone, value in pairs:
        width = _length(value, whole)
        rows.append((tone, round(x, 1), width))
        x += width
    return format_html(
        '<svg class="{}" viewBox="0 0 120 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="rest" width="120" height="10"/>{}</svg>',
        css,
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="10"/>', [r for r in rows if r[2]]),
    )


def progress(got: float, of: float) -> SafeString:
    """A bar of a long work, spoken as a progressbar."""
    return format_html(
        '<svg class="pg" viewBox="0 0 260 8" preserveAspectRatio="none" role="progressbar" aria-valuemin="0" '
        'aria-valuemax="{}" aria-valuenow="{}"><rect class="of" width="260" height="8" rx="4"/>'
        '<rect class="got" width="{}" height="8" rx="4"/></svg>',
        of,
        got,
        round(260 * min(1.0, got / of), 1) if of else 0,
    )


def nice_top(highest: float) -> int:
    """The next round number for an axis of two steps: 2 4 10 20 40 60 80 100 200 …"""
    for power in range(10):
        for step in (2, 4, 6, 8):
            top = int(step * 10**power)
            if highest <= top:
                return top
    return int(highest)


def _paths(points: Sequence[tuple[float, float] | None]) -> list[str]:
    """Runs of points; a missing value breaks the line instead of falling to zero."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point[0]:.1f} {point[1]:.1f}")
    return ["M" + "L".join(run) for run in runs if run]


DIGIT = 7  # px of one digit at 11 px


def trend(series: Mapping[str, Any], *, title: str, width: int, height: int) -> dict[str, Any]:
    """Geometry of the chart. The solid line (last with style `solid`) carries the pale area."""
    labels, lines = list(series["labels"]), list(series["lines"])
    values = [v for line in lines for v in line["values"] if v is not None]
    top = nice_top(max(values, default=0) or 1)
    head, foot = 20, 24
    left = right = max(30, 10 + DIGIT * len(f"{top:g}"))  # room for the numbers of the scale and at the ends of the lines
    base, plot = height - foot, height - foot - head
    step = (width - left - right) / max(1, len(labels) - 1)

    def place(i: int, value: float | None) -> tuple[float, float] | None:
        return None if value is None else (left + i * step, base - plot * value / top)

    drawn, ends = [], []
    for line in lines:
        css = "nw" if line.get("style") == "dash" else "cl"
        points = [place(i, v) for i, v in enumerate(line["values"])]
        shown = [p for p in points if p is not None]
        area = ""
        if css == "cl" and shown and len(shown) == len(points):
            area = _paths(points)[0] + f"L{shown[-1][0]:.1f} {base}L{shown[0][0]:.1f} {base}z"
        drawn.append({"css": css, "paths": _paths(points), "area": area, "name": line["name"]})
        if shown:
            ends.append({"css": css, "x": shown[-1][0], "y": shown[-1][1], "value": [v for v in line["values"] if v is not None][-1]})
    return {
        "title": title,
        "width": width,
        "height": height,
        "left": left,
        "right_edge": width - right,
        "grid": [{"y": base - plot * part, "text": f"{top * part:g}"} for part in (0, 0.5, 1)],
        "lines": sorted(drawn, key=lambda d: d["css"]),
        "ends": _apart(ends),
        "ticks": _ticks(labels, left, step),
        "tick_y": height - 6,
        "heads": [line["name"] for line in lines],
        "rows": [(label, [line["values"][i] for line in lines]) for i, label in enumerate(labels)],
    }


def _apart(ends: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """End labels of two lines must not lie on each other: 13 px between them."""
    for end in ends:
        end["text_x"], end["text_y"] = end["x"] + 6, end["y"] + 4
    ends.sort(key=lambda e: e["y"])
    for upper, lower in itertools.pairwise(ends):
        gap = lower["text_y"] - upper["text_y"]
        if gap < 13:
            upper["text_y"] -= (13 - gap) / 2
            lower["text_y"] += (13 - gap) / 2
    return ends


def _ticks(labels: Sequence[Any], left: float, step: float) -> list[dict[str, Any]]:
    """First, last and up to two between."""
    last = len(labels) - 1
    wanted = sorted({0, last // 3, 2 * last // 3, last}) if last > 2 else range(last + 1)
    return [{"x": round(left + i * step, 1), "text": labels[i]} for i in wanted]
