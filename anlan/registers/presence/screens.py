"""How times away read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.kernel.web import dates
from anlan.kernel.web.templatetags.anlan import state_sign
from anlan.registers.presence import rules
from anlan.registers.presence.models import Away
from anlan.registers.presence.queries import Now, until_of


@dataclass(frozen=True)
class Line:
    """One time away: what it is, when, whether it holds now."""

    row: Away
    kind: str
    words: str
    until: datetime | None


def line(row: Away, at: datetime) -> Line:
    """上课 · 星期一 8:00–8:45."""
    return Line(row, _(rules.KINDS[row.kind]), _words(row, at), until_of(row, at))


def _words(row: Away, at: datetime) -> str:
    if row.kind == "leave":
        assert row.starts_at and row.ends_at
        return f"{_(rules.KINDS['leave'])} {dates.stamp(row.starts_at, at)} – {dates.stamp(row.ends_at, at)}"
    hours = f"{row.from_time:%H:%M}–{row.to_time:%H:%M}"
    if row.kind == "night":
        return _("每天夜里 %(hours)s") % {"hours": hours}
    days = f"{row.starts_on:%m-%d} – {row.ends_on:%m-%d}"
    return _("%(day)s %(hours)s 上课（%(days)s）") % {"day": _(rules.WEEKDAYS[row.weekday or 1]), "hours": hours, "days": days}


def now_words(now: Now, at: datetime) -> str:
    """上课到 10:20."""
    here, day = local(now.until), local(at).date()
    end = f"{here:%H:%M}" if here.date() == day else dates.stamp(now.until, at)
    return _("%(kind)s到 %(end)s") % {"kind": _(rules.KINDS[now.kind]), "end": end}


def now_cell(line: Line) -> Any:
    """A mark for what holds now."""
    return format_html('<span class="chip w">{}</span>', _("现在")) if line.until else ""


def substitute_cell(line: Line) -> Any:
    """Who stands in, or that the chain does."""
    return line.row.substitute.name if line.row.substitute else state_sign("due", word=_("没指定，往上找"))
