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
from anlan.kernel.clock import tonight
from anlan.kernel.web import dates
from anlan.work.cases import queries
from anlan.work.cases.models import Case, TimeRequest
from anlan.work.cases.substitutes import place_words

TABS = ("mine", "others", "done")
LOOKED = queries.PAGE * 4
GROUPS = ("late", "today", "week", "later")


@dataclass
class Row:
    """One row: a case, or several of one bundle that wait for the same harmless verb.

    limit  when it is due, of a closed one when it was closed
    since  when the present state began; "" of a closed one
    """

    case: Case
    sign: str
    state: str
    verb: str
    url: str
    title: str
    limit: str = ""
    since: str = ""
    count: int = 1
    note: str = ""
    wish: bool = False


def rows(cases: list[Case], at: datetime) -> list[Row]:
    """Rows in the order of `cases`; what got more time says how often. What each says is put into words here: a template that asks
    for it row by row takes half as long again."""
    found = [_row(case, at) for case in cases]
    extended = queries.extensions(cases)
    for row in found:
        if times := extended.get(row.case.pk):
            row.note = queries.extended_words(times)
    return found


def _row(case: Case, at: datetime) -> Row:
    kind = registry.kind(case.kind)
    state, step = kind.machine.states[case.state], kind.machine.turn(case.state)
    verb = state.todo or (step.label if step else "")
    url = kind.door(case) if kind.door else f"/cases/{case.pk}/"
    row = Row(case, queries.sign(case, at), _(state.label), _(verb) if verb else _("看"), url, case.title)
    if case.closed_at:
        row.limit = dates.element(case.closed_at, dates.stamp(case.closed_at, at))
    else:
        row.limit = dates.element(case.due_at, dates.deadline(case.due_at, at, form="list"), dates.tone(case.due_at, at))
        row.since = dates.element(case.since, dates.stamp(case.since, at))
    return row


def collapse(lines: list[queries.Line]) -> list[tuple[queries.Line, int]]:
    """Lines of one bundle in the same state with a harmless verb become one, with how many they are."""
    kept: list[tuple[queries.Line, int]] = []
    bundles: dict[tuple[int, str], int] = {}
    for line in lines:
        step = None if line.wish else registry.kind(line.kind).machine.turn(line.state)
        if not (line.bundle_id and step and step.harmless):
            kept.append((line, 1))
            continue
        at = bundles.setdefault((line.bundle_id, line.state), len(kept))
        if at == len(kept):
            kept.append((line, 1))
        else:
            kept[at] = (kept[at][0], kept[at][1] + 1)
    return kept


def _collapsed(heads: list[tuple[queries.Line, int]], at: datetime) -> list[Row]:
    """Rows of what was put together: 签收 8 项要求 leads to the dossier."""
    cases = {case.pk: case for case in queries.in_order(list(dict.fromkeys(line.pk for line, _count in heads)))}
    wishes = queries.open_wishes({line.pk for line, _count in heads if line.wish})
    shown = [(line, count) for line, count in heads if line.pk in cases]
    found = rows([cases[line.pk] for line, _count in shown], at)
    for row, (line, count) in zip(found, shown, strict=True):
        if line.wish:
            _as_wish(row, wishes.get(line.pk))
            continue
        row.count = count
        step = registry.kind(row.case.kind).machine.turn(row.case.state)
        if row.case.bundle_id and step and step.harmless:
            row.url = f"/dossiers/{row.case.bundle_id}/"
        if row.count > 1:
            row.title = _("%(title)s 等 %(n)d 项") % {"title": row.case.title[:14], "n": row.count}
    _named_by_bundle([row for row in found if row.count > 1])
    return found


def _in_place(found: list[Row], actor: Actor) -> list[Row]:
    """Rows that wait for the actor only in the place of somebody who is away say in whose."""
    if actor.stands_for:
        for row in found:
            row.note = _("，").join(word for word in (place_words(row.case, actor), row.note) if word)
    return found


def _as_wish(row: Row, wish: TimeRequest | None) -> None:
    """The row of a request for more time: 去定."""
    row.wish, row.sign, row.verb, row.url = True, "wait", _("去定"), f"/cases/{row.case.pk}/#time"
    row.state = _("申请延期到 %(day)s") % {"day": dates.day(wish.until)} if wish else _("申请延期")


