"""Following a notice: the drawer of a cell, who is missing in a text to be sent, who is late."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.scope import below_any, in_range
from anlan.registers.people import queries as people
from anlan.work.cases.models import Case
from anlan.work.notices.models import Notice, Task
from anlan.work.notices.queries.matrix import CELL_COLUMNS
from anlan.work.notices.queries.planning import live
from anlan.work.notices.queries.proofs import records_of
from anlan.work.notices.rules import CELLS, PROOFS, RULES, cell_from, cell_of, fulfilled
from anlan.work.notices.rules.machine import OPEN


def drawer(case_id: int, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """One cell opened: who answers, what was told, what was handed in, what is missing. Case.DoesNotExist outside scope."""
    case = Case.objects.select_related("unit").get(pk=case_id, kind="task")
    task = Task.objects.select_related("obligation").get(pk=case_id)
    key = cell_of(case.state, at=at, limit_at=case.limit_at or case.due_at, receipt_by=task.receipt_by)
    holders = people.holders_of(case.owner_id, at) if case.owner_id else []
    owner = next((h for h in holders if h.unit_path.startswith(case.unit_path)), holders[0] if holders else None)
    records = records_of(case)
    return {
        "case": case, "task": task, "clause": task.obligation, "cell": CELLS[key], "owner": owner, "records": records,
        "files": sum(len(r["files"]) for r in records), "proof": _(PROOFS[task.proof]), "rule": _(RULES[task.rule]),
        "climbed": case.climbed, "fulfilled": fulfilled(task.rule, key),
    }  # fmt: skip


SOON = timedelta(days=3)


@dataclass(frozen=True)
class Missing:
    """A line that is not handed in: clause, district, unit, deadline, cell."""

    clause: int
    group: str
    path: str
    unit: str
    limit_at: datetime
    cell: str


def missing_lines(notice: Notice, actor: Actor, *, at: datetime, obligation_id: int | None = None, path: str = "") -> list[Missing]:
    """Lines not handed in, by clause and unit, narrowed to one clause or to what lies under `path`."""
    inside, ends = in_range(actor.paths, "t.unit_path")
    more, values = "", list[Any]()
    if obligation_id is not None:
        more, values = " and t.obligation_id = %s", [obligation_id]
    if path:
        more, values = more + " and t.unit_path >= %s and t.unit_path < %s", [*values, path, path[:-1] + "/"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select t.obligation_id, t.group_path, t.unit_path, coalesce(nullif(u.short, ''), u.name), t.limit_at, {CELL_COLUMNS} "
            "from notices_task t join notices_dossier d on d.id = t.dossier_id join org_unit u on u.id = d.unit_id "
            f"where t.notice_id = %s and t.state = any(%s) and {inside}{more} order by 1, 3",
            [at, at, notice.pk, list(OPEN), *ends, *values],
        )
        return [
            Missing(clause, group, where, unit, limit, cell_from(state, late=late, unheard=unheard))
            for clause, group, where, unit, limit, state, late, unheard in cursor.fetchall()
        ]


def missing_text(
    notice: Notice, actor: Actor, *, at: datetime, obligation_id: int | None = None, path: str = "", every: bool = False
) -> str:
    """A text to be copied into a chat: who has not handed in which clause, and nobody else. '' when nobody is missing.

    Only lines that are overdue, unheard of, or due within SOON; `every` names those that are due later too.
    """
    rows = missing_lines(notice, actor, at=at, obligation_id=obligation_id, path=path)
    rows = [row for row in rows if every or row.cell in ("overdue", "unknown") or row.limit_at <= at + SOON]
    if not rows:
        return ""
    by_clause: dict[int, list[Missing]] = defaultdict(list)
    for row in rows:
        by_clause[row.clause].append(row)
    head = _("%(title)s：截至 %(when)s 还没交的") % {"title": notice.title or notice.number, "when": _moment(at)}
    lines = [head]
    for number, clause in enumerate(live(notice), start=1):
        found = by_clause.get(clause.pk)
        if not found:
            continue
        due = min(row.limit_at for row in found)
        marks = {"overdue": _("（逾期）"), "unknown": _("（未签收）")}
        names = "、".join(f"{row.unit}{marks.get(row.cell, '')}" for row in found)
        count = ngettext("%(n)d 个", "%(n)d 个", len(found)) % {"n": len(found)}
        lines.append(f"{number}. {clause.title}（{_day(due)}，{count}）：{names}")
    return "\n".join(lines)


def _moment(at: datetime) -> str:
    here = local(at)
    return _("%(m)d月%(d)d日 %(t)s") % {"m": here.month, "d": here.day, "t": f"{here:%H:%M}"}


def _day(at: datetime) -> str:
    here = local(at)
    return _("%(m)d月%(d)d日") % {"m": here.month, "d": here.day}


def late_units(notice: Notice, actor: Actor, *, at: datetime) -> list[dict[str, Any]]:
    """Units with lines overdue or unheard of, the most first: path, name, group, overdue, unknown. Lateness, never findings."""
    found: dict[str, dict[str, Any]] = {}
    for line in missing_lines(notice, actor, at=at):
        if line.cell in ("overdue", "unknown"):
            row = found.setdefault(line.path, {"path": line.path, "name": line.unit, "group": line.group, "overdue": 0, "unknown": 0})
            row[line.cell] += 1
    return sorted(found.values(), key=lambda r: (-(r["overdue"] + r["unknown"]), r["path"]))


def late_count(actor: Actor, *, at: datetime, path: str = "") -> int:
    """How many units have an overdue or unheard-of line in any notice that is out (for the board)."""
    paths = [path] if path else actor.paths
    return Task.objects.filter(below_any(paths), state__in=OPEN, limit_at__lt=at).values("dossier__unit_id").distinct().count()
