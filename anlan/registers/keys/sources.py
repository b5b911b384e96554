"""The numbers of keys as people look them up; all are ours, none is law."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from anlan.kernel.registry import Sourced
from anlan.registers.keys import rules

OURS = "本系统的设定"


def limits() -> Iterator[Sourced]:
    """How long a token lives, how often one may try, who must have a second factor."""
    yield Sourced("token.days", "给程序的钥匙最长用多久", f"{rules.MOST_DAYS} 天", OURS, "DESIGN")
    yield Sourced("token.rate", "一把钥匙一分钟最多请求几次", f"{rules.TOKEN_RATE[0]} 次", OURS, "DESIGN")
    yield Sourced("factor.tries", "验证码五分钟最多试几次", f"{rules.CODE_RATE[0]} 次", OURS, "DESIGN")
    roles = "、".join(settings.ANLAN_SECOND_FACTOR_ROLES) or "不要求，只建议管账号的人用"
    yield Sourced("factor.roles", "哪些角色必须有第二种登录方式", roles, OURS, "DESIGN")
