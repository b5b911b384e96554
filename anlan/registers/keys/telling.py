"""What people are told when a way of signing in to their account changed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.wording import N_

WORDS = {
    "factor.add": N_("你的账号加了一种登录方式。不是你加的，马上收回它，再改密码"),
    "factor.remove": N_("你的账号少了一种登录方式。不是你收的，马上改密码"),
    "factor.codes": N_("你的备用码换了一批。不是你换的，马上改密码"),
    "factor.reset": N_("%(by)s收回了你账号的通行密钥和验证器。没有托他办过，问一下他"),
}


def changed(message: Any) -> tuple[str, str]:
    """(title, url) of the message."""
    facts = message.facts
    return _(WORDS.get(facts.get("verb", ""), WORDS["factor.add"])) % {"by": facts.get("by", "")}, "/me/keys/"


def register() -> None:
    """Give the words to the registry."""
    registry.add_message("keys.changed", changed)
