"""What a verifier sees: the queue, and one line with its proof beside the words it answers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.ledger import queries as ledger
from anlan.registers.people.queries import holders_of
from anlan.work.cases.models import Case
from anlan.work.cases.queries import is_mine, turns_of
from anlan.work.cases.queries import waiting as waiting_cases
from anlan.work.notices.models import Proof, Task
from anlan.work.notices.queries import records_of
from anlan.work.notices.rules import PROOFS
from anlan.work.notices.screens import words
from anlan.work.notices.screens.dossiers import clause

LOOKED_AT = ("submitted", "asked_na")
MOST = 200


def ids(actor: Actor) -> list[int]:
    """Case ids of lines that wait for the actor's confirmation, nearest limit first."""
    return [c.pk for c in waiting_cases(actor, MOST) if c.kind == "task" and c.state in LOOKED_AT]


def next_after(actor: Actor, pk: int) -> int | None:
    """The next of the queue after `pk`, round to the beginning; None when nothing else waits."""
    found = ids(actor)
    place = found.index(pk) if pk in found else -1
    rest = found[place + 1 :] + found[: max(place, 0)]
    return next((i for i in rest if i != pk), None)


def waiting(actor: Actor, *, at: datetime) -> list[dict[str, Any]]:
    """Rows of the queue."""
    tasks = Task.objects.select_related("case", "case__unit", "obligation", "notice").in_bulk(ids(actor))
    proofs = Counter(Proof.objects.filter(case_id__in=list(tasks)).values_list("case_id", flat=True))
    return [
        {"task": task, "case": task.case, "clause": task.obligation, "proof": _(PROOFS[task.proof]), "records": proofs[pk]}
        for pk, task in tasks.items()
    ]


def context(case: Case, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """One line: clause, who did it, records with files, what may be decided."""
    task = Task.objects.select_related("obligation", "notice", "dossier").get(pk=case.pk)
    row = {"case": case, "task": task, "clause": task.obligation}
    queue = ids(actor)
    place = queue.index(case.pk) if case.pk in queue else None
    owner = next(iter(holders_of(case.owner_id, at)), None) if case.owner_id else None
    return {
        **clause(row), **row, "panel": {"records": records_of(case)},
        "mine": case.state in LOOKED_AT and is_mine(case, actor, turns_of(actor)),
        "proof": _(PROOFS[task.proof]), "rule": words.rule_words(task.rule, task.obligation.percent), "owner": owner,
        "asked": case.state == "asked_na", "asked_why": _asked(case), "queue": len(queue),
        "place": None if place is None else place + 1, "previous": queue[place - 1] if place else None,
        "following": None if place is None else next(iter(queue[place + 1 :]), None),
    }  # fmt: skip


def _asked(case: Case) -> str:
    if case.state != "asked_na":
        return ""
    return next((str(e.payload.get("note", "")) for e in ledger.trail(case.pk) if e.verb == "not_apply"), "")
