"""How messages of instructions read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.work.cases.telling import SEALED_TITLE


def added(message: Any) -> tuple[str, str]:
    """To the leader: somebody of the office handed out more in their name."""
    facts = message.facts
    words = {"by": facts.get("by", ""), "n": facts.get("n", 1), "title": facts.get("title") or str(SEALED_TITLE)}
    return _("%(by)s按你的批示又交办 %(n)s 件：%(title)s") % words, f"/instructions/{facts.get('instruction')}/"
