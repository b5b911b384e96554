"""Pages of long lists without counting them: "after this row", never "page 200 of 4711"."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from anlan.kernel.keyset import later

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Rows of one page. `after` is the token of the next one ("" at the end), `first` whether nothing lies before."""

    rows: list[Any] = field(default_factory=list)
    after: str = ""
    first: bool = True

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return {"t": value.isoformat()}
    return str(value) if isinstance(value, UUID | Decimal) else value


def token(values: Sequence[Any]) -> str:
    """The place of a row as text for the address."""
    text = json.dumps([_plain(v) for v in values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place(text: str, length: int) -> list[Any] | None:
    """The values of a token; None for one that was bent or belongs to another order."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(values, list) or len(values) != length:
        return None
    read: list[Any] = []
    for value in values:
        if isinstance(value, dict):
            try:
                read.append(datetime.fromisoformat(str(value.get("t"))))
            except ValueError:
                return None
        else:
            read.append(value)
    return read


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = row.get(part) if isinstance(row, dict) else getattr(row, part)
    return row


def keyset(rows: QuerySet[Any], *, order: Sequence[str], after: str = "", size: int = SIZE) -> Page:
    """One page of `rows` in `order`, behind the token `after`. The order must be total (end it with `pk`) and free of nulls."""
    values = place(after, len(order)) if after else None
    if values is not None:
        rows = rows.filter(later(order, values))
    found = list(rows.order_by(*order)[: size + 1])
    shown = found[:size]
    more = token([_value(shown[-1], n.lstrip("-")) for n in order]) if len(found) > size else ""
    return Page(shown, more, values is None)
