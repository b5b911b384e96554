"""Numbers of returns with where they come from, as people look them up."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import Sourced
from anlan.work.returns.rules import RULE_ROWS

LABELS = {
    "return.remind_early": _("报表到期前第一次提醒"),
    "return.remind_late": _("报表到期前第二次提醒"),
    "return.late_head": _("报表逾期报校长"),
    "return.late_supervisor": _("报表逾期报上级"),
    "return.answer": _("上级问一下，多久要答"),
}
UNITS = {"days before": _("天前"), "minutes before": _("分钟前"), "minutes after": _("分钟后"), "minutes": _("分钟")}


def limits() -> Iterator[Sourced]:
    """Reminders and rungs of a return; all of them our own defaults."""
    for row in RULE_ROWS:
        yield Sourced(row.key, LABELS[row.key], f"{row.value} {UNITS[row.unit]}", row.source, "DESIGN")
