"""What proves a line: its records with their files, and what is still missing for the next step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.evidence import queries as evidence
from anlan.registers.people import queries as people
from anlan.registers.places import queries as places
from anlan.registers.places.models import Place
from anlan.registers.places.rules import STANDING
from anlan.work.cases.models import Case
from anlan.work.notices.models import Look, Proof, Record, Task
from anlan.work.notices.rules import PROOFS, enough, missing_words
from anlan.work.notices.rules.machine import OPEN


def records_of(case: Case) -> list[dict[str, Any]]:
    """Records that prove the line, newest first: record, who, files, stopped (what held the place when it was scanned), also (how
    many other lines it proves)."""
    links = list(Proof.objects.filter(case=case).order_by("-at", "-id"))
    records = Record.objects.select_related("place").in_bulk([link.record_id for link in links])
    found = [records[link.record_id] for link in links if link.record_id in records]
    names = people.names({r.made_by_id for r in found})
    files = evidence.of_case(case.pk)
    by_hash = {f.pk: f for f in files} | {f.shared_from_id: f for f in files if f.shared_from_id}
    return [
        {
            "record": r, "who": names.get(r.made_by_id, ""), "files": [by_hash[pk] for pk in r.files if pk in by_hash],
            "stopped": stopped_words(r.place, r.scanned_at) if r.scanned_at else "",
            "also": Proof.objects.filter(record=r).count() - 1,
        }
        for r in found
    ]  # fmt: skip


def stopped_words(place: Place | None, at: datetime) -> str:
    """此处已停用, where the place might not be used at `at`; "" where it might. A proof may be made there all the same."""
    found = places.stopped([place.pk], at) if place else {}
    return "".join(_(STANDING[control.kind]) for control in found.values())


def proof_conditions(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Rows (ok, text): for who works on the line what its proof level asks, for who confirms whether they looked."""
    task = Task.objects.get(pk=case.pk)
    if case.state in OPEN:
        files = evidence.of_case(case.pk)
        images = sum(f.is_image for f in files)
        missing = enough(task.proof, files=len(files) - images, images=images)
        rows = [{"ok": False, "text": _(words)} for words in missing_words(missing)]
        return rows or [{"ok": True, "text": _(PROOFS[task.proof])}]
    if case.state == "submitted" and task.proof != "declared":
        since = task.submitted_at or case.since
        seen = Look.objects.filter(case=case, person_id=actor.person_id, at__gte=since).exists()
        return [{"ok": seen, "text": _("打开交来的东西看过")}]
    return []


def usable_records(unit_path: str, *, limit: int = 30) -> list[Record]:
    """Records of a unit that could prove further lines, newest first."""
    from anlan.kernel.scope import below

    return list(Record.objects.filter(below(unit_path)).order_by("-at")[:limit])
