"""A file comes in: refused when secret, asked about when internal, otherwise kept as text and read."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.work.notices import trusting
from anlan.work.notices.actions.basing import draft_bases
from anlan.work.notices.actions.drafts import GAP, from_span
from anlan.work.notices.intake import Intake, Unreadable, read_file
from anlan.work.notices.models import DRAFT, REVIEW, WITHDRAWN, Notice, Obligation
from anlan.work.notices.queries.rights import may_issue
from anlan.work.notices.reading import decompose, head


@quiet
@action
def import_notice(
    data: bytes, name: str, *, unit: Unit, by: Actor, at: datetime, nonce: UUID | None = None, confirm_internal: bool = False
) -> Notice:
    """Take in a notice of `unit` (a bureau) and read its obligations. The same form twice is one notice.

    A document marked 绝密, 机密 or 秘密 is refused and nothing of it is kept; one marked 内部 needs `confirm_internal`.
    """
    if not may_issue(by, unit):
        raise NotYours("E-notice-role", _("通知由局里的安全干部或负责人导入"))
    nonce = nonce or uuid4()
    if again := Notice.objects.filter(unit=unit, nonce=nonce).first():
        return again
    taken, digest = take(data, name, unit=unit, confirm_internal=confirm_internal)
    found = head(taken.text)
    notice = Notice(
        unit=unit, unit_path=unit.unit_path, nonce=nonce, number=found.number.text if found.number else "",
        title=found.title.text if found.title else _first_line(taken.text), issued_on=found.day, text=taken.text, digest=digest,
        file_name=name[-200:], pages=list(taken.pages), secrecy=taken.secrecy, state=DRAFT, imported_by_id=by.person_id, imported_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError as clash:  # the twin of a double click was quicker
        if again := Notice.objects.filter(unit=unit, nonce=nonce).first():
            return again
        raise Refused("E-notice-again", _("这份文件导入过了")) from clash
    count = read_drafts(notice, at=at)
    draft_bases(notice)
    record("notice.import", unit_id=unit.pk, by=by, at=at, payload={"notice": notice.pk, "title": notice.title, "digest": digest,
                                                                   "obligations": count, "secrecy": taken.secrecy})  # fmt: skip
    touched("notices", unit.unit_path)
    return notice


def take(data: bytes, name: str, *, unit: Unit, confirm_internal: bool) -> tuple[Intake, str]:
    """(what a file says, its digest), when it may come in: readable, not secret, agreed to where internal, not here already."""
    taken = _read(name, data)
    if taken.secrecy == "internal" and not confirm_internal:
        raise Refused("E-notice-internal", _("这份文件标有“%(mark)s”。确认可以在系统里传阅，再导入。") % {"mark": taken.mark})
    digest = sha256(data).hexdigest()
    if known := Notice.objects.filter(unit=unit, digest=digest).exclude(state=WITHDRAWN).first():
        raise Refused("E-notice-again", _("这份文件导入过了：%(title)s") % {"title": known.title or known.file_name})
    return taken, digest


def _read(name: str, data: bytes) -> Intake:
    try:
        taken = read_file(name, data)
    except Unreadable as error:
        raise Refused("E-notice-file", _(error.sentence), fields={"file": _(error.sentence)}) from error
    if taken.secrecy == "secret":
        raise Refused("E-notice-secret", _("这份文件标有密级，不能进这个系统。没有保存任何内容，请按保密规定处理。"))
    return taken


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.split("\n") if line.strip()), "")[:120]


def read_drafts(notice: Notice, *, at: datetime) -> int:
    """Lay out the obligations found in the text; afterwards the notice waits for review. -> how many."""
    rows, notice.asides = drafts_in(notice, notice.text, at=at)
    Obligation.objects.bulk_create(rows, batch_size=500)
    notice.state = REVIEW
    notice.save(update_fields=["state", "asides"])
    return len(rows)


def drafts_in(notice: Notice, text: str, *, at: datetime) -> tuple[list[Obligation], list[list[Any]]]:
    """(unsaved obligations, words read as asking nothing) in `text`, with which the text of the notice begins."""
    spans = decompose(text, trusting.weights())
    asked = [s for s in spans if s.label == "obligation"]
    asides = [[s.start, s.end, s.reason.key, s.reason.args.get("word", "")] for s in spans if s.label != "obligation"]
    return [from_span(notice, span, order=place * GAP, at=at) for place, span in enumerate(asked, start=1)], asides
