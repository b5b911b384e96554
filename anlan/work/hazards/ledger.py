"""The ledger of hazards in Excel, both ways with stable codes; a foreign ledger through a mapping of headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.action import action, record
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.sheets import Column, Rows, write_rows
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.registers.people.rules import ROLES
from anlan.work.cases.models import Case
from anlan.work.hazards import queries, rules
from anlan.work.hazards.keeping import bad_cells

MOST_ROWS = 20_000
_CATEGORIES = {key: gettext_lazy(words[0]) for key, words in rules.CATEGORIES.items()}
_GRADES = {key: gettext_lazy(label) for key, label in rules.GRADES.items()}

COLUMNS = [
    Column("number", gettext_lazy("编号"), help=gettext_lazy("新报的不填，由系统编号")),
    Column("unit", gettext_lazy("单位"), help=gettext_lazy("单位全称、简称或代码；不填就是本单位")),
    Column("place", gettext_lazy("地点"), required=True),
    Column("category", gettext_lazy("类别"), "choice", required=True, choices=_CATEGORIES),
    Column("grade", gettext_lazy("等级"), "choice", choices=_GRADES, help=gettext_lazy("不填按一般隐患")),
    Column("description", gettext_lazy("隐患情况"), required=True, width=40),
    Column("found_at", gettext_lazy("发现时间"), "datetime"),
    Column("responsible", gettext_lazy("整改责任人"), help=gettext_lazy("本单位人员姓名；填了就直接交办")),
    Column("measures", gettext_lazy("整改措施"), width=30),
    Column("money", gettext_lazy("整改资金（元）"), "decimal", least=0),
    Column("money_source", gettext_lazy("资金来源")),
    Column("deadline", gettext_lazy("整改时限"), "datetime"),
    Column("plan", gettext_lazy("应急预案"), width=30),
    Column("external_number", gettext_lazy("平台编号")),
]
# only on the way out
SHOWN = [
    Column("state", gettext_lazy("走到")),
    Column("due_at", gettext_lazy("本步期限"), "datetime"),
    Column("late", gettext_lazy("逾期过"), "boolean"),
    Column("found_by", gettext_lazy("发现人")),
    Column("criteria", gettext_lazy("判定依据")),
    Column("lister", gettext_lazy("挂牌单位")),
    Column("list_number", gettext_lazy("挂牌文号")),
    Column("list_signer", gettext_lazy("签发人")),
    Column("outside", gettext_lazy("交办外单位")),
    Column("closed_at", gettext_lazy("销号时间"), "datetime"),
    Column("look_back_result", gettext_lazy("回头看")),
]


# ── out ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def export_ledger(rows: QuerySet[Case], *, note: str = "", headers: Mapping[str, str] | None = None) -> bytes:
    """The ledger of these cases as xlsx. With `headers` (key -> header) only those columns, under the other side's names."""
    columns = [*COLUMNS, *SHOWN]
    if headers:
        known = {c.key: c for c in columns}
        columns = [replace(known[key], title=title) for key, title in headers.items() if key in known]
    return write_rows(columns, list(lines(rows)), gettext_lazy("隐患台账"), note=note or None)


def lines(rows: QuerySet[Case]) -> Iterator[dict[str, Any]]:
    """These cases as rows of the ledger, by the keys of COLUMNS and SHOWN."""
    cases = list(rows.select_related("unit", "place")[:MOST_ROWS])
    facts = queries.facts(c.pk for c in cases)
    who = people.names(
        {f.found_by_id for f in facts.values()} | {f.responsible_id or 0 for f in facts.values()} | {c.owner_id or 0 for c in cases}
    )
    for case in cases:
        hazard = facts.get(case.pk)
        if hazard is None:
            continue
        yield {
            "number": case.number, "unit": case.unit.name, "place": str(case.place or ""), "category": hazard.category,
            "grade": hazard.grade, "description": hazard.description, "found_at": hazard.found_at,
            "responsible": who.get(hazard.responsible_id or case.owner_id or -1, ""), "measures": hazard.measures,
            "money": hazard.money, "money_source": hazard.money_source, "deadline": hazard.deadline or case.limit_at,
            "plan": hazard.plan, "external_number": hazard.external_number,
            "state": _(rules.MACHINE.states[case.state].label), "due_at": None if case.closed_at else case.due_at,
            "late": case.was_late, "found_by": who.get(hazard.found_by_id, ""), "criteria": "、".join(hazard.criteria),
            "lister": str(hazard.lister or ""), "list_number": hazard.list_number, "list_signer": hazard.list_signer,
            "outside": str(hazard.outside or ""), "closed_at": case.closed_at, "look_back_result": hazard.look_back_result,
        }  # fmt: skip


