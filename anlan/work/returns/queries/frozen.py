"""The digest of a frozen table, and whether the table still is what was signed: corrections made since are undone first."""

from __future__ import annotations

from hashlib import sha256
from json import dumps
from typing import Any

from anlan.work.returns.models import Correction, Round, Row, Sheet
from anlan.work.returns.rules import Field, computed, load


def table_digest(round_: Round, *, as_signed: bool = False) -> str:
    """Digest of every row handed in, units by path, rows in order, columns by key; with the columns themselves."""
    fields = load(round_.fields)
    undone = _corrected_since(round_) if as_signed else {}
    whole = sha256(dumps(round_.fields, ensure_ascii=False, sort_keys=True).encode())
    rows: dict[int, list[Row]] = {}
    for row in Row.objects.filter(round_id=round_.pk).order_by("case_id", "order", "id"):
        rows.setdefault(row.case_id, []).append(row)
    sheets = (
        Sheet.objects.filter(round=round_, state="handed").order_by("unit_path", "case_id").values_list("case_id", "unit_id", "nothing")
    )
    for case_id, unit_id, nothing in sheets:
        told = [values for row in rows.get(case_id, []) if (values := _as_of(row, fields, undone)) is not None]
        whole.update(dumps([unit_id, nothing, told], ensure_ascii=False, sort_keys=True).encode())
    return whole.hexdigest()


def _corrected_since(round_: Round) -> dict[int, list[tuple[str, Any, Any]]]:
    """Row id -> (key, old, new) of corrections made after freezing, newest first."""
    found: dict[int, list[tuple[str, Any, Any]]] = {}
    rows = Correction.objects.filter(case_id__in=Sheet.objects.filter(round=round_).values("case_id"), frozen=True).order_by("-id")
    for row_id, key, old, new in rows.values_list("row_id", "key", "old", "new"):
        found.setdefault(row_id, []).append((key, old, new))
    return found


def _as_of(row: Row, fields: list[Field], undone: dict[int, list[tuple[str, Any, Any]]]) -> dict[str, Any] | None:
    """The row's values; with corrections undone, as they were signed. None for a row that did not stand there."""
    values, there = dict(row.values), row.removed_at is None
    for key, old, _new in undone.get(row.pk, []):
        if not key:
            there = old is not None
        else:
            values[key] = old
    values = computed(fields, values)
    return {k: v for k, v in values.items() if v not in (None, "")} if there else None


def still_as_signed(round_: Round) -> bool:
    """Whether the table, corrections since then undone, gives the digest that was signed."""
    return bool(round_.digest) and table_digest(round_, as_signed=True) == round_.digest
