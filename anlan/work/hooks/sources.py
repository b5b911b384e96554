"""The numbers of hooks as people look them up; all are ours."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.kernel.registry import Sourced
from anlan.work.hooks import rules


def limits() -> Iterator[Sourced]:
    """How often it is tried again, when a hook rests."""
    ours = "本系统的设定"
    yield Sourced("hook.tries", "推送没送到，再试几次", f"{len(rules.RETRY)} 次，越隔越久，最长一天", ours, "DESIGN")
    yield Sourced("hook.pause", "多久一次都没送到就先停", f"{rules.PAUSE_AFTER.days} 天", ours, "DESIGN")
    yield Sourced("hook.log", "推送记录留多少天", f"{rules.KEPT.days} 天", ours, "DESIGN")
