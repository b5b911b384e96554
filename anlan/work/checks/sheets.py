"""Checklists as sheets: the items of a list out and in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.sheets import Column, write_rows
from anlan.work.checks.rules import Item
from anlan.work.checks.rules.items import HOW, SOURCE, STANDINGS, TEXT
from anlan.work.hazards.rules import CATEGORIES


def columns() -> list[Column]:
    """The columns of a list, the same for template, import and export."""
    return [
        Column("text", gettext_lazy("看什么"), required=True, longest=TEXT, width=40, unique=True,
               aliases=["检查内容", "检查项目", "检查项", "项目", "内容"]),
        Column("domain", gettext_lazy("哪一类"), "choice", choices={key: _(word) for key, (word, _icon) in CATEGORIES.items()},
               help=gettext_lazy("不合格时报成哪一类隐患"), aliases=["类别", "领域"]),
        Column("how", gettext_lazy("怎么判"), longest=HOW, width=40, aliases=["检查方法", "标准", "检查标准", "判定方法"]),
        Column("source", gettext_lazy("来源"), longest=SOURCE, width=30, help=gettext_lazy("文件号和条款，没有就空着"),
               aliases=["依据", "检查依据"]),
        Column("standing", gettext_lazy("来源核实了没有"), "choice", choices={key: _(word) for key, word in STANDINGS.items() if key}),
        Column("photo", gettext_lazy("要照片"), "boolean"),
    ]  # fmt: skip


def items_of(rows: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Items from rows that were read; a source that nobody judged is to be checked."""
    return [
        Item(
            f"i{n}", row["text"].strip(), row.get("domain") or "other", row.get("how") or "", row.get("source") or "",
            (row.get("standing") or "to_check") if row.get("source") else "", bool(row.get("photo")),
        )
        for n, row in enumerate(rows, start=1)
    ]  # fmt: skip


def list_sheet(title: str, items: Sequence[Item], note: str = "") -> bytes:
    """A list as a workbook that can be read back."""
    names = ("text", "domain", "how", "source", "standing", "photo")
    rows = [{name: getattr(item, name) or None for name in names} | {"photo": item.photo} for item in items]
    return write_rows(columns(), rows, title, note=note)
