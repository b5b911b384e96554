"""Checks of returns: the sums kept with a return are those of its rows, and a signed table is what was signed."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.work.returns.models import Round, Row, Sheet
from anlan.work.returns.queries.frozen import still_as_signed
from anlan.work.returns.rules import load, totals_of
from sim.spans import Span


def tables_add_up(span: Span) -> Iterator[str]:
    """What a return was counted to come to is what its rows come to."""
    for round_ in Round.objects.filter(sent_at__gte=span.since):
        fields, rows = load(round_.fields), {}  # type: ignore[var-annotated]
        for case_id, values in Row.objects.filter(round=round_, removed_at=None).values_list("case_id", "values"):
            rows.setdefault(case_id, []).append(values)
        for case_id, totals in Sheet.objects.filter(round=round_, first_at__isnull=False).values_list("case_id", "totals"):
            if totals != totals_of(fields, rows.get(case_id, [])):
                yield f"return {case_id}: {totals} is not what its rows come to"


def signed_tables_stand(span: Span) -> Iterator[str]:
    """A frozen round gives the digest that was signed, corrections made since undone."""
    for round_ in Round.objects.filter(state="frozen", ended_at__gte=span.since):
        if not still_as_signed(round_):
            yield f"round {round_.pk} is not what was signed"


CHECKS = (tables_add_up, signed_tables_stand)
