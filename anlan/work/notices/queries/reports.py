"""How far a notice has come, as Excel and as an official Word document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.documents import Heading, Official, Table, official_document
from anlan.kernel.scope import below_any
from anlan.kernel.sheets import Column, write_rows
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.work.notices.models import Notice, Task
from anlan.work.notices.queries.following import _day, _moment, late_units
from anlan.work.notices.queries.matrix import Matrix, matrix
from anlan.work.notices.rules import CELLS, PROOFS, RULES, cell_of, fulfilled

COLUMNS = (
    Column("number", gettext_lazy("编号")),
    Column("clause", gettext_lazy("要求")),
    Column("group", gettext_lazy("区")),
    Column("unit", gettext_lazy("单位")),
    Column("owner", gettext_lazy("承办人")),
    Column("due", gettext_lazy("期限"), "datetime"),
    Column("state", gettext_lazy("状态")),
    Column("done", gettext_lazy("落实"), "boolean"),
    Column("proof", gettext_lazy("要交什么")),
    Column("rule", gettext_lazy("怎么核验")),
    Column("submitted", gettext_lazy("交的时间"), "datetime"),
    Column("returned", gettext_lazy("退回次数"), "integer"),
)


def progress_sheet(notice: Notice, actor: Actor, *, at: datetime) -> tuple[bytes, str]:
    """Every line in the actor's scope as an xlsx, one row each. -> (bytes, file name)"""
    title = notice.title or notice.number
    note = _("截至 %(when)s") % {"when": _moment(at)}
    return write_rows(COLUMNS, _rows(notice, actor, at), title, note=note), f"{_('落实情况')}-{local(at):%Y%m%d}.xlsx"


def _rows(notice: Notice, actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
    tasks = Task.objects.filter(below_any(actor.paths), notice=notice)
    paths = set(tasks.values_list("group_path", flat=True))
    groups = dict(Unit.objects.filter(unit_path__in=paths).values_list("unit_path", "name"))
    owners = people.names(set(tasks.values_list("case__owner_id", flat=True)) - {None})
    ordered = tasks.select_related("case", "case__unit", "obligation").order_by("obligation__order", "unit_path")
    for task in ordered.iterator(chunk_size=2000):
        case = task.case
        key = cell_of(case.state, at=at, limit_at=case.limit_at or case.due_at, receipt_by=task.receipt_by)
        yield {
            "number": case.number, "clause": task.obligation.title, "group": groups.get(task.group_path, ""), "unit": str(case.unit),
            "owner": owners.get(case.owner_id, "") if case.owner_id else "", "due": case.limit_at, "state": _(CELLS[key].word),
            "done": fulfilled(task.rule, key), "proof": _(PROOFS[task.proof]), "rule": _(RULES[task.rule]),
            "submitted": task.first_submitted_at, "returned": case.returned,
        }  # fmt: skip


def progress_document(notice: Notice, actor: Actor, *, at: datetime) -> tuple[bytes, str]:
    """The progress report as a Word document in the layout of official papers. Counts are of verified evidence only."""
    found = matrix(notice, actor, at=at)
    late = late_units(notice, actor, at=at)
    body: list[Any] = [
        Heading(1, _("总体情况")),
        _overview(found),
        _("已落实只计按规定核验过的；没有签收也没有回报的计为未知，不计入已落实。"),
        Heading(1, _("各条落实情况")),
        _clauses(found),
    ]  # fmt: skip
    outside = [r.obligation for r in found.rows if r.outside]
    if outside:
        body += [Heading(1, _("在系统外办理的")), *(f"{o.title}：{o.resolution_text}" for o in outside)]
    if late:
        body += [Heading(1, _("逾期和没有回报的单位")), _late_table(late)]
    paper = Official(
        title=_("关于《%(title)s》落实情况的报告") % {"title": notice.title}, body=body, kind="报告", signer_org=str(notice.unit.name),
        date=local(at).date(), sealed=False,
    )  # fmt: skip
    return official_document(paper), f"{_('落实情况报告')}-{local(at):%Y%m%d}.docx"


def _overview(found: Matrix) -> str:
    counts = {
        "when": _moment(found.at), "n": len([r for r in found.rows if not r.outside]), "units": sum(c[2] for c in found.columns),
        "total": found.whole.total, "done": sum(r.whole.done for r in found.rows), "late": found.whole.overdue,
        "unk": found.whole.unknown,
    }  # fmt: skip
    words = _(
        "截至 %(when)s，通知的 %(n)d 条要求派给 %(units)d 个单位，共 %(total)d 件，已落实 %(done)d 件，逾期 %(late)d 件，未知 %(unk)d 件。"
    )
    return words % counts


def _clauses(found: Matrix) -> Table:
    rows = []
    for r in (r for r in found.rows if not r.outside):
        due = _day(r.obligation.due_at) if r.obligation.due_at else "—"
        rows.append([r.number, r.obligation.title, due, f"{r.whole.done}/{r.whole.total}", r.whole.overdue, r.whole.unknown])
    return Table([_("序号"), _("要求"), _("期限"), _("已落实"), _("逾期"), _("未知")], rows, widths=(1, 5, 2, 2, 1, 1))


def _late_table(late: list[dict[str, Any]]) -> Table:
    return Table([_("单位"), _("逾期"), _("未知")], [[r["name"], r["overdue"], r["unknown"]] for r in late], widths=(4, 1, 1))
