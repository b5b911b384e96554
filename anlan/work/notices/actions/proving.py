"""Proving a line and confirming it: records, handing in, looking, returning, confirming, asking whether it applies at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, touched
from anlan.kernel.action import record as entry
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.evidence import actions as evidence
from anlan.kernel.evidence import queries as evidences
from anlan.kernel.evidence.models import Evidence
from anlan.registers.calendar import queries as calendar
from anlan.registers.org.models import Unit
from anlan.registers.places import queries as places
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case, Party
from anlan.work.notices.models import Look, Proof, Record, Task
from anlan.work.notices.queries.timing import next_time
from anlan.work.notices.rules import VERB_OF_RULE, enough, missing_words, verb_of


@quiet
@action
def make_record(
    unit: Unit, *, title: str, by: Actor, at: datetime, text: str = "", files: Iterable[int] = (), place_code: UUID | None = None,
    nonce: UUID | None = None,
) -> Record:  # fmt: skip
    """Keep a proof of `unit`: what was done, with files that `by` attached before (evidence ids without a case).

    place_code  the code of a place of the unit, read on the spot: the proof then counts as on site
    """
    nonce = nonce or uuid4()
    if again := Record.objects.filter(unit=unit, nonce=nonce).first():
        return again
    found = list(Evidence.objects.filter(pk__in=list(files), withdrawn_at=None))
    place = None
    if place_code is not None:
        place = places.by_code(place_code)
        if not place.unit_path.startswith(unit.unit_path):
            raise Refused("E-record-place", _("这个位置码是别的单位的"))
    if not (text.strip() or found or place):
        raise Refused("E-record-empty", _("写一句做了什么，或加一个文件"), fields={"text": _("写一句做了什么")})
    row = Record(
        unit=unit, unit_path=unit.unit_path, nonce=nonce, title=(title.strip() or text.strip())[:120], text=text.strip()[:4000],
        files=sorted(e.pk for e in found), images=sum(e.is_image for e in found), place=place, scanned_at=at if place else None,
        made_by_id=by.person_id, at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        if again := Record.objects.filter(unit=unit, nonce=nonce).first():
            return again
        raise Refused("E-record", _("没存上，你填的都还在。再试一次")) from clash
    said = {"record": row.pk, "title": row.title, "files": [e.sha256 for e in found]}
    if place:  # a place out of use is not shut to whoever proves something there, but it is noted
        said |= {"place": place.pk, "usable": places.is_usable(place, at)}
    entry("record.make", unit_id=unit.pk, by=by, at=at, payload=said)
    touched("records", unit.unit_path)
    return row


def prove(row: Case, task: Task, given: dict[str, Any], *, by: Actor, at: datetime) -> Record:
    """Lay a record to the line, made from what was given when none is named; Refused says what is still missing.

    given  record (id), or note, files (evidence ids) and what already lies on the case. Afterwards: record and note only.
    """
    made = _named(row, given) if given.get("record") else _made(row, given, by, at)
    missing = enough(task.proof, text=made.text, files=len(made.files) - made.images, images=made.images,
                     scanned=made.scanned_at is not None)  # fmt: skip
    if missing:
        words = [_(w) for w in missing_words(missing)]
        raise Refused("E-task-proof", _("还缺：%(what)s") % {"what": "、".join(words)}, fields=dict(zip(missing, words, strict=True)))
    Proof.objects.get_or_create(record=made, case=row, defaults={"unit_path": row.unit_path, "at": at})
    _lay_files(made, row, by, at)
    if made.made_by_id != by.person_id:  # whoever made the record took part in doing the thing
        Party.objects.bulk_create(
            [Party(case=row, unit_path=row.unit_path, person_id=made.made_by_id, part="prove", at=at)], ignore_conflicts=True
        )
    for name in ("files", "scan"):
        given.pop(name, None)
    given["record"] = made.pk
    return made


def _named(row: Case, given: dict[str, Any]) -> Record:
    found = Record.objects.filter(pk=given["record"]).first()
    if found is None or not _same_house(found.unit_path, row.unit_path):
        raise Refused("E-record-whose", _("找不到这份记录，或不是本单位的"))
    return found


def _same_house(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _made(row: Case, given: dict[str, Any], by: Actor, at: datetime) -> Record:
    note = str(given.get("note") or "").strip()
    lying = [e.pk for e in evidences.of_case(row.pk)]
    files = [int(f) for f in given.get("files") or ()]
    code = UUID(str(given["scan"])) if given.get("scan") else None
    if not (note or lying or files):
        raise Refused("E-task-proof", _("写一句做了什么，或加一个文件"), fields={"note": _("写一句做了什么")})
    return make_record(row.unit, title=note[:60] or row.title, text=note, files=[*lying, *files], place_code=code, by=by, at=at)


def _lay_files(made: Record, row: Case, by: Actor, at: datetime) -> None:
    """Every line proved by a record holds its files itself, so that whoever sees the line sees them."""
    where: dict[str, Any] = {"case_id": row.pk, "unit_id": row.unit_id, "unit_path": row.unit_path, "by": by, "at": at}
    for file in Evidence.objects.filter(pk__in=made.files, withdrawn_at=None):
        if file.case_id is None:
            for laid in evidence.lay([file.pk], phase="proof", **where):
                if laid.pk != file.pk:  # the same photo lies there already: the record shows that one
                    made.files = sorted({*made.files, laid.pk} - {file.pk})
                    made.save(update_fields=["files"])
        elif file.case_id != row.pk:
            evidence.share(file, phase="proof", **where)


def verb_for(row: Case, task: Task, at: datetime) -> str:
    """The step by which the line is handed in now."""
    return verb_of(VERB_OF_RULE[task.rule], until=task.until, limit_at=row.limit_at or row.due_at, at=at)


def time_after(row: Case, task: Task, at: datetime) -> datetime:
    """When a line that comes again is due next, at the latest the last time."""
    since, last = max(at, row.limit_at or row.due_at), task.until or row.due_at
    found = next_time(task.obligation, calendar.calendar_for(row.unit_path), since)
    return min(found, last) if found else last


@action
def submit(case: Case | int, *, by: Actor, at: datetime, record: Record | None = None, note: str = "", seen: int | None = None) -> Case:
    """Hand in one line, with a record or with a note (and what already lies on the case)."""
    task = Task.objects.select_related("case").get(pk=case if isinstance(case, int) else case.pk)
    given: dict[str, Any] = {"note": note} | ({"record": record.pk} if record else {})
    return cases.advance(task.pk, verb_for(task.case, task, at), by=by, at=at, given=given, seen=seen)


@action
def submit_lines(case_ids: Iterable[int], *, record: Record, by: Actor, at: datetime) -> list[Case]:
    """Hand in several lines with one record; all of them or, when one is refused, none."""
    ids = list(dict.fromkeys(case_ids))
    if not ids:
        raise Refused("E-task-none", _("先选这份记录证明哪几条"))
    return [submit(pk, by=by, at=at, record=record, note=record.text[:200]) for pk in ids]


@quiet
@action
def hand_in(case_ids: Iterable[int], *, record: Record, by: Actor, at: datetime) -> tuple[list[Case], list[Case]]:
    """Hand in several lines with one record. -> (handed in, withdrawn while it was written). What stops another line stops them all.

    A line that was taken back above is no reason to lose what was typed: the record stays, and may prove something else.
    """
    done, gone = [], []
    for pk in dict.fromkeys(case_ids):
        case = Case.objects.get(pk=pk, kind="task")
        if case.state == "withdrawn":
            gone.append(case)
            continue
        try:
            done.append(submit(pk, by=by, at=at, record=record, note=record.text[:200]))
        except Refused:
            case.refresh_from_db()
            if case.state != "withdrawn":
                raise
            gone.append(case)
    if not done and not gone:
        raise Refused("E-task-none", _("先选这份记录证明哪几条"))
    return done, gone


@quiet
@action
def look(case: Case | int, *, by: Actor, at: datetime) -> Look:
    """The person opens what was handed in. Kept, because who has not looked cannot confirm."""
    row = case if isinstance(case, Case) else Case.objects.get(pk=case)
    seen, fresh = Look.objects.update_or_create(case=row, person_id=by.person_id, defaults={"unit_path": row.unit_path, "at": at})
    if fresh:
        entry("task.look", unit_id=row.unit_id, by=by, at=at, case_id=row.pk)
    return seen


@action
def return_line(case: Case | int, *, note: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Send a line back with the reason."""
    return cases.advance(case, "return", by=by, at=at, given={"note": note}, seen=seen)


@action
def verify_line(case: Case | int, *, by: Actor, at: datetime, note: str = "", seen: int | None = None) -> Case:
    """Confirm one line. There is no confirming of many: each is looked at, or a sample decides."""
    return cases.advance(case, "verify", by=by, at=at, given={"note": note} if note else {}, seen=seen)


@action
def ask_not_applicable(case: Case | int, *, why: str, by: Actor, at: datetime) -> Case:
    """Ask the level above to agree that a line does not apply here."""
    return cases.advance(case, "not_apply", by=by, at=at, given={"note": why})


@action
def doubt(case: Case | int, *, note: str, by: Actor, at: datetime) -> Case:
    """Reopen a closed line because something does not hold; in a sample the round fails with it."""
    return cases.advance(case, "doubt", by=by, at=at, given={"note": note})
