"""The list of rounds with how far each is, and what waits in the menu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, Sum

from anlan.work.returns.models import Round, Sheet
from anlan.work.returns.rules import HANDED


def progress_of(rounds: Iterable[Round]) -> dict[int, dict[str, int]]:
    """Round id -> how many units were asked, handed in, are at it, and how many cells are doubtful, as far as in scope."""
    rows = Sheet.objects.filter(round_id__in=[r.pk for r in rounds]).order_by().values("round_id")
    counted: Iterable[Mapping[str, Any]] = rows.annotate(
        asked=Count("case_id"), handed=Count("case_id", filter=Q(state__in=HANDED)),
        begun=Count("case_id", filter=Q(state="asked", began_at__isnull=False)), doubts=Sum("doubts"),
    )  # fmt: skip
    names = ("asked", "handed", "begun", "doubts")
    return {row["round_id"]: {name: int(row[name] or 0) for name in names} for row in counted}
