"""Numbers of instructions with where they come from, as people look them up."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import Sourced
from anlan.work.instructions.rules import RULE_ROWS

LABELS = {
    "instruction.first": _("批示没写期限的，几天内报结果"),
    "instruction.see": _("报了结果后领导几天内看"),
    "instruction.again": _("退回后几天内再报"),
    "instruction.remind": _("批示交办到期前几天提醒"),
    "instruction.late_head": _("批示交办超几天报主要负责人"),
    "instruction.late_supervisor": _("批示交办超几天报上级"),
}
UNITS = {"workdays": _("个工作日"), "days before": _("天"), "days after": _("天")}


def limits() -> Iterator[Sourced]:
    """Limits and rungs of an instruction; all of them our own defaults."""
    for row in RULE_ROWS:
        yield Sourced(row.key, LABELS[row.key], f"{row.value} {UNITS[row.unit]}", row.source, "DESIGN")
