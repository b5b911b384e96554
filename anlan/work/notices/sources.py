"""The numbers of tasks as people look them up, each with its source."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.kernel.registry import Sourced
from anlan.work.notices.reading.bounded import _SOURCE
from anlan.work.notices.rules import RULE_ROWS

LABELS = {
    "task.receipt": "派出后几天内签收",
    "task.verify": "交来后几天内核验",
    "task.rework": "退回后几天内补交",
    "task.remind_early": "到期前几天先提醒",
    "task.remind_late": "到期前几天再提醒",
    "task.late_head": "超几天告诉主要负责人",
    "task.late_supervisor": "超几天告诉上级安全干部",
    "task.late_leader": "超几天告诉上级分管领导",
    "task.sample": "抽查的，第一轮抽百分之几",
}
UNITS = {"workdays": "个工作日", "days before": "天", "days after": "天", "percent": "%"}


def limits() -> Iterator[Sourced]:
    """Limits, rungs and the share of a sample."""
    for row in RULE_ROWS:
        yield Sourced(row.key, LABELS.get(row.key, row.key), f"{row.value} {UNITS[row.unit]}", "安澜默认", row.source)


def bounds() -> Iterator[Sourced]:
    """Why a clause that asks to list, screen or control persons is not sent out as written."""
    yield Sourced("notice.bounded", "按身份、健康、经历或诉求列人、盯人的条款不照原文下发", "", _SOURCE, "V-LAW")
