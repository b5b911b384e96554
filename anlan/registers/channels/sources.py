"""Numbers of this part that people may look up, and how far each is known."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.kernel.registry import Sourced
from anlan.registers.channels import rules


def numbers() -> Iterator[Sourced]:
    """Limits of sending and of keeping."""
    docs = "企业微信开发者文档：发送应用消息"
    yield Sourced("channels.per_minute", "一个服务一分钟最多发几条", f"{rules.PER_MINUTE} 条", "安澜的默认值，可改", "DESIGN")
    yield Sourced("channels.wecom_same", "企业微信：一样的消息多久内不重发", "4 小时", docs, "V-SEC")
    yield Sourced("channels.dingtalk_same", "钉钉：一样的工作通知一天只收一次", "1 天", "钉钉开放平台：工作通知消息", "V-SEC")
    yield Sourced("channels.keep", "通讯录里没确认的人留多久", f"{rules.KEEP_PROPOSALS_DAYS} 天", "安澜的默认值", "DESIGN")
