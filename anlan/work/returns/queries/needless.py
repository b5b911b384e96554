"""Columns that need not have been asked: nearly all units answered what the register says already, or nothing at all.

Run by the clockwork over all units of a round. What was asked and known is told, never who answered what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from anlan.kernel.clock import local, midnight
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.work.asks.rules import LEAST_UNITS, Needless, month_back
from anlan.work.asks.rules.limits import VALUE
from anlan.work.returns.models import FROZEN, OPEN, Round, Row, Sheet
from anlan.work.returns.queries.asking import KEY
from anlan.work.returns.queries.known import LAST, Source, known_of, sources
from anlan.work.returns.rules import HANDED, SECONDS_A_CELL, Field, is_empty, load

SHARE = VALUE["ask.same"] / 100
NOTHINGS = ("0", "无", "没有", "暂无", "否", "/")
Answers = Mapping[int, Any]  # unit id -> what it answered


def needless(at: datetime) -> Iterator[Needless]:
    """Rounds of the last year whose time has passed."""
    since = midnight(month_back(local(at).date(), 12))
    for round_ in Round.objects.filter(state__in=(OPEN, FROZEN), sent_at__gte=since, due_at__lt=at).order_by("id"):
        yield from of_round(round_, at)


def of_round(round_: Round, at: datetime) -> list[Needless]:
    """What one round need not have asked; nothing while fewer than three units have handed in."""
    sheets = dict(Sheet.objects.filter(round=round_, state__in=HANDED).values_list("case_id", "unit_id"))
    if len(sheets) < LEAST_UNITS:
        return []
    nothing = Sheet.objects.filter(round=round_, state__in=HANDED, nothing=True).count()
    if nothing >= SHARE * len(sheets):
        return [_found(round_, "nothing", "", nothing, len(sheets), {"title": round_.title})]
    if round_.many_rows:
        return []
    rows = Row.objects.filter(round=round_, case_id__in=sheets, removed_at=None).values_list("case_id", "values")
    answers = {sheets[case_id]: values for case_id, values in rows}
    units = list(org.named(answers).values())
    fields = [f for f in load(round_.fields) if f.asked and (not f.source or f.source == LAST)]
    return _of_columns(round_, fields, answers, units, at)


def _of_columns(
    round_: Round, fields: Sequence[Field], answers: Mapping[int, Mapping[str, Any]], units: Sequence[Unit], at: datetime
) -> list[Needless]:
    known: dict[str, Answers] = {}
    found = []
    for field in fields:
        given = {unit: values.get(field.key) for unit, values in answers.items()}
        none = sum(_is_nothing(field, value) for value in given.values())
        if none >= SHARE * len(given):
            found.append(_found(round_, "nothing", field.key, none, len(given), {"title": round_.title, "column": field.title}))
            continue
        for source in sources():
            if not _may_say(field, source):
                continue
            if source.key not in known:
                known[source.key] = _known(source, units, round_.unit_path, at)
            same = sum(_same(value, known[source.key].get(unit)) for unit, value in given.items())
            if same >= SHARE * len(given):
                facts = {"title": round_.title, "column": field.title, "source": source.key}
                found.append(_found(round_, "known", field.key, same, len(given), facts))
                break
    return found


def _found(round_: Round, why: str, key: str, of: int, units: int, facts: dict[str, Any]) -> Needless:
    cells = 1 if key else sum(f.asked for f in load(round_.fields))
    minutes = round(units * cells * SECONDS_A_CELL / 60)
    return Needless(KEY, round_.pk, round_.unit_id, round_.unit_path, why, key, of, units, minutes, facts)


def _is_nothing(field: Field, value: Any) -> bool:
    """Empty, 0, 否 or 无."""
    if is_empty(value) or value is False:
        return True
    return field.kind != "choice" and str(value).strip().rstrip("。") in NOTHINGS


def _may_say(field: Field, source: Source) -> bool:
    return bool(source.kind) and (source.kind == field.kind or {source.kind, field.kind} == {"integer", "decimal"})


def _known(source: Source, units: Sequence[Unit], root: str, at: datetime) -> Answers:
    """What the register says now; {} where it says the same of all: that would fit many a column by chance."""
    values = known_of([Field("c1", source.label, source.kind, source=source.key)], units, root, at)
    said = {unit: row["c1"] for unit, row in values.items() if "c1" in row}
    return said if len(set(map(str, said.values()))) > 1 else {}


def _same(value: Any, known: Any) -> bool:
    if is_empty(value) or known in (None, ""):
        return False
    return value is known if isinstance(value, bool) or isinstance(known, bool) else str(value).strip() == str(known).strip()
