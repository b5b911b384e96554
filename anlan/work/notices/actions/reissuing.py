"""A district hands a notice of the city on to its schools, with additions of its own and earlier deadlines.

A re-issue is a notice of the district with a row for each clause that it hands on (`passes_on`) and rows of its own: typed, or read from
the district's own letter, with which its text then begins. What the letter only prints of the notice above is struck. Review, preview
and sending are those of any notice; what differs: a unit that has a clause from above does not get it twice, an earlier date is laid
on the line that is there, and what comes on top lies in the dossier that is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.registers.org.models import Unit
from anlan.work.notices.actions.basing import draft_bases
from anlan.work.notices.actions.drafts import GAP, settle
from anlan.work.notices.actions.importing import drafts_in, take
from anlan.work.notices.actions.typed import clean_typed, typed_lines
from anlan.work.notices.models import PUBLISHED, REVIEW, WITHDRAWN, Notice, Obligation
from anlan.work.notices.queries.lineage import as_span
from anlan.work.notices.queries.rights import may_reissue
from anlan.work.notices.reading import Span, When, head
from anlan.work.notices.rules import Addressees
from anlan.work.notices.rules.addressing import handed_on, reaches_schools
from anlan.work.notices.rules.comparing import said_above
from anlan.work.notices.rules.lineage import fitted
from anlan.work.notices.rules.text import letters

COPIED = (
    "section", "heading", "title", "text", "post_role", "domain", "deontic", "way", "when_type", "phrase", "due_at", "due_fixed",
    "reading", "standing", "proof", "rule", "percent", "minutes", "bounded", "resolution", "resolution_text", "resolved_by_id",
    "evidence_kind",
)  # fmt: skip
PRINTED = "printed"  # why words of a letter are grey: the notice above says them
MAY_CHANGE = frozenset({"due_at", "addressees", "post_role"})


@quiet
@action
def start_reissue(
    parent: Notice, *, unit: Unit, by: Actor, at: datetime, note: str = "", text: str = "", number: str = "",
    file: tuple[bytes, str] | None = None, confirm_internal: bool = False, nonce: UUID | None = None,
) -> Notice:  # fmt: skip
    """A draft that hands `parent` on to the units below `unit`, to be reviewed and sent like any notice. The same form twice is one.

    note  what is said to those below · text  further things asked, one a line; '' for none
    file  (bytes, name) of the office's own letter, taken in and read like an imported notice
    """
    nonce = nonce or uuid4()
    if again := Notice.objects.filter(unit=unit, nonce=nonce).first():
        return again
    if not may_reissue(by, unit, parent):
        raise NotYours("E-reissue-role", _("转发由下一级局的安全干部或负责人办"))
    refuse_gone(parent)
    if known := Notice.objects.filter(unit=unit, reissues=parent).exclude(state=WITHDRAWN).first():
        raise Conflict("E-reissue-again", _("%(unit)s已经在转这份了：%(title)s") % {"unit": unit, "title": known.title})
    own, said = clean_typed(text), note.strip()[:2000]
    paper = _paper(parent, unit, file, number, confirm_internal)
    lead = _joined(paper.text.removesuffix("\n") or _joined(paper.title, paper.number), said) + "\n"
    body = f"{lead}{own}\n附件：{parent.title}\n" if own else f"{lead}附件：{parent.title}\n"
    whole = body + parent.text
    row = Notice(
        unit=unit, unit_path=unit.unit_path, nonce=nonce, number=paper.number[:80], title=paper.title[:200], issued_on=paper.day,
        text=whole, digest=paper.digest or sha256(f"{parent.pk}/{whole}".encode()).hexdigest(), file_name=paper.name[-200:],
        pages=paper.pages, secrecy=paper.secrecy or parent.secrecy, state=REVIEW, note=said, reissues=parent,
        imported_by_id=by.person_id, imported_at=at, ends_on=parent.ends_on,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:  # a colleague of the same office was quicker
        if again := Notice.objects.filter(unit=unit, nonce=nonce).first():
            return again
        raise Conflict("E-reissue-again", _("同事刚开始转这份，打开他那一份接着办")) from clash
    rows = _read_paper(row, parent, paper.text, at) if paper.text else []
    rows += typed_lines(row, len(lead), len(lead) + len(own), at=at, order=len(rows) * GAP) if own else []
    rows += _handed_on(row, parent, len(body), at, order=len(rows) * GAP)
    for place, line in enumerate((r for r in rows if r.repeats_above), start=len(rows) + 1):
        line.order = place * GAP  # what is struck stands behind what is asked
    Obligation.objects.bulk_create(rows, batch_size=500)
    draft_bases(row)
    payload = {
        "notice": row.pk, "above": parent.pk, "title": row.title, "own": sum(r.passes_on_id is None and r.is_live for r in rows),
        "digest": paper.digest, "secrecy": row.secrecy,
    }  # fmt: skip
    record("notice.reissue", unit_id=unit.pk, by=by, at=at, payload=payload)
    touched("notices", unit.unit_path)
    return row


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


@dataclass(frozen=True)
class _Paper:
    """The office's own letter: what it says and its head; without one, a title made for it."""

    title: str
    number: str
    day: date | None = None
    text: str = ""
    name: str = ""
    digest: str = ""
    secrecy: str = ""
    pages: list[int] = field(default_factory=list)


