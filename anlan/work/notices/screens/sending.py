"""The preview of a dispatch, laid out."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.work.notices.models import Obligation
from anlan.work.notices.queries import Preview
from anlan.work.notices.rules import ADDRESSEE_KINDS, PROOFS
from anlan.work.notices.screens import words

SAME = re.compile(r"\d+|“[^”]*”")  # what differs between sentences that say the same of several lines


def context(found: Preview, at: datetime) -> dict[str, Any]:
    """Figures, rows and samples in words."""
    return {
        "preview": found,
        "stops": stops_of(found),
        "effort": words.hours(found.minutes),
        "each": _each(found),
        "kinds": [(_(ADDRESSEE_KINDS.get(kind, kind)), units, lines) for kind, units, lines in found.per_kind],
        "samples": [_sample(s, at) for s in found.samples],
        "rows": [_row(row, at) for row in found.rows],
        "confirm": _("派给 %(units)s，共 %(tasks)s，派出后只能撤回，不能改没。")
        % {"units": _units(found.units), "tasks": _tasks(found.tasks)},
        "verb": _("派给 %(units)s") % {"units": _units(found.units)},
    }  # fmt: skip


def _row(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    clause = row["obligation"]
    return {
        **row, "proof": _(PROOFS[clause.proof]), "rule": words.rule_words(clause.rule, clause.percent),
        "effort": words.hours(row["minutes"]), "due_words": _by_when(clause, row["due"], at, row["times"]),
        "other_dues": row["other_dues"] if clause.way == "once" else 0,
    }  # fmt: skip


def _sample(sample: dict[str, Any], at: datetime) -> dict[str, Any]:
    lines = [(clause, _by_when(clause, due and due.at, at, due.times if due else 1) or _("没定")) for clause, due in sample["lines"]]
    return {**sample, "words": words.hours(sample["minutes"]), "lines": lines}


def _by_when(clause: Obligation, due: datetime | None, at: datetime, times: int) -> str:
    """`12月28日 周一`; `每周五 · 第一次 12月18日 周五，共 6 次`; `随发现随办 · 1月29日 前说一次`; '' without any."""
    if due is None:
        return ""
    day = words.near_day(due, at)
    if clause.way == "recurring" and not clause.due_fixed:
        first = _("%(way)s · 第一次 %(day)s") % {"way": words.running(clause), "day": day}
        return ngettext("%(first)s，共 %(n)d 次", "%(first)s，共 %(n)d 次", times) % {"first": first, "n": times} if times > 1 else first
    if clause.way != "once":
        return _("%(way)s · 到 %(day)s") % {"way": words.running(clause), "day": day}
    return day


def stops_of(found: Preview) -> list[dict[str, Any]]:
    """What stops the sending, sentences of one kind together: the first says it, the others are links behind it."""
    kinds: dict[str, list[Any]] = {}
    for stop in found.stops:
        kinds.setdefault(SAME.sub("", stop.sentence), []).append(stop)
    return [{"first": stops[0], "all": stops, "more": len(stops) - 1} for stops in kinds.values()]


def _units(n: int) -> str:
    return ngettext("%(n)d 个单位", "%(n)d 个单位", n) % {"n": n}


def _tasks(n: int) -> str:
    return ngettext("%(n)d 件", "%(n)d 件", n) % {"n": n}


def _each(found: Preview) -> str:
    if found.least_minutes == found.most_minutes:
        return words.hours(found.most_minutes)
    return _("%(least)s 到 %(most)s") % {"least": words.hours(found.least_minutes), "most": words.hours(found.most_minutes)}


def so_far(progress: dict[str, Any] | None, lines: int) -> dict[str, int]:
    """How many of how many tasks: the writer counts each line thrice (laid, written, recorded)."""
    if not progress or not progress["total"]:
        return {"done": 0, "total": lines}
    part = int(progress["done"]) / int(progress["total"])
    return {"done": round(part * lines), "total": lines}
