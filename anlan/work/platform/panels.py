"""What the exchange shows on the page of a hazard."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.work.cases.models import Case
from anlan.work.platform import queries, rules


def at_hazard(case: Case, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """Whether the platform has the last step; nothing where nothing was ever sent, or for who only sees the case by name."""
    if case.kind != "hazard" or not actor.covers(case.unit_path) or (row := queries.last_of(case.pk)) is None:
        return None
    why = _("平台给的编号是 %(number)s，和登记的不一样") % {"number": row.their_number} if row.their_number else ""
    return {"row": row, "word": _(rules.STATUSES[row.status]), "why": why or (row.trouble if row.status == "refused" else "")}
