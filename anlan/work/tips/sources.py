"""The rules of tips as people look them up."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.kernel.registry import Sourced
from anlan.work.tips import rules

OURS = "安澜默认，没有查到规定，先用这个"


def limits() -> Iterator[Sourced]:
    """How soon a tip is looked at, how many are taken, how long a number is kept."""
    rows = (
        ("tips.look", "扫码反映，几个工作日内看完", f"{rules.WORKDAYS} 个工作日"),
        ("tips.danger", "反映有危险的，几小时内看完", f"{rules.DANGER_HOURS} 小时"),
        ("tips.reach", "办完后联系方式留多少天", f"{rules.REACH_DAYS} 天"),
        ("tips.address", "同一网络一小时最多报几条", f"{rules.AN_HOUR_FROM_ADDRESS} 条"),
        ("tips.place", "同一处一小时最多收几条", f"{rules.AN_HOUR_AT_PLACE} 条"),
        ("tips.waiting", "同一处没看完的最多几条", f"{rules.WAITING_AT_PLACE} 条"),
    )
    for key, label, value in rows:
        yield Sourced(key, label, value, OURS, "DESIGN")
