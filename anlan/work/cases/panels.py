"""What the case shows on pages of the registers below it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.scope import in_range
from anlan.registers.org.models import Unit

MOST = 1000  # counted to here: an exact count of a whole city costs a quarter of a second


def unit_panel(unit: Unit, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """On a unit's page: how many cases are open there, how many of them late and major; nothing outside one's scope."""
    if not actor.covers(unit.unit_path):
        return None
    where, params = in_range([unit.unit_path])
    rows = []
    for label, more, query in (
        (_("未办结"), "", {"when": "open"}),
        (_("已逾期"), f"and due_at < '{at.isoformat()}'", {"when": "late"}),
        (_("重大"), "and level = 'major'", {"when": "open", "level": "major"}),
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                f"select count(*) from (select 1 from cases_case where {where} and closed_at is null {more} limit {MOST}) c", params
            )
            number = int(cursor.fetchone()[0])
        url = f"{reverse('cases')}?{urlencode({'path': unit.unit_path, **query})}"
        rows.append({"label": label, "number": number, "most": number >= MOST, "url": url, "bad": bool(more) and number})
    return {"title": _("没办完的事"), "rows": rows, "side": True}
