"""The waterline and the line of steps: geometry only. Positions are per cents, so letters keep their size at any width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.web import dates

NOMINAL = 640  # px: the width at which labels must not touch each other
GAP = 10
MOST_STEPS = 9


@dataclass
class Label:
    """A word at a place (per cent); anchors are tried in their order."""

    at: float
    text: str
    css: str = ""
    anchors: tuple[str, ...] = ("middle", "end", "start")
    anchor: str = "middle"
    row: int = 0
    box: tuple[float, float] = field(default=(0, 0))


def text_width(text: str) -> float:
    """Rough width in px at 12 px type: wide characters 12, others 6.6."""
    return sum(12.0 if unicodedata.east_asian_width(c) in "WF" else 6.6 for c in text)


def _box(label: Label, anchor: str) -> tuple[float, float]:
    x, width = label.at / 100 * NOMINAL, text_width(label.text)
    start = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return start, start + width


def settle(labels: Iterable[Label], rows: int = 2) -> list[Label]:
    """Give each label an anchor and a row so that none touches another; what finds no room is left to the words below."""
    taken: list[list[tuple[float, float]]] = [[] for _row in range(rows)]
    settled = []
    for label in labels:
        for row in range(rows):
            for anchor in label.anchors:
                box = _box(label, anchor)
                if box[0] < -2 or box[1] > NOMINAL + 2:
                    continue
                if all(box[1] + GAP <= a or box[0] >= b + GAP for a, b in taken[row]):
                    taken[row].append(box)
                    label.anchor, label.row, label.box = anchor, row, box
                    settled.append(label)
                    break
            else:
                continue
            break
    return settled


def _rung(rung: Any) -> tuple[datetime, str, bool]:
    if isinstance(rung, Mapping):
        return rung["at"], str(rung.get("words", "")), bool(rung.get("told"))
    moment, words, *told = rung
    return moment, str(words), bool(told and told[0])


def waterline(
    start: datetime,
    now: datetime,
    *,
    step_due: datetime | None,
    limit: datetime | None,
    rungs: Iterable[Any],
    step_label: str,
    limit_label: str,
    closed: datetime | None,
    start_label: str = "",
) -> dict[str, Any]:
    """Everything the template draws. The scale runs from `start` to a little past the last thing on it."""
    ladder = [_rung(r) for r in rungs]
    here = closed or now
    step = step_due if step_due != limit else None
    last = max([m for m in (limit, step, here, *(r[0] for r in ladder)) if m is not None])
    whole = max((last - start) * 1.04, timedelta(minutes=1))

    def place(moment: datetime | None) -> float | None:
        return None if moment is None else round(max(0.0, min(100.0, (moment - start) / whole * 100)), 2)

    final = limit or step
    over = closed is None and final is not None and now > final
    x_here, x_final = place(here) or 0.0, place(final) or 0.0
    above = [Label(x_here, _now_words(now, closed), "b", ("end", "middle", "start"))]
    if limit:
        above.append(Label(place(limit) or 0.0, f"{limit_label or _('总期限')} {dates.moment(limit, now)}", "r" if over else "b"))
    if step:
        above.append(Label(place(step) or 0.0, f"{step_label or _('这一步')} {dates.by(step, now)}", "o", ("start", "end", "middle")))
    began = _("{day} {word}").format(day=dates.day(start, now, weekday=False), word=start_label or _("发现"))
    above.append(Label(0, began, "", ("start",)))
    used = _("已用 {span}") if closed is None else _("用了 {span}")
    below = [Label(0, used.format(span=dates.span(here - start)), "", ("start",))]
    below += [Label(place(moment) or 0.0, words) for moment, words, _told in ladder if words]
    return _geometry(settle(above), settle(below, rows=1)) | {
        "run": x_final if over else x_here,
        "over_x": x_final if over else None,
        "over_w": round(x_here - x_final, 2) if over else 0,
        "now_x": x_here,
        "step_x": place(step),
        "limit_x": place(limit),
        "ticks": [{"x": place(moment), "told": told} for moment, _words, told in ladder],
        "spoken": spoken(start, here, step_due, limit, ladder, now, start_label),
    }


def _now_words(now: datetime, closed: datetime | None) -> str:
    if closed is None:
        return _("现在 {clock}").format(clock=dates.clock(now))
    return _("办结 {when}").format(when=dates.stamp(closed, now))


def _geometry(top: list[Label], bottom: list[Label]) -> dict[str, Any]:
    """Heights in px: one or two rows of words, the bar, one row of words."""
    y = 26 + 14 * max((label.row for label in top), default=0)
    return {
        "height": y + 36,
        "bar_y": y,
        "mid": y + 5,
        "y1": y - 8,
        "y2": y + 16,
        "tick_y1": y - 4,
        "tick_y2": y + 14,
        "top": [{"l": label, "y": y - 12 - 14 * label.row} for label in top],
        "bottom": [{"l": label, "y": y + 29} for label in bottom],
    }


def spoken(
    start: datetime,
    here: datetime,
    step_due: datetime | None,
    limit: datetime | None,
    ladder: Sequence[tuple[datetime, str, bool]],
    now: datetime,
    start_label: str = "",
) -> str:
    """The whole line in one sentence, for ears."""
    began = _("{moment}{word}").format(moment=dates.moment(start, now), word=start_label or _("发现"))
    parts = [began, _("现在 {moment}").format(moment=dates.moment(here, now))]
    if step_due:
        parts.append(_("这一步 {by}").format(by=dates.by(step_due, now)))
    if limit:
        parts.append(_("总期限 {moment}，{left}").format(moment=dates.moment(limit, now), left=dates.left(limit, now)))
    parts += [f"{words} {dates.moment(moment, now)}" for moment, words, _told in ladder if words]
    return _("时限：") + "；".join(parts)


def _step(row: Any) -> dict[str, Any]:
    get = row.get if isinstance(row, Mapping) else lambda name, default="": getattr(row, name, default)
    return {name: get(name, "") or "" for name in ("word", "state", "at", "note", "who")}


def shorten(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """At most nine steps. With more: how many are done, three around now, how many are to come."""
    every = [_step(r) for r in rows]
    if len(every) <= MOST_STEPS:
        return every
    here = next((i for i, r in enumerate(every) if r["state"] == "on"), len(every) - 1)
    first, last = max(0, here - 1), min(len(every), here + 2)
    before, after = every[:first], every[last:]
    head = [{"word": _("前 {n} 步").format(n=len(before)), "state": "done", "sum": len(before), "note": _("都办了")}] if before else []
    tail = [{"word": _("还有 {n} 步").format(n=len(after)), "state": "later", "sum": len(after), "note": ""}] if after else []
    return head + every[first:last] + tail


def step_bar(rows: Sequence[Any]) -> dict[str, Any]:
    """Parts, and the words before, now and next."""
    every = [_step(r) for r in rows]
    here = next((i for i, r in enumerate(every) if r["state"] == "on"), None)
    return {
        "rows": every,
        "total": len(every),
        "number": (here + 1) if here is not None else len(every),
        "before": every[here - 1] if here else None,
        "now": every[here] if here is not None else None,
        "next": every[here + 1] if here is not None and here + 1 < len(every) else None,
    }