def _paper(parent: Notice, unit: Unit, file: tuple[bytes, str] | None, number: str, confirm_internal: bool) -> _Paper:
    """The letter taken in, or a title alone. The head of the notice above, printed behind a letter that has none, is not the letter's."""
    made = _Paper(_reissue_title(unit, parent), number.strip())
    if file is None:
        return made
    data, name = file
    taken, digest = take(data, name, unit=unit, confirm_internal=confirm_internal)
    found = head(taken.text)
    title, read = found.title.text if found.title else "", found.number.text if found.number else ""
    theirs = not title or letters(title) == letters(parent.title)
    return _Paper(
        made.title if theirs else title, made.number or ("" if fitted(read) == fitted(parent.number) else read),
        None if theirs else found.day, taken.text, name, digest, taken.secrecy, [*taken.pages, len(taken.text)] if taken.pages else [],
    )  # fmt: skip


def _read_paper(row: Notice, parent: Notice, text: str, at: datetime) -> list[Obligation]:
    """The letter's own lines; what it prints of the notice above is handed on anyway: clauses are struck, other words shown grey."""
    rows, asides = drafts_in(row, text, at=at)
    kept = []
    for line, known in zip(rows, said_above([as_span(r) for r in rows], parent.text, _clauses(parent)), strict=True):
        if known == "words":
            asides.append([line.start, line.end, PRINTED, ""])
            continue
        if known:
            line.draft["repeats"], line.state, line.look_why = True, "dropped", []
        kept.append(line)
    row.asides = sorted(asides)
    row.save(update_fields=["asides"])
    return kept


def _clauses(parent: Notice) -> list[Span]:
    """What the notice above asks, as it was read and as it went out; also what was struck from it there."""
    found = []
    for clause in parent.obligations.order_by("order", "id"):
        when = clause.draft.get("when") or {}
        found.append(as_span(clause))
        found.append(replace(found[-1], text=parent.text[clause.start : clause.end], when=When("", when.get("phrase") or "")))
    return found


def _reissue_title(unit: Unit, parent: Notice) -> str:
    return f"{unit.name}转发《{parent.title}》的通知"  # the document's own words, Chinese as the document is


def _handed_on(row: Notice, parent: Notice, shift: int, at: datetime, *, order: int) -> list[Obligation]:
    """The clauses of the notice above as rows of this one: those that ask schools ready to go, the others struck through."""
    found = []
    asked = [o for o in parent.obligations.exclude(state="dropped").order_by("order", "id") if o.is_sent]
    for place, clause in enumerate(asked, start=1):
        to = Addressees.load(clause.addressees)
        copy = Obligation(
            notice=row, unit_path=row.unit_path, order=order + place * GAP, start=clause.start + shift, end=clause.end + shift,
            passes_on=clause, addressees=handed_on(to).dump(), confidence=1.0, draft={"added": True}, state="open",
            **{name: getattr(clause, name) for name in COPIED},
        )  # fmt: skip
        settle(copy, at=at, confirmed=True)
        over = clause.way == "once" and clause.due_at is not None and clause.due_at <= at
        if over or not reaches_schools(to):
            copy.state = "dropped"
        found.append(copy)
    return found


def refuse_gone(parent: Notice | None) -> None:
    """Refused when the notice above is not out any more: what was written stays, and may be sent as a notice of one's own."""
    if parent is None or parent.state == PUBLISHED:
        return
    if parent.replaced_by_id:
        words = _("上级已经用《%(title)s》代替了这份，不能再转。你写的还在，去转新的一份") % {"title": parent.replaced_by}
    else:
        words = _("上级已经撤回《%(title)s》，不能再转。你写的还在，可以另发一份") % {"title": parent.title}
    raise Refused("E-reissue-gone", words)


def check_passed_on(row: Obligation, fields: dict[str, Any]) -> None:
    """What a re-issue may change of a clause from above: to whom below, on which post, and an earlier date. Never its words."""
    clause = row.passes_on
    if clause is None:
        return
    unchanged = {name for name in ("phrase", "when_type") if fields.get("phrase", row.phrase) == row.phrase}  # a date taken away again
    if set(fields) - MAY_CHANGE - unchanged:
        raise Refused("E-reissue-words", _("这一条是上级的原话，不能改。要多要求的，另添一条"))
    if "due_at" not in fields:
        return
    due = fields["due_at"]
    if due is not None and (clause.way != "once" or clause.due_at is None):
        raise Refused("E-reissue-undated", _("这一条不是按一个期限办的，不能提前"), fields={"due": _("不能提前")})
    if due is not None and clause.due_at is not None and due > clause.due_at:
        says = _("上级定的期限在这之前，只能提前，不能推后")
        raise Refused("E-reissue-later", says, fields={"due": says})


def put_back(row: Obligation, fields: dict[str, Any]) -> None:
    """An earlier date taken away again: the date of the notice above holds."""
    clause = row.passes_on
    if clause is not None and ("phrase" in fields or row.due_at is None or row.due_at == clause.due_at):
        for name in ("due_at", "due_fixed", "reading", "standing", "way", "phrase", "when_type"):
            setattr(row, name, getattr(clause, name))


def refuse_cutting(row: Obligation) -> None:
    """A clause from above is not cut, joined or reworded below."""
    if row.passes_on_id:
        raise Refused("E-reissue-words", _("这一条是上级的原话，不能改。要多要求的，另添一条"))