def _named_by_bundle(found: list[Row]) -> None:
    """Many of one bundle in one row bear the title of the bundle, where their kind knows it."""
    sorts: dict[tuple[str, str], dict[int, Row]] = {}
    for row in found:
        sorts.setdefault((row.case.kind, row.case.state), {})[row.case.bundle_id or 0] = row
    for (kind, state), by_bundle in sorts.items():
        if bundled := registry.kind(kind).bundled:
            for bundle, title in bundled({pk: row.count for pk, row in by_bundle.items()}, state).items():
                by_bundle[bundle].title = str(title)


def groups(found: list[Row], at: datetime) -> list[dict[str, Any]]:
    """已逾期 → 今天 → 接下来 7 天 → 以后; empty groups left out."""
    words = {"late": _("已逾期"), "today": _("今天"), "week": _("接下来 7 天"), "later": _("以后")}
    return [
        {"key": key, "label": words[key], "rows": chosen}
        for key in GROUPS
        if (chosen := [row for row in found if queries.group_of(row.case, at) == key])
    ]


def today_of(lines: list[queries.Line], at: datetime) -> int:
    """How many are overdue or due today."""
    midnight = tonight(at)
    return sum(line.due_at <= midnight for line in lines)


def sentence(lines: list[queries.Line], at: datetime) -> dict[str, str]:
    """今天要办 4 件，1 件已逾期"""
    late = sum(line.due_at < at for line in lines)
    today = today_of(lines, at)
    if not lines:
        return {"main": _("现在没有要你办的"), "late": ""}
    if not today:
        total = len(lines)
        return {"main": ngettext("今天没有到期的，往后有 %(n)d 件", "今天没有到期的，往后有 %(n)d 件", total) % {"n": total}, "late": ""}
    main = ngettext("今天要办 %(n)d 件", "今天要办 %(n)d 件", today) % {"n": today}
    return {"main": main, "late": ngettext("%(n)d 件已逾期", "%(n)d 件已逾期", late) % {"n": late} if late else ""}


def context(actor: Actor, at: datetime, *, tab: str = "mine", after: str = "") -> dict[str, Any]:
    """The inbox in one of its three tabs. Up to LOOKED waiting cases are put together before a page of them is loaded.

    badge  how many the menu shows; None where the lines do not begin with the first
    """
    tab = tab if tab in TABS else "mine"
    lines = queries.waiting_lines(actor, limit=LOOKED, after=read_key(after))
    heads = collapse(lines)
    page, full = heads[: queries.PAGE], len(lines) == LOOKED
    others = queries.others_lines(actor)
    shown = _in_place(_collapsed(page, at), actor) if tab == "mine" else []
    if tab == "others":
        shown = rows(queries.in_order([pk for pk, _due in others]), at)
    elif tab == "done":
        shown = rows(queries.finished(actor), at)
    soon = sum(1 for _pk, due in others if due <= at + timedelta(days=1))
    last = page[-1][0] if page and (full or len(heads) > len(page)) else None
    return {
        "tab": tab, "groups": groups(shown, at) if tab != "done" else [], "rows": shown if tab == "done" else [],
        "badge": None if after else min(today_of(lines, at), queries.BADGE),
        "mine_count": f"{LOOKED}+" if full else len(lines), "others_count": len(others), "others_soon": soon,
        "say": sentence(lines, at), "next": write_key((last.due_at, last.pk)) if last else "",
        "choosing": tab == "others", "title": _("待办"), "crumbs": [(_("待办"), "")],
    }  # fmt: skip


def read_key(text: str) -> tuple[datetime, int] | None:
    """A page's key from the address: 'moment,id'; None when it is empty or nonsense."""
    moment, _comma, pk = text.partition(",")
    found = parse_datetime(moment.replace(" ", "+")) if moment else None
    return (found, int(pk)) if found and pk.isdecimal() else None


def write_key(key: tuple[datetime, int] | None) -> str:
    """The key for the address of the next page."""
    return f"{key[0].isoformat()},{key[1]}" if key else ""
