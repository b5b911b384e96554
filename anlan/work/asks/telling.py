"""How messages of asks read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.registry import add_message


def _exempt(message: Any) -> tuple[str, str]:
    facts = {key: message.facts.get(key, "") for key in ("title", "why")}
    return _("没等放行就发了：%(title)s。%(why)s") % facts, str(message.facts.get("url") or "/inbox/")


def register() -> None:
    """Give the words to the registry."""
    add_message("asks.exempt", _exempt)
