"""The columns of a return: what each asks, what it may hold, where its value is known from. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from anlan.kernel.wording import N_

KINDS: Mapping[str, str] = {
    "integer": N_("整数"), "decimal": N_("小数"), "text": N_("文字"), "date": N_("日期"), "boolean": N_("是或否"), "choice": N_("选一项"),
}  # fmt: skip
NUMBERS = ("integer", "decimal")
MOST_FIELDS, MOST_CHOICES, LONGEST = 60, 60, 500
KEY = re.compile(r"c[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class Field:
    """One column.

    key     stable code ('c7'): the same in every round of the form, in exports and imports
    least, most  bounds of a number; outside them it is refused (`strict`) or questioned
    source  where the value is known from ('' asked of the unit, 'last' as last time, else a key of queries.known)
    sum_of  keys of number columns that it adds up: computed, never asked
    """

    key: str
    title: str
    kind: str = "integer"
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    help: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    strict: bool = False
    source: str = ""
    sum_of: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def asked(self) -> bool:
        """Whether anybody fills it in: a sum is computed."""
        return not self.sum_of


def load(rows: Iterable[Mapping[str, Any]]) -> list[Field]:
    """Columns from JSON."""
    return [
        Field(
            key=r["key"], title=r["title"], kind=r["kind"], required=r.get("required", True), unit=r.get("unit", ""),
            choices=tuple((c[0], c[1]) for c in r.get("choices", ())), help=r.get("help", ""), least=number(r.get("least")),
            most=number(r.get("most")), strict=r.get("strict", False), source=r.get("source", ""), sum_of=tuple(r.get("sum_of", ())),
        )
        for r in rows
    ]  # fmt: skip


def dump(fields: Iterable[Field]) -> list[dict[str, Any]]:
    """Columns as JSON; what is empty is left out."""
    rows = []
    for field in fields:
        row: dict[str, Any] = {"key": field.key, "title": field.title, "kind": field.kind, "required": field.required}
        row |= {k: v for k in ("unit", "help", "strict", "source") if (v := getattr(field, k))}
        row |= {k: str(v) for k in ("least", "most") if (v := getattr(field, k)) is not None}
        if field.choices:
            row["choices"] = [list(c) for c in field.choices]
        if field.sum_of:
            row["sum_of"] = list(field.sum_of)
        rows.append(row)
    return rows


def number(value: Any) -> Decimal | None:
    """A number from JSON or from a form; None for nothing and for nonsense."""
    if type(value) is int:
        return Decimal(value)
    if value in (None, ""):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def free_key(used: Iterable[str]) -> str:
    """A key that no column of the form ever had."""
    return f"c{max((int(k[1:]) for k in used if KEY.fullmatch(k)), default=0) + 1}"


def choices_from(text: str, before: Sequence[tuple[str, str]] = ()) -> tuple[tuple[str, str], ...]:
    """The code list from lines as typed: `优` or `01：优`. A label keeps the code that it had."""
    codes = {label: code for code, label in before}
    found: list[tuple[str, str]] = []
    for line in re.split(r"[\n、,，;；]+", text):
        head, mark, tail = line.replace("：", ":").partition(":")
        code, label = (head.strip(), tail.strip()) if mark else ("", head.strip())
        if not label or label in {known for _code, known in found}:
            continue
        if not code:
            taken = {c for c, _label in found} | set(codes.values())
            code = codes.get(label) or next(str(n) for n in range(1, 9999) if str(n) not in taken)
        found.append((code[:20], label[:60]))
    return tuple(found[:MOST_CHOICES])


def check(fields: Sequence[Field]) -> dict[str, str]:
    """What is wrong with a form: key of the column ('' for the whole) -> sentence, untranslated."""
    wrong: dict[str, str] = {}
    if not any(f.asked for f in fields):
        wrong[""] = N_("至少要有一列要填的")
    if len(fields) > MOST_FIELDS:
        wrong[""] = N_("列太多，分成两张表")
    seen: set[str] = set()
    numbers = {f.key for f in fields if f.is_number and f.asked}
    for field in fields:
        title = re.sub(r"\s", "", field.title)
        if not title:
            wrong[field.key] = N_("这一列还没有名字")
        elif title in seen:
            wrong[field.key] = N_("和别的列重名")
        elif field.kind not in KINDS:
            wrong[field.key] = N_("选一种填法")
        elif field.kind == "choice" and len(field.choices) < 2:
            wrong[field.key] = N_("写出可选的内容，一行一个")
        elif len({c for c, _l in field.choices}) < len(field.choices):
            wrong[field.key] = N_("两个选项用了同一个代码")
        elif field.least is not None and field.most is not None and field.least > field.most:
            wrong[field.key] = N_("最小的比最大的还大")
        elif field.sum_of and (not field.is_number or not set(field.sum_of) <= numbers):
            wrong[field.key] = N_("合计只能加别的数字列")
        seen.add(title)
    return wrong
