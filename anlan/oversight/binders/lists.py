"""What the lists of a binder hold. Names show the family name, numbers their ends; what is sealed is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.registry import kind as kind_of
from anlan.kernel.scope import below
from anlan.kernel.sheets import Column
from anlan.oversight.binders import rules
from anlan.oversight.binders.models import Binder
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import DOMAINS
from anlan.registers.people import queries as people
from anlan.work.cases.models import Case
from anlan.work.hazards import queries as hazards
from anlan.work.hazards import rules as hazard_rules
from anlan.work.notices.models import Task
from anlan.work.notices.rules import PROOFS
from anlan.work.returns.models import Sheet

Span = tuple[datetime, datetime]

HAZARD_COLUMNS = [
    Column("number", "编号"), Column("unit", "单位"), Column("place", "地点"), Column("category", "类别"), Column("grade", "等级"),
    Column("description", "隐患情况", width=40), Column("found_at", "发现时间", "datetime"), Column("state", "走到"),
    Column("responsible", "整改责任人"), Column("measures", "整改措施", width=30), Column("money", "整改资金（元）", "decimal"),
    Column("limit_at", "整改时限", "datetime"), Column("closed_at", "销号时间", "datetime"), Column("late", "逾期过", "boolean"),
    Column("lister", "挂牌单位"), Column("list_number", "挂牌文号"), Column("times", "一年内第几次", "integer"),
    Column("cause", "为什么又出现"),
    Column("look_back_result", "回头看"), Column("external_number", "平台编号"), Column("files", "照片和佐证", width=40),
]  # fmt: skip
TASK_COLUMNS = [
    Column("number", "编号"), Column("unit", "单位"), Column("notice", "通知", width=34), Column("notice_number", "文号"),
    Column("title", "工作要求", width=40), Column("domain", "领域"), Column("state", "走到"), Column("proof", "证明方式"),
    Column("received_at", "签收时间", "datetime"), Column("submitted_at", "交的时间", "datetime"), Column("due_at", "期限", "datetime"),
    Column("late", "逾期过", "boolean"), Column("closed_at", "办结时间", "datetime"), Column("files", "佐证", width=40),
]  # fmt: skip
RETURN_COLUMNS = [
    Column("number", "编号"), Column("unit", "单位"), Column("title", "报表", width=40), Column("asker", "谁要的"),
    Column("due_at", "期限", "datetime"),
    Column("state", "走到"), Column("handed_at", "报上时间", "datetime"), Column("nothing", "零报告", "boolean"),
    Column("rows", "几行", "integer"),
    Column("corrections", "更正过几次", "integer"),
]  # fmt: skip
CHAIN_COLUMNS = [
    Column("unit", "单位"), Column("domain", "领域"), Column("layer", "层"), Column("name", "谁"), Column("title", "岗位"),
    Column("where", "在哪个单位"), Column("gap", "空着", "boolean"),
]  # fmt: skip


def _cases(binder: Binder, span: Span, kind: str) -> Q:
    """Cases of the unit that ran at some time within the span."""
    first, last = span
    chosen = (
        below(binder.unit_path) & Q(kind=kind, sealed=False, opened_at__lt=last) & (Q(closed_at__isnull=True) | Q(closed_at__gte=first))
    )
    return chosen & Q(domain__in=binder.domains) if binder.domains else chosen


def hazards_in(binder: Binder, span: Span) -> list[Case]:
    """Hazards that ran within the span, by unit and number."""
    rows = Case.objects.filter(_cases(binder, span, "hazard")).exclude(state__in=["void", "duplicate"])
    return list(rows.select_related("unit", "place").order_by("unit_path", "opened_at", "pk")[: rules.MOST_CASES])


def hazard_lines(cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """One line for each of the cases, in their order."""
    facts = hazards.facts([case.pk for case in cases])
    who = people.names({f.responsible_id or 0 for f in facts.values()} | {case.owner_id or 0 for case in cases})
    for case in cases:
        hazard = facts[case.pk]
        yield {
            "number": case.number, "unit": case.unit.name, "place": str(case.place or ""),
            "category": _(hazard_rules.CATEGORIES[hazard.category][0]), "grade": _(hazard_rules.GRADES[hazard.grade]),
            "description": rules.masked(hazard.description), "found_at": hazard.found_at,
            "state": _(hazard_rules.MACHINE.states[case.state].label),
            "responsible": rules.masked_name(who.get(hazard.responsible_id or case.owner_id or -1, "")),
            "measures": rules.masked(hazard.measures), "money": hazard.money, "limit_at": hazard.deadline or case.limit_at,
            "closed_at": case.closed_at, "late": case.was_late, "lister": str(hazard.lister or ""), "list_number": hazard.list_number,
            "times": hazard.times, "cause": rules.masked(hazard.cause), "look_back_result": rules.masked(hazard.look_back_result),
            "external_number": hazard.external_number,
        }  # fmt: skip


def tasks(binder: Binder, span: Span) -> list[Task]:
    """Lines of notices that ran within the span."""
    wanted = Case.objects.filter(_cases(binder, span, "task")).values("pk")
    rows = Task.objects.filter(case_id__in=wanted).select_related("case", "case__unit", "notice", "obligation")
    return list(rows.order_by("case__unit_path", "notice_id", "obligation__order")[: rules.MOST_CASES])


def task_line(task: Task) -> dict[str, Any]:
    """One line of a notice as the list says it."""
    case = task.case
    return {
        "number": case.number, "unit": case.unit.name, "notice": task.notice.title, "notice_number": task.notice.number,
        "title": rules.masked(case.title), "domain": _(DOMAINS.get(case.domain, case.domain)),
        "state": _(kind_of("task").machine.states[case.state].label), "proof": _(PROOFS.get(task.proof, task.proof)),
        "received_at": task.received_at, "submitted_at": task.submitted_at, "due_at": case.due_at, "late": case.was_late,
        "closed_at": case.closed_at,
    }  # fmt: skip


def returns(binder: Binder, span: Span) -> list[Sheet]:
    """Returns that were asked of the unit within the span; a table is of no single domain."""
    first, last = span
    rows = Sheet.objects.filter(below(binder.unit_path), round__sent_at__lt=last, round__due_at__gte=first, case__sealed=False)
    return list(rows.select_related("case", "unit", "round", "round__unit").order_by("unit_path", "round__due_at")[: rules.MOST_CASES])


def return_line(sheet: Sheet) -> dict[str, Any]:
    """One return as the list says it."""
    return {
        "number": sheet.case.number, "unit": sheet.unit.name, "title": sheet.round.title, "asker": str(sheet.round.unit),
        "due_at": sheet.round.due_at, "state": _(kind_of("return").machine.states[sheet.state].label), "handed_at": sheet.handed_at,
        "nothing": sheet.nothing, "rows": sheet.rows, "corrections": sheet.corrections,
    }  # fmt: skip


def chain_lines(binder: Binder) -> Iterator[dict[str, Any]]:
    """Who answers, layer by layer, for the unit, or for every school below an office; empty layers stand as empty."""
    units = Unit.objects.filter(below(binder.unit_path), kind="school", closed_on__isnull=True)
    if binder.unit.kind == "school":
        units = units.filter(pk=binder.unit_id)
    found = {unit.pk: unit for unit in units.order_by("unit_path")}
    by_unit = people.chains(binder.made_at, list(found))
    for pk, unit in found.items():
        for domain, layers in by_unit.get(pk, {}).items():
            if binder.domains and domain not in binder.domains:
                continue
            for layer in layers:
                yield {
                    "unit": unit.name, "domain": _(DOMAINS[domain]), "layer": _(layer.label), "name": layer.name, "title": layer.title,
                    "where": layer.unit, "gap": layer.gap,
                }  # fmt: skip