# ── in ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@action
def import_ledger(unit: Unit, rows: Rows, *, by: Actor, at: datetime) -> int:
    """Take over a ledger, all rows or none: bad cells, also those a rule refuses, are named in `rows.errors`.

    A row with a number of ours only brings the platform's number; any other opens a case, handed out when it names somebody.
    """
    if not rows.ok:
        raise bad_cells(rows)
    for index, row in enumerate(rows.rows):
        try:
            with transaction.atomic():
                _take(unit, row, by, at)
        except Refused as refused:
            key = next((k for k in (_COLUMN_OF.get(f, f) for f in refused.fields) if k in row), "description")
            words = next(iter(refused.fields.values()), refused.sentence)
            rows.refuse(index, key, str(words))
    if rows.errors:
        raise bad_cells(rows)
    record("hazard.import", unit_id=unit.pk, by=by, at=at, payload={"rows": len(rows.rows), "sheet": rows.sheet})
    return len(rows.rows)


_COLUMN_OF = {"owner": "responsible", "note": "measures"}


def _take(unit: Unit, row: dict[str, Any], by: Actor, at: datetime) -> None:
    from anlan.work.hazards import actions

    if row.get("number"):
        _take_number(row, by, at)
        return
    home = _unit(unit, row.get("unit"), by)
    grade = row.get("grade") or rules.GENERAL
    if grade == rules.MINOR:
        raise Refused("E-import-minor", _("当场改好的要有照片，用手机报"), fields={"grade": _("当场改好的要有照片，用手机报")})
    hazard = actions.report(
        home, category=row["category"], description=row["description"], where=row["place"], grade=grade, by=by, at=at,
        found_at=row.get("found_at"), external_number=row.get("external_number") or "",
    )  # fmt: skip
    if not row.get("responsible"):
        return
    person = _person(home, row["responsible"], at)
    if grade == rules.GENERAL:
        actions.step(hazard.pk, "grade", by=by, at=at, owner=person, deadline=row.get("deadline"))
    elif row.get("measures") and row.get("plan") and row.get("deadline") and row.get("money") is not None:
        actions.give_assurances(
            hazard.pk, responsible=person, measures=row["measures"], money=row["money"], money_source=row.get("money_source") or "",
            deadline=row["deadline"], plan=row["plan"], by=by, at=at,
        )  # fmt: skip


def _take_number(row: dict[str, Any], by: Actor, at: datetime) -> None:
    from anlan.work.hazards import actions

    case = Case.objects.filter(kind="hazard", number=row["number"].strip().upper()).first()
    if case is None:
        raise Refused("E-import-number", _("没有这个编号，或不在你的范围内"), fields={"number": _("没有这个编号，或不在你的范围内")})
    if row.get("external_number"):
        actions.set_external_number(case, number=row["external_number"], by=by, at=at)


def _unit(unit: Unit, words: str | None, by: Actor) -> Unit:
    if not words:
        return org.whole_unit(unit.unit_path)
    found = [u for u in Unit.objects.filter(Q(name=words) | Q(short=words) | Q(code=words))[:5] if by.is_system or by.covers(u.unit_path)]
    if len(found) != 1:
        sentence = _("没有这个单位，或不在你的范围内") if not found else _("有几个单位都叫这个，写代码")
        raise Refused("E-import-unit", sentence, fields={"unit": sentence})
    return found[0]


def _person(unit: Unit, name: str, at: datetime) -> int:
    found = {h.person_id for h in people.holders_at(unit.unit_path, ROLES, at) if h.name == name.strip()}
    if len(found) != 1:
        sentence = _("本单位没有这个人") if not found else _("本单位有几个同名的人，先空着，导入后再交办")
        raise Refused("E-import-person", sentence, fields={"responsible": sentence})
    return found.pop()


def read_columns(keys: Iterable[str] | None = None) -> list[Column]:
    """Columns to read; with a mapping only those it names."""
    wanted = set(keys) if keys is not None else None
    return [c for c in COLUMNS if wanted is None or c.key in wanted]
