"""The roll-up page: figures, groups with their totals, one district open, who is missing, how the round ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.work.returns.models import FROZEN, Round, Sheet
from anlan.work.returns.queries import doubtful, rollup
from anlan.work.returns.queries.frozen import still_as_signed
from anlan.work.returns.rules import HANDED, Field, load
from anlan.work.returns.wording import STATE_SIGNS, state_words, total_words

CHECKED_AT_ONCE = 3000  # rows whose digest is worked out with every look


def context(round_: Round, at: datetime, *, by: str = "district", open_path: str = "", check: bool = False) -> dict[str, Any]:
    """Counted anew at every look."""
    fields = load(round_.fields)
    found = rollup.rollup(round_, by=by)
    opened = _opened(round_, fields, open_path) if by == "district" and open_path else []
    whole = found.whole
    return {
        "round": round_, "at": at, "by": by, "fields": fields, "whole": whole, "open": open_path, "opened": opened,
        "groups": [{"group": g, "cells": _cells(fields, g.totals), "word": _(g.label) if by == "kind" else g.label} for g in found.groups],
        "sums": _cells(fields, whole.totals), "late": round_.due_at is not None and at > round_.due_at, "all_in": not whole.missing,
        "doubts": doubtful.counts(round_), "held": _held(round_, found.whole.rows, check),
    }  # fmt: skip


def _held(round_: Round, rows: int, check: bool) -> bool | None:
    """Whether a frozen table still is what was signed; a large one is only checked when somebody asks (None)."""
    if round_.state != FROZEN or not (check or rows <= CHECKED_AT_ONCE):
        return None
    return still_as_signed(round_)


def _cells(fields: list[Field], totals: Mapping[str, Any]) -> list[tuple[Field, str]]:
    return [(f, total_words(f, totals)) for f in fields]


def _opened(round_: Round, fields: list[Field], path: str) -> list[dict[str, Any]]:
    return [_unit(sheet, fields) for sheet in rollup.units_of_group(round_, path)]


def _unit(sheet: Sheet, fields: list[Field]) -> dict[str, Any]:
    state = "begun" if sheet.state == "asked" and sheet.began_at else sheet.state
    handed = sheet.state in HANDED
    return {
        "sheet": sheet, "unit": sheet.unit, "sign": STATE_SIGNS.get(state, "unk"),
        "state": _("零报告") if handed and sheet.nothing else state_words(state),
        "cells": _cells(fields, sheet.totals) if handed else [(f, "") for f in fields],
    }  # fmt: skip


def missing_text(round_: Round, at: datetime) -> str:
    """Words for the group: only who is missing is named."""
    groups = rollup.missing(round_)
    total = sum(len(units) for _district, units in groups)
    if not total:
        return ""
    due = f"{local(round_.due_at):%m月%d日 %H:%M}" if round_.due_at else ""
    head = _("%(title)s：截至 %(at)s，还有 %(n)s 个单位没报") % {"title": round_.title, "at": f"{local(at):%H:%M}", "n": total}
    lines = [_("%(district)s（%(n)s）：%(units)s") % {"district": d, "n": len(u), "units": "、".join(u)} for d, u in groups]
    late = round_.due_at is not None and at > round_.due_at
    foot = _("%(due)s 已经过了，现在就报。没有的点一下零报告。") if late else _("%(due)s 前报。没有的点一下零报告。")
    return "\n".join([head, *lines, foot % {"due": due}])
