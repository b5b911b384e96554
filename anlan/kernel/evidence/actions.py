"""The only writers of evidence: attach, lay to a case, share with another case, withdraw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.evidence import files, store
from anlan.kernel.evidence.models import PHASES, Evidence
from anlan.kernel.evidence.rules import Place, place_matches


@quiet
@action
def attach(
    data: bytes,
    name: str,
    *,
    unit_id: int,
    unit_path: str,
    by: Actor,
    at: datetime,
    case_id: int | None = None,
    phase: str = "proof",
    place: Place | None = None,
) -> Evidence:
    """Keep a file and lay it to a case (or to nobody's yet: `case_id` None, then only `by` sees it; see `lay`).

    phase  before, after, proof or document
    place  (latitude, longitude) of the case's place, to say whether the photo was taken there
    Unreadable when the file is not taken, NoSpace when the disk is full. The same file twice is one row.
    """
    if phase not in PHASES:
        raise ValueError(f"no phase {phase!r}")
    found = files.inspect(data, name)
    if again := _twin(found.sha256, unit_path, case_id, phase, by):
        return again
    store.keep(data)
    taken = (found.latitude, found.longitude) if found.latitude is not None and found.longitude is not None else None
    row = Evidence(
        unit_id=unit_id, unit_path=unit_path, case_id=case_id, sha256=found.sha256, kind=found.kind, mime=found.mime,
        name=found.name, size=found.size, width=found.width, height=found.height, phase=phase, taken_at=found.taken_at,
        latitude=found.latitude, longitude=found.longitude, place_matches=place_matches(taken, place),
        used_in_case_id=_used_in(found.sha256, unit_path, case_id), by_id=by.person_id, at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:  # the twin of a double click was quicker
        if again := _twin(found.sha256, unit_path, case_id, phase, by):
            return again
        raise Refused("E-evidence", _("没存上，你填的都还在。再试一次")) from clash
    _record("evidence.attach", row, by, at)
    return row


@quiet
@action
def lay(
    evidence_ids: Iterable[int],
    *,
    case_id: int,
    unit_id: int,
    unit_path: str,
    by: Actor,
    at: datetime,
    phase: str | None = None,
    place: Place | None = None,
) -> list[Evidence]:
    """Lay files that `by` attached before there was a case to the case now opened; those already laid stay as they are.

    A file that lies on the case already is that one: the second copy is not laid beside it.
    """
    laid = []
    for row in Evidence.objects.select_for_update().filter(pk__in=list(evidence_ids), case_id=None, by_id=by.person_id):
        if again := _twin(row.sha256, unit_path, case_id, phase or row.phase, by):
            laid.append(again)
            continue
        taken = (row.latitude, row.longitude) if row.latitude is not None and row.longitude is not None else None
        row.case_id, row.unit_id, row.unit_path, row.phase = case_id, unit_id, unit_path, phase or row.phase
        row.place_matches = place_matches(taken, place)
        row.used_in_case_id = _used_in(row.sha256, unit_path, case_id)
        row.save(update_fields=["case_id", "unit_id", "unit_path", "phase", "place_matches", "used_in_case_id"])
        _record("evidence.attach", row, by, at)
        laid.append(row)
    return laid


@quiet
@action
def share(evidence: Evidence, *, case_id: int, unit_id: int, unit_path: str, by: Actor, at: datetime, phase: str = "proof") -> Evidence:
    """Let one file prove another case too, without asking for it again. What is shared openly is not flagged as reused."""
    if again := _twin(evidence.sha256, unit_path, case_id, phase, by):
        return again
    row = Evidence.objects.get(pk=evidence.pk)
    row.shared_from_id, row.pk = row.pk, None
    row.case_id, row.unit_id, row.unit_path, row.phase = case_id, unit_id, unit_path, phase
    row.used_in_case_id, row.by_id, row.at = None, by.person_id, at
    row._state.adding = True
    row.save(force_insert=True)
    _record("evidence.share", row, by, at)
    return row


@action
def withdraw(evidence: Evidence, *, why: str, by: Actor, at: datetime) -> Evidence:
    """Take a file from view (a wrong photo, a face that should not be there). The row stays; only who brought it may do so.

    The bytes are erased by the daily tidying when no other row holds them.
    """
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if row.by_id != by.person_id and not by.is_system:
        raise Refused("E-evidence-whose", _("这个文件是别人添加的，由他撤下。"))
    if not why.strip():
        raise Refused("E-evidence-why", _("写一句为什么撤下"), fields={"why": _("写一句为什么撤下")})
    if row.withdrawn_at is not None:
        raise Refused("E-evidence-gone", _("已经撤下了。"))
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_why = at, by.person_id, why.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_why"])
    _record("evidence.withdraw", row, by, at)
    return row


def _twin(sha256: str, unit_path: str, case_id: int | None, phase: str, by: Actor) -> Evidence | None:
    return Evidence.objects.filter(
        sha256=sha256, unit_path=unit_path, case_id=case_id, phase=phase, by_id=by.person_id, withdrawn_at=None
    ).first()


def _used_in(sha256: str, unit_path: str, case_id: int | None) -> int | None:
    """The first other case of the same unit that holds the same bytes: a flag for who verifies, not a refusal."""
    others = Evidence.objects.filter(sha256=sha256, unit_path=unit_path, case_id__isnull=False, withdrawn_at=None)
    return others.exclude(case_id=case_id).order_by("id").values_list("case_id", flat=True).first()


def _record(verb: str, row: Evidence, by: Actor, at: datetime) -> None:
    payload = {"evidence": row.pk, "name": row.name, "sha256": row.sha256, "phase": row.phase}
    record(verb, unit_id=row.unit_id, by=by, at=at, case_id=row.case_id, payload=payload)
    touched("evidence", row.unit_path)
