"""Somebody else's Excel template, such as that of the city's work-safety platform: its columns in its order with its words; their
numbers read back from their file, and what does not fit together said row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.scope import below_any
from anlan.kernel.sheets import Column, Rows, read_rows, write_plain
from anlan.kernel.sheets.columns import header_key
from anlan.registers.org.models import Unit
from anlan.work.cases.models import Case
from anlan.work.hazards import ledger, rules
from anlan.work.hazards.models import Hazard, LedgerMapping

MOST_COLUMNS = 60
FIXED = "="  # a column that always says the same
WORDED = {"grade": rules.GRADES, "category": {key: words[0] for key, words in rules.CATEGORIES.items()}}
# headers by which their columns are often called; a guess that people look over
CALLED: Mapping[str, tuple[str, ...]] = {
    "number": ("本单位编号", "内部编号", "自编号"),
    "unit": ("单位名称", "企业名称", "学校", "学校名称", "被检查单位", "所属单位"),
    "place": ("隐患部位", "部位", "隐患位置", "具体位置", "场所", "隐患地点"),
    "category": ("隐患类型", "隐患类别", "隐患分类"),
    "grade": ("隐患级别", "隐患等级", "级别"),
    "description": ("隐患描述", "隐患内容", "问题描述", "隐患名称", "存在问题"),
    "found_at": ("排查时间", "检查时间", "排查日期", "发现日期", "检查日期"),
    "responsible": ("责任人", "整改负责人"),
    "measures": ("整改措施", "治理措施"),
    "money": ("整改资金", "投入资金", "治理资金"),
    "deadline": ("整改期限", "整改时限", "完成时限", "计划完成时间", "整改截止日期"),
    "plan": ("应急预案", "防控措施"),
    "external_number": ("隐患编号", "平台隐患编号", "平台编号", "编号"),
    "state": ("整改状态", "状态", "整改情况"),
    "closed_at": ("完成时间", "整改完成时间", "销号日期", "完成日期"),
    "lister": ("挂牌单位",),
    "list_number": ("挂牌文号",),
}


def ours() -> list[Column]:
    """Our columns that a foreign one may stand for."""
    return [*ledger.COLUMNS, *ledger.SHOWN]


def guess(titles: Sequence[str]) -> list[dict[str, str]]:
    """Their headers in their order, each with the column of ours it seems to be, "" for none; none is taken twice."""
    known = {header_key(c.title): c.key for c in ours()}
    known |= {header_key(name): key for key, names in CALLED.items() for name in names}
    taken: set[str] = set()
    found = []
    for title in titles[:MOST_COLUMNS]:
        key = known.get(header_key(title), "")
        found.append({"title": title, "key": "" if key in taken else key, "fixed": ""})
        taken.add(key)
    return found


@action
def save_template(
    unit: Unit, *, name: str, columns: Sequence[Mapping[str, str]], words: Mapping[str, Mapping[str, str]], by: Actor, at: datetime
) -> LedgerMapping:
    """Keep somebody else's template under a name: their columns in their order, which of ours each is, and their words."""
    known = {c.key for c in ours()}
    kept = [
        {"title": " ".join(c["title"].split())[:80], "key": c.get("key", ""), "fixed": c.get("fixed", "").strip()[:200]} for c in columns
    ]
    keys = [c["key"] for c in kept if c["key"] and c["key"] != FIXED]
    if not name.strip():
        raise Refused("E-mapping-name", _("起个名字"), fields={"name": _("起个名字")})
    if not kept or len(kept) > MOST_COLUMNS or any(not c["title"] for c in kept) or set(keys) - known:
        raise Refused("E-mapping-few", _("至少对上两列，对方的表头不能重复"))
    if len(keys) < 2 or len(set(keys)) < len(keys):
        raise Refused("E-mapping-few", _("至少对上两列，我们的一列只能对一次"))
    if not by.is_system and not by.covers(unit.unit_path):
        raise NotYours("E-mapping-role", _("这个单位不在你的范围内"))
    said = {key: {code: w.strip()[:40] for code, w in given.items() if w.strip()} for key, given in words.items() if key in WORDED}
    headers = {c["key"]: c["title"] for c in kept if c["key"] in known}
    row, _made = LedgerMapping.objects.update_or_create(
        unit=unit, name=name.strip(), defaults={"unit_path": unit.unit_path, "headers": headers, "columns": kept, "words": said}
    )
    record("hazard.mapping", unit_id=unit.pk, by=by, at=at, payload={"name": row.name, "columns": [c["title"] for c in kept]})
    return row


