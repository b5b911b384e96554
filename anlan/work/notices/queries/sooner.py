"""Clauses from above that a re-issue asks for earlier, and the lines on which that falls."""

from __future__ import annotations

from anlan.kernel.scope import below
from anlan.work.notices.models import Obligation, Task
from anlan.work.notices.queries.planning import Plan
from anlan.work.notices.rules.machine import OPEN


def is_sooner(row: Obligation) -> bool:
    """Whether a line of a re-issue asks for its clause earlier than the notice above does."""
    above = row.passes_on.due_at if row.passes_on else None
    return bool(above and row.due_fixed and row.due_at and row.due_at < above)


def sooner_lines(plan: Plan) -> list[tuple[Obligation, list[int]]]:
    """(line of the re-issue, case ids of open lines from above that are due later than it says), for every line that is earlier."""
    found = []
    for row in plan.obligations:
        if not row.passes_on_id or not is_sooner(row):
            continue
        lines = Task.objects.filter(
            below(plan.notice.unit_path), obligation_id=row.passes_on_id, dossier__unit_id__in=plan.held.get(row.pk, ()),
            state__in=OPEN, until=None, limit_at__gt=row.due_at,
        )  # fmt: skip
        found.append((row, sorted(lines.values_list("pk", flat=True))))
    return found
