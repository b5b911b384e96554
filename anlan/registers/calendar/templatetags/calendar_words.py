"""Words for days, months and phases on the calendar's pages."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.web import dates
from anlan.registers.calendar import rules, screens
from anlan.registers.calendar.rules.strip import Cell
from anlan.registers.org.rules import STAGES

register = template.Library()


@register.filter
def short_day(value: date) -> str:
    """1月29日."""
    return dates.day(value, weekday=False)


@register.filter
def month_word(value: date) -> str:
    """1月."""
    months = ("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月")
    return pgettext("month", months[value.month - 1])


@register.filter
def weekday_word(value: str) -> str:
    """One letter of a weekday, as heads of the month's columns."""
    return pgettext("weekday, one letter", value)


@register.filter
def phase_word(value: rules.Phase) -> str:
    """寒假, 放假前."""
    return screens.phase_word(value)


@register.filter
def season_word(value: str) -> str:
    """第一学期."""
    return _(rules.SEASON_NAMES[value])


@register.filter
def stage_word(value: str) -> str:
    """小学; 各学段 for all."""
    return _(STAGES[value]) if value else _("各学段")


@register.filter
def cell_words(cell: Cell) -> str:
    """A day as it is read aloud: 2月14日 周六，春节调休上班，假期中."""
    parts = [dates.day(cell.day)]
    if cell.kind == "off":
        parts.append(_("{name}放假").format(name=_(cell.name) if cell.name else ""))
    elif cell.kind == "work":
        parts.append(_("{name}调休，上班").format(name=_(cell.name) if cell.name else ""))
    elif cell.rest:
        parts.append(_("周末"))
    parts.append(_(rules.PHASE_NAMES[cell.phase]))
    if cell.today:
        parts.append(_("今天"))
    return "，".join(parts)
