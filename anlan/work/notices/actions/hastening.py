"""What a re-issue lays on lines that came from above: an earlier date, marked whose it is; and who hears of the re-issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anlan.kernel.actor import Actor
from anlan.kernel.scope import below
from anlan.work.cases.models import Case
from anlan.work.notices.actions.dating import move_due
from anlan.work.notices.actions.hearing import tell_once
from anlan.work.notices.models import Dossier, Notice, Obligation, Task
from anlan.work.notices.queries.planning import Plan, plan_of
from anlan.work.notices.queries.sooner import is_sooner, sooner_lines
from anlan.work.notices.rules.machine import OPEN


def hasten(notice: Notice, plan: Plan, *, by: Actor, at: datetime) -> dict[int, int]:
    """Lay the earlier dates of a re-issue on the lines that units have from above. -> unit id -> how many."""
    counted: Counter[int] = Counter()
    for row, ids in sooner_lines(plan):
        assert row.due_at is not None
        moved = move_due("task.sooner", dict.fromkeys(ids, row.due_at), by=by, at=at, payload={"notice": notice.pk, "by": str(notice.unit)})
        Task.objects.filter(pk__in=[case for case, _unit, _path in moved]).update(sooner_at=row.due_at, sooner_by=notice)
        counted.update(unit for _case, unit, _path in moved)
    return dict(counted)


def date_again(notice: Notice, row: Obligation, *, by: Actor, at: datetime) -> None:
    """The date of a clause that a re-issue hands on was changed: let the lines from above follow, or go back to their own date."""
    let_go(notice, by=by, at=at, clause=row.passes_on)
    if row.gone_at is None and is_sooner(row):
        hasten(notice, plan_of(notice, at=at, only=[row]), by=by, at=at)


def let_go(notice: Notice, *, by: Actor, at: datetime, clause: Obligation | None = None) -> int:
    """Take the earlier dates of a re-issue (on one clause) away: the dates of the notice above hold again. -> how many lines."""
    rows = Task.objects.filter(sooner_by=notice, **({"obligation": clause} if clause else {}))
    ids = list(rows.values_list("pk", flat=True))
    back = {c.pk: c.limit_at for c in Case.objects.filter(pk__in=ids, state__in=OPEN) if c.limit_at}
    rows.update(sooner_at=None, sooner_by=None)
    return len(move_due("task.back", back, by=by, at=at, payload={"notice": notice.pk}))


def tell_handed_on(notice: Notice, dossiers: Mapping[int, Dossier], hastened: Mapping[int, int], *, at: datetime) -> int:
    """Every unit that got lines, earlier dates or a word on top hears of the re-issue once. -> persons."""
    found = dict(dossiers)
    if hastened or notice.note:
        lying = Dossier.objects.filter(below(notice.unit_path), notice_id=notice.reissues_id or 0)
        for d in lying if notice.note else lying.filter(unit_id__in=hastened):
            found.setdefault(d.unit_id, d)
    fresh: Counter[int] = Counter(Task.objects.filter(notice=notice).values_list("dossier__unit_id", flat=True))
    owners = {unit: set[int]() for unit in found}
    laid = Task.objects.filter(sooner_by=notice, case__owner_id__isnull=False)
    for unit, person in laid.values_list("dossier__unit_id", "case__owner_id"):
        owners.setdefault(unit, set()).add(person or 0)

    def facts(d: Dossier) -> dict[str, Any]:
        above = notice.reissues.title if notice.reissues else notice.title
        return {"title": above, "by": str(notice.unit), "n": fresh[d.unit_id], "sooner": hastened.get(d.unit_id, 0), "dossier": d.pk}

    return tell_once(sorted(found.values(), key=lambda d: d.unit_path), owners, "notices.reissued", facts, at=at)
