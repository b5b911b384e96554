"""Numbers of asks as people look them up; all of them our own defaults, to be checked."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.kernel.registry import Sourced
from anlan.work.asks.rules import RULE_ROWS

LABELS = {
    "ask.most_a_week": "一所学校一周已有几件，再发就要放行",
    "ask.release": "请放行，几小时内答复",
    "ask.same": "百分之几的单位答得和台账一样，算不用问",
    "ask.again": "几个月内证明过的，再要就提醒",
    "ask.few": "少于几个单位，不给合计",
    "ask.idle": "填表停几分钟，不再算在填",
    "ask.form": "一次交上的，最多算几分钟",
}
UNITS = {"a week": "件", "hours": "小时", "percent": "%", "months": "个月", "units": "个", "minutes": "分钟"}


def numbers() -> Iterator[Sourced]:
    """The numbers with their sources."""
    for row in RULE_ROWS:
        yield Sourced(row.key, LABELS[row.key], f"{row.value} {UNITS[row.unit]}", "安澜默认", row.source)
