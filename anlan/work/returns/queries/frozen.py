"""The digest of a frozen table, and whether the table still is what was signed: corrections made since are undone first."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import groupby
from json import dumps
from operator import itemgetter
from typing import Any

from anlan.work.returns.models import Correction, Round, Row, Sheet
from anlan.work.returns.rules import Field, computed, is_empty, load

AT_ONCE = 2000
Undone = dict[int, list[tuple[str, Any]]]


def table_digest(round_: Round, *, as_signed: bool = False) -> str:
    """Digest of the columns and of every row handed in, units by path, rows in order; units without a row (zero returns) at the end."""
    fields = load(round_.fields)
    undone = _corrected_since(round_) if as_signed else {}
    whole = sha256(_plain(round_.fields))
    sheets = Sheet.objects.filter(round=round_, state="handed").order_by("unit_path", "case_id")
    handed = {case_id: (unit_id, nothing) for case_id, unit_id, nothing in sheets.values_list("case_id", "unit_id", "nothing")}
    rows = Row.objects.filter(round_id=round_.pk).order_by("unit_path", "case_id", "order", "id")
    stream = rows.values_list("case_id", "id", "values", "removed_at").iterator(chunk_size=AT_ONCE)
    for case_id, told in groupby(stream, key=itemgetter(0)):
        if case_id in handed:
            kept = [v for _case, pk, values, gone in told if (v := _as_of(pk, values, gone is None, fields, undone)) is not None]
            if kept:
                whole.update(_plain([*handed.pop(case_id), kept]))
    for unit_id, nothing in handed.values():
        whole.update(_plain([unit_id, nothing, []]))
    return whole.hexdigest()


def _plain(value: Any) -> bytes:
    return dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _corrected_since(round_: Round) -> Undone:
    """Row id -> (key, old) of corrections made after freezing, newest first."""
    found: Undone = {}
    rows = Correction.objects.filter(case_id__in=Sheet.objects.filter(round=round_).values("case_id"), frozen=True).order_by("-id")
    for row_id, key, old in rows.values_list("row_id", "key", "old"):
        found.setdefault(row_id, []).append((key, old))
    return found


def _as_of(row_id: int, values: dict[str, Any], there: bool, fields: Sequence[Field], undone: Undone) -> dict[str, Any] | None:
    """The row's values; with corrections undone, as they were signed. None for a row that did not stand there."""
    found = dict(values)
    for key, old in undone.get(row_id, []):
        if key:
            found[key] = old
        else:
            there = old is not None
    return {k: v for k, v in computed(fields, found).items() if not is_empty(v)} if there else None


def still_as_signed(round_: Round) -> bool:
    """Whether the table, corrections since then undone, gives the digest that was signed."""
    return bool(round_.digest) and table_digest(round_, as_signed=True) == round_.digest
