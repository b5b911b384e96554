"""The rules of the exchange as people look them up."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.kernel.registry import Sourced
from anlan.work.platform import rules


def contract() -> Iterator[Sourced]:
    """What was agreed, or not yet: the platform publishes no interface that we know of."""
    yield Sourced("platform.contract", "平台接口", rules.FORMAT, "平台的接口没有公开，这是我们自己定的，接之前和平台核对", "DESIGN")
    minutes = "、".join(f"{int(rest.total_seconds() // 60)}" for rest in rules.RETRY)
    yield Sourced("platform.retry", "没发到，隔几分钟再发", minutes, "安澜默认", "DESIGN")
