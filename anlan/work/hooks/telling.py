"""What those who keep accounts are told of hooks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel import registry


def paused(message: Any) -> tuple[str, str]:
    """(title, url) of the message that a hook rests."""
    facts = message.facts
    return _("推给“%(name)s”的三天没送到，先停了") % {"name": facts.get("name", "")}, f"/hooks/{facts.get('hook', 0)}/"


def register() -> None:
    """Give the words to the registry."""
    registry.add_message("hooks.paused", paused)