def export_theirs(rows: QuerySet[Case], mapping: LedgerMapping) -> bytes:
    """These cases in exactly their columns, in their order, with their words."""
    known = {c.key: c for c in ours()}
    columns = []
    for place, theirs in enumerate(mapping.columns):
        column = known.get(theirs["key"])
        if column is None or column.kind == "choice":
            columns.append(Column(f"c{place}", theirs["title"]))
        else:
            columns.append(replace(column, key=f"c{place}", title=theirs["title"], required=False))
    return write_plain(columns, _their_lines(rows, mapping), mapping.name)


def _their_lines(rows: QuerySet[Case], mapping: LedgerMapping) -> Iterator[dict[str, Any]]:
    for line in ledger.lines(rows):
        made: dict[str, Any] = {}
        for place, theirs in enumerate(mapping.columns):
            key = theirs["key"]
            value = theirs["fixed"] if key == FIXED else line.get(key)
            if key in WORDED and value:
                value = mapping.words.get(key, {}).get(value) or _(WORDED[key][value])
            made[f"c{place}"] = value
        yield made


# ── their numbers come back ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Clash:
    """A row of their file that was not taken: where, their number, why, and the hazard if it is known which."""

    row: int
    number: str
    sentence: str
    case: Case | None = None


@dataclass
class Taken:
    """What reading their numbers gave: taken now, known already, and what does not fit."""

    taken: int
    same: int
    clashes: list[Clash]


def read_numbers(data: bytes, mapping: LedgerMapping) -> Rows:
    """Their file by their headers, only what is needed to find a hazard and its number there. Unreadable when it does not fit."""
    if "external_number" not in mapping.headers:
        raise Refused("E-numbers-column", _("先在对照里说哪一列是平台编号"))
    wanted = ("number", "unit", "place", "description", "external_number")
    headers = {key: title for key, title in mapping.headers.items() if key in wanted}
    columns = [Column(key, title) for key, title in headers.items()]
    return read_rows(data, columns, mapping=headers)


@quiet
@action
def take_numbers(unit: Unit, rows: Rows, *, by: Actor, at: datetime) -> Taken:
    """Keep their numbers on our hazards. What does not fit together is not taken and listed; nothing is ever written over."""
    from anlan.work.hazards import actions

    result = Taken(0, 0, [])
    seen: dict[str, int] = {}
    for index, row in enumerate(rows.rows):
        line, number = rows.row_numbers[index], str(row.get("external_number") or "").strip()
        if not number:
            continue
        if number in seen:
            result.clashes.append(Clash(line, number, _("和第 %(row)d 行编号相同") % {"row": seen[number]}))
            continue
        seen[number] = line
        hazard, why = _which(unit, row)
        if hazard is None:
            result.clashes.append(Clash(line, number, why))
        elif hazard.external_number == number:
            result.same += 1
        elif hazard.external_number:
            words = _("这件已经登记的是 %(number)s") % {"number": hazard.external_number}
            result.clashes.append(Clash(line, number, words, hazard.case))
        else:
            try:
                with transaction.atomic():
                    actions.set_external_number(hazard.pk, number=number, by=by, at=at)
                result.taken += 1
            except Refused as refused:
                result.clashes.append(Clash(line, number, str(refused.sentence), hazard.case))
    if result.taken:
        payload = {"taken": result.taken, "clashes": len(result.clashes)}
        record("hazard.numbers", unit_id=unit.pk, by=by, at=at, payload=payload)
    return result


def _which(unit: Unit, row: Mapping[str, Any]) -> tuple[Hazard | None, str]:
    """The hazard of a row of their file: by our number, else by unit, place and words when these fit exactly one; or why none."""
    mine = Hazard.objects.filter(below_any([unit.unit_path])).select_related("case", "case__unit", "case__place")
    if ours_is := str(row.get("number") or "").strip().upper():
        found = mine.filter(case__number=ours_is).first()
        return found, "" if found else _("没有 %(number)s，或不在你的范围内") % {"number": ours_is}
    words = str(row.get("description") or "").strip()
    if not words:
        return None, _("没有我们的编号，也没有隐患描述，认不出是哪一件")
    fitting = [h for h in mine.filter(description=words)[:50] if _fits(h, row)]
    if len(fitting) == 1:
        return fitting[0], ""
    return None, _("没有这样的隐患") if not fitting else _("有 %(n)d 件都像，打开隐患自己填编号") % {"n": len(fitting)}


def _fits(hazard: Hazard, row: Mapping[str, Any]) -> bool:
    place, school = str(row.get("place") or "").strip(), str(row.get("unit") or "").strip()
    case = hazard.case
    return (not place or place == str(case.place or "")) and (not school or school in (case.unit.name, case.unit.short))
