"""Rows of the inbox and of lists: grouped by time, many equal tasks collapsed into one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.work.cases import queries
from anlan.work.cases.models import Case

GROUPS = ("late", "today", "week", "later")


@dataclass
class Row:
    """One row: a case, or several of one bundle that wait for the same harmless verb."""

    case: Case
    sign: str
    state: str
    verb: str
    url: str
    title: str
    count: int = 1
    note: str = ""


def rows(cases: list[Case], at: datetime) -> list[Row]:
    """Rows in the order of `cases`."""
    return [_row(case, at) for case in cases]


def _row(case: Case, at: datetime) -> Row:
    machine = registry.kind(case.kind).machine
    state, step = machine.states[case.state], machine.turn(case.state)
    verb = state.todo or (step.label if step else "")
    return Row(case, queries.sign(case, at), _(state.label), _(verb) if verb else _("看"), f"/cases/{case.pk}/", case.title)


def collapse(found: list[Row]) -> list[Row]:
    """Rows of one bundle in the same state with a harmless verb become one: 签收 8 项要求."""
    kept: list[Row] = []
    bundles: dict[tuple[int, str], Row] = {}
    for row in found:
        step = registry.kind(row.case.kind).machine.turn(row.case.state)
        if not (row.case.bundle_id and step and step.harmless):
            kept.append(row)
            continue
        key = (row.case.bundle_id, row.case.state)
        if key in bundles:
            bundles[key].count += 1
            continue
        row.url = f"/dossiers/{row.case.bundle_id}/"
        bundles[key] = row
        kept.append(row)
    for row in bundles.values():
        if row.count > 1:
            row.title = _("%(title)s 等 %(n)d 项") % {"title": row.case.title[:14], "n": row.count}
    return kept


def groups(found: list[Row], at: datetime) -> list[dict[str, Any]]:
    """已逾期 → 今天 → 接下来 7 天 → 以后; empty groups left out."""
    words = {"late": _("已逾期"), "today": _("今天"), "week": _("接下来 7 天"), "later": _("以后")}
    return [
        {"key": key, "label": words[key], "rows": chosen}
        for key in GROUPS
        if (chosen := [row for row in found if queries.group_of(row.case, at) == key])
    ]


def sentence(found: list[Row], at: datetime) -> dict[str, str]:
    """今天要办 4 件，1 件已逾期"""
    late = sum(r.count for r in found if r.sign == "late")
    today = late + sum(r.count for r in found if queries.group_of(r.case, at) == "today")
    if not found:
        return {"main": _("现在没有要你办的"), "late": ""}
    if not today:
        total = sum(r.count for r in found)
        return {"main": ngettext("今天没有到期的，往后有 %(n)d 件", "今天没有到期的，往后有 %(n)d 件", total) % {"n": total}, "late": ""}
    main = ngettext("今天要办 %(n)d 件", "今天要办 %(n)d 件", today) % {"n": today}
    return {"main": main, "late": ngettext("%(n)d 件已逾期", "%(n)d 件已逾期", late) % {"n": late} if late else ""}


def context(actor: Actor, at: datetime, *, tab: str = "mine", after: str = "") -> dict[str, Any]:
    """The inbox in one of its three tabs."""
    mine_all = queries.waiting(actor, limit=queries.PAGE * 4, after=read_key(after))
    mine = collapse(rows(mine_all, at))[: queries.PAGE]
    others = queries.waiting_for_others(actor)
    shown = {"mine": mine, "others": rows(others, at), "done": []}.get(tab, mine)
    if tab == "done":
        shown = rows(queries.finished(actor), at)
    soon = sum(1 for c in others if c.due_at <= at + timedelta(days=1))
    last = mine[-1].case if len(mine_all) == queries.PAGE * 4 and mine else None
    return {
        "tab": tab, "groups": groups(shown, at) if tab != "done" else [], "rows": shown if tab == "done" else [],
        "mine_count": sum(r.count for r in mine), "others_count": len(others), "others_soon": soon,
        "say": sentence(mine, at), "next": write_key((last.due_at, last.pk)) if last else "",
        "title": _("待办"), "crumbs": [(_("待办"), "")],
    }  # fmt: skip


def read_key(text: str) -> tuple[datetime, int] | None:
    """A page's key from the address: 'moment,id'; None when it is empty or nonsense."""
    moment, _comma, pk = text.partition(",")
    found = parse_datetime(moment.replace(" ", "+")) if moment else None
    return (found, int(pk)) if found and pk.isdigit() else None


def write_key(key: tuple[datetime, int] | None) -> str:
    """The key for the address of the next page."""
    return f"{key[0].isoformat()},{key[1]}" if key else ""
