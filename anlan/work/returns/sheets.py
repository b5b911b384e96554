"""Returns as sheets: columns of a form as columns of an xlsx, values as kept, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.sheets import Column, read_value
from anlan.work.returns.rules import Field

UNIT_CODE, UNIT_NAME, DISTRICT = "unit_code", "unit_name", "district"


def column_of(field: Field) -> Column:
    """One column of the form as a column of a sheet. A sum that is written must be the sum; nobody must write it."""
    bounded = field.strict and field.is_number
    return Column(
        field.key, field.title, field.kind, choices=field.choices if field.kind == "choice" else None, unit=field.unit, help=field.help,
        longest=500, aliases=[f"{field.title}（{field.unit}）"] if field.unit else (),
        least=field.least if bounded else None, most=field.most if bounded else None,
    )  # fmt: skip


def columns_of(fields: Sequence[Field]) -> list[Column]:
    """All columns of a form, those that say which unit first."""
    names = ["学校", "学校名称", "单位", "校名", "填报单位"]
    return [
        Column(UNIT_CODE, _("单位代码"), aliases=["学校代码", "代码", "学校（机构）标识码"], width=14),
        Column(UNIT_NAME, _("单位名称"), aliases=names, width=22),
        *(column_of(f) for f in fields),
    ]


def read_cell(field: Field, text: str) -> Any:
    """What was typed or chosen for a column, as kept; None when empty. Bad (kernel.sheets) when it cannot be taken."""
    if field.kind == "choice" and text in dict(field.choices):
        return text
    return as_kept(field, read_value(column_of(field), text))


def as_kept(field: Field, value: Any) -> Any:
    """A value as it is kept in JSON: decimals as text so that none is rounded, days as 2026-12-28."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value


def as_cell(field: Field, value: Any) -> Any:
    """A kept value as a cell of a sheet takes it."""
    if value in (None, ""):
        return None
    if field.kind == "decimal":
        return Decimal(value)
    return date.fromisoformat(value) if field.kind == "date" else value


def shown(field: Field, value: Any) -> str:
    """A kept value as people read it."""
    if value in (None, ""):
        return ""
    if field.kind == "boolean":
        return _("是") if value else _("否")
    if field.kind == "choice":
        return dict(field.choices).get(value, str(value))
    return str(value)


def typed(field: Field, value: Any) -> str:
    """A kept value as it stands in an input of the page: a choice by its code."""
    if value in (None, ""):
        return ""
    if field.kind == "boolean":
        return "1" if value else "0"
    return str(value)


def sheet_row(fields: Sequence[Field], unit: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """One row of an export."""
    return {**unit, **{f.key: as_cell(f, values.get(f.key)) for f in fields}}
