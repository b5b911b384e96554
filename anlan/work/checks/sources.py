"""Numbers of checks with where they come from, and the example lists, as people look them up."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import Sourced
from anlan.work.checks.rules import RULE_ROWS
from anlan.work.checks.seeding import example_rows

LABELS = {
    "check.remind_early": _("检查到期前第一次提醒"),
    "check.remind_late": _("检查到期前第二次提醒"),
    "check.late_head": _("检查逾期报校长"),
    "check.late_supervisor": _("检查逾期报上级"),
    "check.again": _("退回重查给多久"),
    "check.recheck_share": _("区复查抽几成学校"),
    "check.sample_share": _("市抽查从复查过的里抽几成"),
    "check.closing_after": _("封校检查在放假后几天内完"),
    "check.reopening_before": _("开学前检查在开学几天前完"),
    "walk.acknowledge": _("督导检查说的事，学校多久内知悉"),
    "walk.late_supervisor": _("督导检查没有知悉报上级"),
}
UNITS = {
    "days before": _("天前"), "hours before": _("小时前"), "hours after": _("小时后"), "days after": _("天后"), "days": _("天"),
    "percent": "%", "days after the break begins": _("天"), "days before term": _("天前"),
}  # fmt: skip


def limits() -> Iterator[Sourced]:
    """Reminders, rungs, shares; all of them our own defaults."""
    for row in RULE_ROWS:
        yield Sourced(row.key, LABELS[row.key], f"{row.value} {UNITS[row.unit]}", "DESIGN", "DESIGN")


def examples() -> Iterator[Sourced]:
    """Example lists, as shipped."""
    for n, row in enumerate(example_rows(), start=1):
        yield Sourced(f"example.{n}", row["title"], f"{len(row['items'])}", "DESIGN", "DESIGN")
