"""Asking back: only about doubtful cells, only those units; and taking an answer as good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.work.cases import actions as cases
from anlan.work.returns.actions.drafting import locked_round
from anlan.work.returns.actions.table import TO_LOOK_AT
from anlan.work.returns.models import FROZEN, OPEN, Doubt, Round, Sheet

MOST = 2000


def _chosen(row: Round, doubt_ids: Iterable[int] | None, states: Iterable[str]) -> list[Doubt]:
    found = Doubt.objects.select_for_update().filter(round_id=row.pk, state__in=list(states))
    if doubt_ids is not None:
        found = found.filter(pk__in=list(doubt_ids))
    return list(found.order_by("unit_path", "id")[:MOST])


@action
def ask_back(round_: Round, doubt_ids: Iterable[int] | None, *, note: str, by: Actor, at: datetime) -> tuple[int, int]:
    """Ask about doubtful cells (all that were kept, or those chosen). -> (cells, units). Nobody else hears of it."""
    row = locked_round(round_.pk, by, states=(OPEN,))
    doubts = _chosen(row, doubt_ids, ("kept", "answered"))
    if not doubts:
        raise Refused("E-return-no-doubts", _("没有要问的格子"))
    question = note.strip()[:300] or _("这几格请再核一下，改一下或写一句为什么")
    by_case: dict[int, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        doubt.state, doubt.question, doubt.asked_at, doubt.asked_by_id = "asked", question, at, by.person_id
        by_case[doubt.case_id].append(doubt)
    Doubt.objects.bulk_update(doubts, ["state", "question", "asked_at", "asked_by_id"], batch_size=500)
    handed = set(Sheet.objects.filter(pk__in=by_case, state="handed").values_list("pk", flat=True))
    for case_id in sorted(handed):
        asked = by_case[case_id]
        cases.advance(case_id, "question", by=by, at=at, given={"note": question, "doubts": [d.pk for d in asked], "cells": len(asked)})
    payload = {"round": row.pk, "cells": len(doubts), "units": len(by_case), "note": question}
    record("return.ask", unit_id=row.unit_id, by=by, at=at, payload=payload)
    touched("returns", row.unit_path)
    return len(doubts), len(by_case)


@action
def settle(round_: Round, doubt_ids: Iterable[int] | None, *, by: Actor, at: datetime) -> int:
    """Take the values as they stand: the reason is good enough. -> how many."""
    row = locked_round(round_.pk, by, states=(OPEN, FROZEN))
    doubts = _chosen(row, doubt_ids, ("kept", "answered"))
    if not doubts:
        raise Refused("E-return-no-doubts", _("没有要认的格子"))
    Doubt.objects.filter(pk__in=[d.pk for d in doubts]).update(state="settled", settled_at=at)
    sheets = list(Sheet.objects.select_for_update().filter(pk__in={d.case_id for d in doubts}))
    for sheet in sheets:
        sheet.doubts = Doubt.objects.filter(case_id=sheet.pk, state__in=TO_LOOK_AT).count()
    Sheet.objects.bulk_update(sheets, ["doubts"], batch_size=500)
    record("return.settle", unit_id=row.unit_id, by=by, at=at, payload={"round": row.pk, "cells": len(doubts)})
    touched("returns", row.unit_path)
    return len(doubts)
