"""Numbers of responsibility letters with where they come from, as people look them up."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import Sourced
from anlan.work.pledges.rules import RULE_ROWS

LABELS = {
    "pledge.confirm": _("责任书多久内确认"),
    "pledge.answer": _("意见多久内答复"),
    "pledge.remind": _("责任书到期前提醒"),
    "pledge.late_head": _("没确认报主要负责人"),
    "pledge.late_supervisor": _("没确认报上级"),
    "pledge.ending": _("责任书失效前多久提醒续签"),
}
UNITS = {"working days": _("个工作日"), "days before": _("天前"), "days after": _("天后")}


def limits() -> Iterator[Sourced]:
    """All of them our own defaults."""
    for row in RULE_ROWS:
        yield Sourced(row.key, LABELS[row.key], f"{row.value} {UNITS[row.unit]}", row.source, "DESIGN")
