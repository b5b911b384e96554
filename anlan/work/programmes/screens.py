"""Programmes on the pages of notices and cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anlan.kernel.actor import Actor
from anlan.work.cases.models import Case
from anlan.work.notices.models import Notice
from anlan.work.programmes.queries import over, own_running, said_over


def in_a_bureau(actor: Actor) -> bool:
    """For those who hold a post in a bureau."""
    return any(g.unit_kind in ("city", "district") for g in actor.grants)


def on_notice(notice: Notice, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """Programmes over a notice, and those of the actor's office that could be laid over it."""
    found = over(notice=notice)
    mine = own_running(actor) if notice.is_out else []
    return _shown(found, mine, {p.pk for p in found}, "notice", notice.pk)


def on_case(case: Case, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """Programmes over a case, and those of the actor's office that could be laid over it. A sealed case is in none."""
    if case.sealed:
        return None
    shown = _shown(over(case=case), own_running(actor) if case.kind != "task" else [], said_over(case), "case", case.pk)
    return {**shown, "place": "right"} if shown else None


def _shown(found: list[Any], mine: list[Any], said: set[int], what: str, pk: int) -> dict[str, Any] | None:
    inside = {p.pk for p in found}
    more, own = [p for p in mine if p.pk not in inside], {p.pk for p in mine}
    if not found and not more:
        return None
    return {"rows": [{"programme": p, "removable": p.pk in own & said} for p in found], "more": more, "what": what, "pk": pk}
