"""The six figures on top of the board, each a door to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.oversight.board import rules, words
from anlan.oversight.board.queries import Days, Totals, UnitLine
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import SCHOOL


@dataclass(frozen=True)
class Figure:
    """One figure. `value` None is 未知; tone late, unk or nothing; sign: a state's or level's sign before the label."""

    label: str
    value: str | int | float | None
    unit: str
    note: str
    url: str
    tone: str = ""
    sign: str = ""
    level: str = ""


def strip(
    level: str, unit: Unit, kind: str, totals: Totals | None, days: Days | None, lines: Sequence[UnitLine] | None,
    controls: Sequence[Any] | None, trouble: tuple[str, str, int] | None, at: datetime, *, unread: str,
) -> list[Figure]:  # fmt: skip
    """The six in their order. Whatever could not be read is None, and its figure says 未知 and why (`unread`)."""

    def rows(**more: str) -> str:
        chosen = {"path": unit.unit_path, "kind": kind, **more}
        return f"{reverse('cases')}?{urlencode({k: v for k, v in chosen.items() if v})}"

    since = local(at).date() - timedelta(days=rules.DAYS_SHOWN - 1)
    found = [
        _open(totals, days, rows()),
        _today(totals, rows(when="today")),
        _late(totals, days, rows(when="late")),
        _major(totals, rows(level="major")),
        _rate(days, rows(when="closed", since=since.isoformat(), outcome="done")),
        _source(level, unit, lines, controls, trouble),
    ]
    return [f if f.value is not None else Figure(f.label, None, "", f.note or unread, f.url, "unk", sign="unk") for f in found]


def _open(totals: Totals | None, days: Days | None, url: str) -> Figure:
    note = words.change(totals.open, days.open_before) if totals and days else ""
    return Figure(_("未办结"), totals.open if totals else None, _("件"), note, url)


def _today(totals: Totals | None, url: str) -> Figure:
    note = ""
    if totals:
        note = _("已交待核验 %(n)d") % {"n": totals.handed} if totals.today else _("今天没有到期的")
    return Figure(_("今天到期"), totals.today if totals else None, _("件"), note, url)


def _late(totals: Totals | None, days: Days | None, url: str) -> Figure:
    note = words.change(totals.late, days.late_before) if totals and days else ""
    tone = "late" if totals and totals.late else ""
    return Figure(_("逾期"), totals.late if totals else None, _("件"), note, url, tone, sign="late" if tone else "")


def _major(totals: Totals | None, url: str) -> Figure:
    tone, note = "", _("没有没销号的") if totals else ""
    if totals and totals.major:
        tone = "late"
        note = _("%(n)d 处已停用") % {"n": totals.stopped} if totals.stopped else _("没有停用的地方")
    return Figure(_("重大隐患"), totals.major if totals else None, _("处"), note, url, tone, level="major" if tone else "")


def _rate(days: Days | None, url: str) -> Figure:
    label = _("近 30 天按时办结")
    if days is None:
        return Figure(label, None, "", "", url)
    part = rules.share(days.on_time, days.done)
    if part is None:
        return Figure(label, "–", "", _("30 天里没有办结的"), url)
    return Figure(label, f"{part:g}", "%", _("%(part)d / %(whole)d 件") % {"part": days.on_time, "whole": days.done}, url)


def _source(
    level: str, unit: Unit, lines: Sequence[UnitLine] | None, controls: Sequence[Any] | None, trouble: tuple[str, str, int] | None,
) -> Figure:  # fmt: skip
    """Whatever has gone silent: the engine first, then schools of which nothing was heard; at a school its stopped places."""
    if trouble is None or trouble[0]:
        return _engine(trouble)
    if level == SCHOOL:
        count = None if controls is None else len(controls)
        tone = "late" if count else ""
        note = _("不能用，解除要两个人") if count else _("都能用") if count == 0 else ""
        return Figure(_("停用的地方"), count, _("处"), note, "#places", tone, sign="stopped" if count else "")
    schools = [u for u in lines or [] if u.kind == SCHOOL]
    url = f"{reverse('board_units')}?{urlencode({'unit': unit.unit_path, 'show': 'silent'})}"
    label = _("7 天没有动静")
    if lines is None:
        return Figure(label, None, "", "", url)
    silent = sum(u.silent for u in schools)
    if not silent:
        return Figure(label, 0, _("所"), _("%(n)d 所学校都有动静") % {"n": len(schools)}, url)
    return Figure(label, silent, _("所"), _("共 %(n)d 所，情况未知") % {"n": len(schools)}, url, "unk", sign="unk")


def _engine(trouble: tuple[str, str, int] | None) -> Figure:
    label, note = _("到期提醒"), ""
    if trouble and trouble[0] == "paused":
        note = _("时钟不对，先停着")
    elif trouble:
        since = parse_datetime(trouble[1]) if trouble[1] else None
        note = _("%(clock)s 起有 %(n)d 件没看到") % {"clock": f"{local(since):%H:%M}" if since else "", "n": trouble[2]}
    return Figure(label, None, "", note, reverse("healthz"), "unk", sign="unk")
