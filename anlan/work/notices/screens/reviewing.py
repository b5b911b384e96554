"""The page on which an officer goes through the obligations of a notice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.wording import N_
from anlan.work.notices.models import REVIEW, Notice
from anlan.work.notices.queries import planning
from anlan.work.notices.queries.preview import Repeat, repeats_of_line
from anlan.work.notices.queries.rights import issuing_units, may_edit
from anlan.work.notices.reading import head
from anlan.work.notices.screens import lines
from anlan.work.notices.screens.frame import frame_of
from anlan.work.notices.screens.original import paragraphs

UNDO = {
    "edit": N_("改动"), "split": N_("拆开"), "merge": N_("并入"), "drop": N_("去掉"), "restore": N_("恢复"), "add": N_("添加"),
    "confirm": N_("确认"), "resolve": N_("替代写法"), "outside": N_("系统外办理"),
}  # fmt: skip


def context(notice: Notice, actor: Actor, *, at: datetime, on: int | None = None) -> dict[str, Any]:
    """Text left, rows right. on: the id of the row to be open; None opens the first that nobody has decided about."""
    obligations = list(notice.obligations.select_related("notice").order_by("order", "id"))
    pairs = lines.numbered(obligations)
    units = planning.reachable(notice, at)
    rows = lines.rows_of(pairs, units, at, planning.have_from_above(notice))
    current = _current(rows, on)
    live = [r for r in rows if r.obligation.is_live]
    counts = {
        "all": len(live),
        "confirmed": sum(r.obligation.state == "confirmed" for r in live),
        "open": sum(r.obligation.state != "confirmed" for r in live),
        "look": sum(r.obligation.state == "look" for r in live),
        "plain": sum(r.obligation.state == "open" for r in live),
        "undated": sum(bool({"date", "date_past"} & set(r.obligation.look_why)) for r in live),
        "tasks": sum(r.units for r in live if r.obligation.is_sent),
    }
    asked = {id(r.meant): r.meant for r in live if r.obligation.is_sent}
    meant = {u.pk for group in asked.values() for u in group}
    last = notice.undo[-1]["what"] if notice.undo else ""
    frame = head(notice.text)
    return {
        "notice": notice, "rows": rows, "frame": frame_of(notice, frame),
        "paragraphs": paragraphs(notice.text, pairs, current.obligation.pk if current else None, notice.asides, frame),
        "current": current, "fields": lines.fields_of(current.obligation) if current else None,
        "repeats": _repeats(current) if current and notice.is_open else [],
        "counts": counts,
        "units": len(meant), "may_edit": may_edit(actor, notice) and notice.is_open, "ready": bool(live) and not counts["open"],
        "undo_words": _(UNDO[last]) if last in UNDO else "", "first": live[0].obligation.pk if live else None,
        "section_of": {r.obligation.pk: r.obligation.section for r in rows},
    }  # fmt: skip


def _repeats(row: lines.Row) -> list[Repeat]:
    """What the same units were sent already and have not closed, alike to the open row."""
    if not row.obligation.is_sent or row.obligation.is_bounded_open:
        return []
    return repeats_of_line(row.obligation, (unit.pk for unit in row.meant))[:3]


def _current(rows: list[lines.Row], on: int | None) -> lines.Row | None:
    for row in rows:
        if row.obligation.pk == on:
            return row
    undecided = [r for r in rows if r.obligation.state in ("open", "look")]
    return next(iter(undecided or rows), None)


def next_after(notice: Notice, pk: int) -> int | None:
    """The next row to decide about after `pk`, round to the beginning; `pk` itself when all are decided."""
    found = list(notice.obligations.filter(merged_into=None).order_by("order", "id").values_list("pk", "state"))
    place = next((n for n, (row, _state) in enumerate(found) if row == pk), -1)
    turned = found[place + 1 :] + found[: place + 1]
    return next((row for row, state in turned if state in ("open", "look")), pk if place >= 0 else None)


def waiting_count(actor: Actor, at: datetime) -> int:
    """How many notices wait to be reviewed and sent by the actor's bureau."""
    issuing = issuing_units(actor)
    return Notice.objects.filter(unit_id__in=issuing, state=REVIEW).count() if issuing else 0
