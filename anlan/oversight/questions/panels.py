"""先看看已经知道的: on the pages from which schools are to be asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anlan.kernel.actor import Actor
from anlan.oversight.questions import screens
from anlan.work.returns.models import Round


def asking(row: Any, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """row: a draft of a return, whose columns are looked up; anything else, or None, gives the door alone."""
    if isinstance(row, Round):
        return screens.first([f["title"] for f in row.fields], actor, without=row.pk)
    return screens.first([], actor)
