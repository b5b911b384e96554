"""How far a notice has come, as Excel and as an official Word document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.documents import Heading, Official, Table, official_document
from anlan.kernel.scope import in_range
from anlan.kernel.sheets import Column, write_rows
from anlan.work.cases.queries import extended_words
from anlan.work.notices.models import Notice
from anlan.work.notices.queries.following import _day, _moment, late_units
from anlan.work.notices.queries.matrix import CELL_COLUMNS, Matrix, matrix
from anlan.work.notices.queries.planning import live
from anlan.work.notices.rules import CELLS, COUNTED, cell_from, fulfilled, way_words

HEAD = (
    Column("group", gettext_lazy("区")),
    Column("unit", gettext_lazy("单位")),
    Column("done", gettext_lazy("已落实"), "integer"),
    Column("total", gettext_lazy("共"), "integer"),
    Column("overdue", gettext_lazy("逾期"), "integer"),
    Column("unknown", gettext_lazy("未知"), "integer"),
    Column("extended", gettext_lazy("延期次数"), "integer"),
)
# how often more time was granted for the lines of a notice
EXTENDED = """
    select r.case_id, t.obligation_id, count(*) from cases_time_request r join notices_task t on t.case_id = r.case_id
    where t.notice_id = %s and r.granted group by 1, 2
"""


def _extended(notice: Notice) -> dict[tuple[int, int], int]:
    """(case, clause) -> how often its limit was put off."""
    with connection.cursor() as cursor:
        cursor.execute(EXTENDED, [notice.pk])
        return {(case, clause): n for case, clause, n in cursor.fetchall()}


def progress_sheet(notice: Notice, actor: Actor, *, at: datetime) -> tuple[bytes, str]:
    """The matrix in the actor's scope as an xlsx: a row a unit, a column a clause, the state in each cell. -> (bytes, file name)"""
    clauses = [(n, o) for n, o in enumerate(live(notice), start=1) if o.resolution != "outside"]
    columns = [*HEAD, *(Column(f"c{o.pk}", f"{n}. {o.title}", width=16) for n, o in clauses)]
    title = notice.title or notice.number
    data = write_rows(columns, _rows(notice, actor, at), title, note=_("截至 %(when)s") % {"when": _moment(at)})
    return data, f"{_('落实情况')}-{local(at):%Y%m%d}.xlsx"


def _rows(notice: Notice, actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
    """One dict a unit, in path order."""
    inside, ends = in_range(actor.paths, "t.unit_path")
    words = {key: _(cell.word) for key, cell in CELLS.items()} | {"unknown": _("未知")}
    row: dict[str, Any] = {}
    extended = _extended(notice)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.unit_path, u.name, g.name, t.obligation_id, t.case_id, t.rule, {CELL_COLUMNS} from notices_task t "
            "join notices_dossier d on d.id = t.dossier_id join org_unit u on u.id = d.unit_id "
            f"left join org_unit g on g.unit_path = t.group_path where t.notice_id = %s and {inside} order by 1",
            [at, at, notice.pk, *ends],
        )
        for path, unit, group, clause, case, rule, state, late, unheard in cursor:
            if row.get("path") != path:
                if row:
                    yield row
                row = {"path": path, "unit": unit, "group": group, "done": 0, "total": 0, "overdue": 0, "unknown": 0, "extended": 0}
            key = cell_from(state, late=late, unheard=unheard)
            times = extended.get((case, clause), 0)
            row[f"c{clause}"] = "，".join(w for w in (words[key], extended_words(times)) if w)
            row["extended"] += times
            row["total"] += key in COUNTED
            row["done"] += fulfilled(rule, key)
            for count in ("overdue", "unknown"):
                row[count] += key == count
    if row:
        yield row


def progress_document(notice: Notice, actor: Actor, *, at: datetime) -> tuple[bytes, str]:
    """The progress report as a Word document in the layout of official papers. Counts are of verified evidence only."""
    found = matrix(notice, actor, at=at)
    late = late_units(notice, actor, at=at)
    extended = Counter[int]()
    for (_case, clause), times in _extended(notice).items():
        extended[clause] += times
    body: list[Any] = [
        Heading(1, _("总体情况")),
        _overview(found) + (_("经同意延期 %(n)d 次。") % {"n": extended.total()} if extended else ""),
        _("已落实只计按规定核验过的；没有签收也没有回报的计为未知，不计入已落实。"),
        Heading(1, _("各条落实情况")),
        _clauses(found, extended),
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


def _clauses(found: Matrix, extended: Counter[int]) -> Table:
    rows = []
    for r in (r for r in found.rows if not r.outside):
        way, rhythm = way_words(r.obligation.way, r.obligation.phrase)
        due = _day(r.obligation.due_at) if r.obligation.due_at else rhythm or _(way) if r.obligation.way != "once" else "—"
        rows.append([r.number, r.obligation.title, due, f"{r.whole.done}/{r.whole.total}", r.whole.overdue, r.whole.unknown,
                     extended[r.obligation.pk]])  # fmt: skip
    return Table([_("序号"), _("要求"), _("期限"), _("已落实"), _("逾期"), _("未知"), _("延期")], rows, widths=(1, 5, 2, 2, 1, 1, 1))


def _late_table(late: list[dict[str, Any]]) -> Table:
    return Table([_("单位"), _("逾期"), _("未知")], [[r["name"], r["overdue"], r["unknown"]] for r in late], widths=(4, 1, 1))
