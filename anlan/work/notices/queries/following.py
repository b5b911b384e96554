"""Following a notice: the drawer of a cell, who is missing in a text to be sent, who is late."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.scope import below, in_range
from anlan.registers.people import queries as people
from anlan.work.cases.models import Case
from anlan.work.notices.models import Notice, Task
from anlan.work.notices.queries.matrix import CELL_SQL
from anlan.work.notices.queries.planning import live
from anlan.work.notices.queries.proofs import records_of
from anlan.work.notices.rules import CELLS, PROOFS, RULES, cell_of, fulfilled

MISSING = ("overdue", "unknown", "returned", "waiting", "received")


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


def _missing(notice: Notice, actor: Actor, at: datetime, obligation_id: int | None, path: str) -> list[tuple[Any, ...]]:
    inside, ends = in_range(actor.paths, "t.unit_path")
    more, values = "", []
    if obligation_id is not None:
        more, values = " and t.obligation_id = %s", [obligation_id]
    if path:
        more, values = more + " and t.unit_path >= %s and t.unit_path < %s", [*values, path, path[:-1] + "/"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select * from (select t.obligation_id, t.group_path, u.unit_path, coalesce(nullif(u.short, ''), u.name), c.limit_at, "
            f"{CELL_SQL} as cell from notices_task t join cases_case c on c.id = t.case_id join org_unit u on u.id = c.unit_id "
            f"where t.notice_id = %s and {inside}{more}) m where cell = any(%s) order by 1, 3",
            [at, at, at, notice.pk, *ends, *values, list(MISSING)],
        )
        return cursor.fetchall()


def missing_text(notice: Notice, actor: Actor, *, at: datetime, obligation_id: int | None = None, path: str = "") -> str:
    """A text to be copied into a chat: who has not handed in which clause, and nobody else. '' when nobody is missing."""
    rows = _missing(notice, actor, at, obligation_id, path)
    if not rows:
        return ""
    by_clause: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_clause[row[0]].append(row)
    head = _("%(title)s：截至 %(when)s 还没交的") % {"title": notice.title or notice.number, "when": _moment(at)}
    lines = [head]
    for number, clause in enumerate(live(notice), start=1):
        found = by_clause.get(clause.pk)
        if not found:
            continue
        due = min(row[4] for row in found)
        marks = {"overdue": _("（逾期）"), "unknown": _("（未签收）")}
        names = "、".join(f"{row[3]}{marks.get(row[5], '')}" for row in found)
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
    for _clause, group, path, name, _due, cell in _missing(notice, actor, at, None, ""):
        if cell in ("overdue", "unknown"):
            row = found.setdefault(path, {"path": path, "name": name, "group": group, "overdue": 0, "unknown": 0})
            row[cell] += 1
    return sorted(found.values(), key=lambda r: (-(r["overdue"] + r["unknown"]), r["path"]))


def late_count(actor: Actor, *, at: datetime, path: str = "") -> int:
    """How many units have an overdue or unheard-of line in any notice that is out (for the board)."""
    rows = Case.objects.filter(kind="task", closed_at__isnull=True, limit_at__lt=at, state__in=["sent", "doing", "returned"])
    for where in [path] if path else []:
        rows = rows.filter(below(where))
    if not path:
        from anlan.kernel.scope import below_any

        rows = rows.filter(below_any(actor.paths))
    return rows.values("unit_id").distinct().count()
