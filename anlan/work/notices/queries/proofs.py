"""What proves a line: its records with their files, and what is still missing for the next step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.evidence import queries as evidence
from anlan.kernel.evidence.models import Evidence
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
    names, files = people.names({r.made_by_id for r in found}), _files_of(case, found)
    return [
        {
            "record": r, "who": names.get(r.made_by_id, ""), "files": list({f.pk: f for pk in r.files if (f := files.get(pk))}.values()),
            "stopped": stopped_words(r.place, r.scanned_at) if r.scanned_at else "",
            "also": Proof.objects.filter(record=r).count() - 1,
        }
        for r in found
    ]  # fmt: skip


def stopped_words(place: Place | None, at: datetime) -> str:
    """此处已停用, where the place might not be used at `at`; "" where it might. A proof may be made there all the same."""
    found = places.stopped([place.pk], at) if place else {}
    return "".join(_(STANDING[control.kind]) for control in found.values())


def _files_of(case: Case, records: Iterable[Record]) -> dict[int, Evidence]:
    """Id of a file as a record names it -> the row that lies on the case: itself, shared from it, or the same photo laid before."""
    lying = evidence.of_case(case.pk)
    found = {f.pk: f for f in lying} | {f.shared_from_id: f for f in lying if f.shared_from_id}
    by_hash = {f.sha256: f for f in lying}
    elsewhere = evidence.hashes({pk for r in records for pk in r.files} - set(found))
    return found | {pk: by_hash[sha256] for pk, sha256 in elsewhere.items() if sha256 in by_hash}


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
