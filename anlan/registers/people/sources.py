"""The rules of accounts as people look them up, each with its source."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from anlan.kernel.registry import Sourced
from anlan.registers.people import rules

ASSESSORS = "GB/T 22239 只要求有复杂度；数值是测评常用值"


def passwords() -> Iterator[Sourced]:
    """Length, kinds of characters and age of passwords."""
    yield Sourced("password.length", "密码至少几位", f"{rules.PASSWORD_MIN} 位", ASSESSORS, "V-SEC")
    yield Sourced("password.classes", "密码至少几类字符", f"{rules.PASSWORD_CLASSES} 类", ASSESSORS, "V-SEC")
    yield Sourced("password.days", "密码最长用几天", f"{settings.ANLAN_PASSWORD_DAYS} 天", ASSESSORS, "V-SEC")
