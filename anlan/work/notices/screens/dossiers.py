"""A dossier laid out: lines in groups, what to do with each, and the page that proves several at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.ledger import queries as ledger
from anlan.kernel.web import dates
from anlan.registers.places import queries as places
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case
from anlan.work.notices.queries import stopped_words, usable_records
from anlan.work.notices.rules import machine
from anlan.work.notices.rules.machine import OPEN
from anlan.work.notices.screens import words

HANDS_IN = frozenset(machine.HANDS_IN)
REASONS = {"return", "doubt", "refuse_na"}


def context(found: dict[str, Any], actor: Actor, *, at: datetime, order: str) -> dict[str, Any]:
    """The page of a dossier. order: clause (as in the notice) or due (nearest first)."""
    lines = [_line(row, at) for row in found["lines"]]
    _reasons([row for row in lines if row["case"].state in ("returned", "doing") and row["case"].returned])
    grouped = _by_due(lines, at) if order == "due" else _by_clause(lines)
    todo = [row for row in lines if row["case"].state in OPEN]
    home = any(found["unit"].unit_path == g.path or g.path.startswith(found["unit"].unit_path) for g in actor.grants)
    return {
        **found, "groups": grouped, "order": order, "todo": len(todo), "late": sum(row["late"] for row in lines),
        "waiting": sum(row["case"].state in ("submitted", "asked_na") for row in lines),
        "closed": sum(bool(row["case"].closed_at) for row in lines),
        "effort": words.hours(sum(row["clause"].minutes for row in todo)), "home": home,
        "choosable": any(row["provable"] or row["handable"] for row in lines),
    }  # fmt: skip


def _line(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    state = row["case"].state
    row["provable"] = bool(HANDS_IN & row["may"])
    row["handable"] = state in OPEN and ("receive" in row["may"] or "not_apply" in row["may"] or row["on_me"])
    row["late"] = row["cell"].key == "overdue"
    row["sign"] = row["cell"].sign
    row["why"] = ""
    task = row["task"]
    row["whose"] = str(task.notice.unit) if task.notice.reissues_id and not row["clause"].passes_on_id else ""
    row["sooner"] = str(task.sooner_by.unit) if task.sooner_by is not None and state in OPEN else ""
    row["above_due"] = words.near_day(row["case"].limit_at, at) if row["sooner"] and row["case"].limit_at else ""
    row["due_words"], row["running"] = due_words(row["due_at"], at), words.running_long(row["clause"])
    if row["running"]:
        words_of = _("这次 %(due)s") if row["task"].until else _("到 %(due)s")
        row["due_words"] = words_of % {"due": row["due_words"]}
    return row


def due_words(due: datetime, at: datetime) -> str:
    """`1月29日 周五 · 还剩 36 天`, tomorrow `明天 17:00 前 · 还剩 1 天`."""
    if dates.days_between(due, at) <= 1 or dates.is_late(due, at):
        return dates.deadline(due, at, form="list")
    return f"{words.near_day(due, at)} · {dates.left(due, at)}"


def _reasons(rows: list[dict[str, Any]]) -> None:
    """The reason of the last return, from the trail."""
    for row in rows:
        for entry in ledger.trail(row["case"].pk):
            if entry.verb in REASONS:
                row["why"] = str(entry.payload.get("note") or entry.payload.get("why") or "")
                break


def _by_clause(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in lines:
        clause = row["clause"]
        key = (row["whose"], clause.section, clause.heading)
        if not found or found[-1]["key"] != key:
            label = "、".join(p for p in (clause.section, clause.heading) if p) or _("其他")
            if row["whose"]:
                label = _("%(unit)s加的") % {"unit": row["whose"]}
            found.append({"key": key, "label": label, "rows": []})
        found[-1]["rows"].append(row)
    return found


def _by_due(lines: list[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(lines, key=lambda r: (bool(r["case"].closed_at), r["due_at"], r["number"])):
        closed = bool(row["case"].closed_at)
        late = not closed and row["case"].state in OPEN and at > row["due_at"]
        label = _("办结的") if closed else _("已逾期") if late else words.near_day(row["due_at"], at)
        found.setdefault(label, {"key": label, "label": label, "rows": []})["rows"].append(row)
    return list(found.values())


def line_of(found: dict[str, Any], case_pk: int) -> dict[str, Any]:
    """One line of a dossier; Case.DoesNotExist when it is not there."""
    for row in found["lines"]:
        if row["case"].pk == case_pk:
            return dict(row)
    raise Case.DoesNotExist(case_pk)


def proving(found: dict[str, Any], chosen: list[int], *, at: datetime, scan: str = "") -> dict[str, Any]:
    """The page that proves: the chosen lines first, then others that the same record could prove; records that are there already."""
    lines = [_line(row, at) for row in found["lines"] if HANDS_IN & row["may"]]
    _reasons([row for row in lines if row["case"].returned])
    picked = [row for row in lines if row["case"].pk in chosen]
    need = {row["task"].proof for row in picked or lines}
    place = _place(scan)
    return {
        **found, "picked": picked, "more": [row for row in lines if row["case"].pk not in chosen],
        "need_photo": bool({"photo", "onsite"} & need),
        "need_scan": "onsite" in need, "records": usable_records(found["unit"].unit_path), "scan": scan, "scanned": place,
        "stopped": stopped_words(place, at),
        "suggested": picked[0]["clause"].title if len(picked) == 1 else "",
    }  # fmt: skip


def _place(code: str) -> Place | None:
    try:
        return places.by_code(UUID(code)) if code else None
    except (ValueError, Place.DoesNotExist):
        return None


def clause(row: dict[str, Any]) -> dict[str, Any]:
    """The paragraph of the notice in which the clause stands, cut before, in and after it."""
    notice, ob = row["task"].notice, row["clause"]
    text = notice.text
    first = text.rfind("\n", 0, ob.start) + 1
    last = text.find("\n", ob.end)
    last = len(text) if last < 0 else last
    return {
        "line": row, "before": text[first : ob.start].lstrip(" \u3000"), "within": text[ob.start : ob.end], "after": text[ob.end : last],
        "substitute": ob.resolution == "substitute", "clause": ob, "notice": notice,
    }  # fmt: skip
