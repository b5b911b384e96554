"""Reviewing the obligations of a notice before it is sent: each verb keeps what was, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.work.notices.actions.drafts import BLOCKING, GAP, bounded_kind, read_date, renumber, settle
from anlan.work.notices.actions.fields import LONGEST, checked
from anlan.work.notices.actions.reissuing import check_passed_on, put_back, refuse_cutting
from anlan.work.notices.models import Notice, Obligation
from anlan.work.notices.queries.rights import may_edit
from anlan.work.notices.rules import UNDATED, title_from

UNDO_MOST = 30
_KEPT = (
    "order", "section", "heading", "start", "end", "title", "text", "addressees", "post_role", "domain", "deontic", "way", "when_type",
    "phrase", "due_at", "due_fixed", "reading", "standing", "proof", "rule", "percent", "minutes", "state", "look_why", "bounded",
    "resolution", "resolution_text", "resolved_by_id", "confidence", "merged_into_id",
)  # fmt: skip
EDITABLE = (
    "title", "text", "addressees", "post_role", "domain", "deontic", "way", "when_type", "phrase", "due_at", "proof", "rule", "percent",
    "minutes",
)  # fmt: skip


def open_notice(notice_id: int, by: Actor) -> Notice:
    """The notice, locked, for those who may change it and while it may be changed."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if not may_edit(by, notice):
        raise NotYours("E-notice-role", _("这份通知由发文单位的人核对"))
    if not notice.is_open:
        raise Refused("E-notice-sent", _("已经派出，不能再改。要改就撤回重发。"))
    return notice


def _fresh(obligation: Obligation | int, by: Actor, seen: int | None = None) -> tuple[Notice, Obligation]:
    pk = obligation if isinstance(obligation, int) else obligation.pk
    row = Obligation.objects.get(pk=pk)
    notice = open_notice(row.notice_id, by)
    row = Obligation.objects.select_for_update().get(pk=pk)
    if seen is not None and seen != row.version:
        raise Conflict("E-notice-moved", _("这一条刚被别人改过。你填的还在，看一下再决定。"))
    return notice, row


def _live(row: Obligation) -> None:
    if not row.is_live:
        raise Refused("E-notice-dropped", _("这一条划掉了，先恢复"))


def _dump(row: Obligation) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in _KEPT}
    kept["due_at"] = row.due_at.isoformat() if row.due_at else None
    return {"id": row.pk, **kept}


def _keep(notice: Notice, what: str, was: Iterable[dict[str, Any]], made: Iterable[int] = ()) -> None:
    notice.undo = [*notice.undo, {"what": what, "rows": list(was), "made": list(made)}][-UNDO_MOST:]
    notice.version += 1
    notice.save(update_fields=["undo", "version"])


def _done(notice: Notice, verb: str, rows: Sequence[Obligation], by: Actor, at: datetime, **more: Any) -> None:
    payload = {"notice": notice.pk, "lines": [r.pk for r in rows][:100], **more}
    record(f"notice.{verb}", unit_id=notice.unit_id, by=by, at=at, payload=payload)
    touched("notices", notice.unit_path)


def _save(row: Obligation) -> Obligation:
    row.version += 1
    row.save()
    return row


@action
def describe(
    notice: Notice, *, number: str, title: str, issued_on: date | None, by: Actor, at: datetime, ends_on: date | None = None
) -> Notice:
    """Set number, title and date of the notice as the officer reads them; dates that hang on it are read anew.

    ends_on  until when what comes again, happens or holds all the time is asked for; None: until the last date the notice names
    """
    notice = open_notice(notice.pk, by)
    if not title.strip():
        raise Refused("E-notice-title", _("写上标题"), fields={"title": _("写上标题")})
    notice.ends_on = ends_on
    moved = issued_on != notice.issued_on
    notice.number, notice.title, notice.issued_on = number.strip()[:80], title.strip()[:200], issued_on
    notice.version += 1
    notice.save(update_fields=["number", "title", "issued_on", "ends_on", "version"])
    for row in notice.obligations.filter(due_fixed=False, passes_on=None) if moved else ():
        read_date(notice, row, at=at)
        settle(row, at=at, confirmed=row.state == "confirmed")
        row.save()
    _done(notice, "describe", [], by, at, title=notice.title, number=notice.number)
    return notice


@action
def edit(obligation: Obligation | int, *, by: Actor, at: datetime, seen: int | None = None, **fields: Any) -> Obligation:
    """Change fields of a line (those in EDITABLE). A changed phrase is read anew unless a date is given; a given date holds for all.

    The words of a bounded clause are not edited away: it is resolved by `resolve_bounded`, and new words that ask the same are refused.
    """
    notice, row = _fresh(obligation, by, seen)
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise ValueError(f"no fields {sorted(unknown)}")
    check_passed_on(row, fields)
    was, confirmed = _dump(row), row.state == "confirmed"
    given = {k: str(fields[k]).strip()[:LONGEST] for k in ("title", "text") if k in fields}
    new_words = {k: words for k, words in given.items() if words != getattr(row, k)}
    if new_words and row.is_bounded_open:
        raise Refused("E-notice-bounded", _("这一条不能照原文派。先选替代写法，或写明在系统外办理。"))
    _refuse_control(" ".join(new_words.values()))
    kept = checked(fields)
    for name, value in kept.items():
        setattr(row, name, value)
    if "due_at" in fields:
        row.due_fixed, row.standing, row.reading = fields["due_at"] is not None, "fixed", []
    elif {"phrase", "when_type", "way"} & set(fields):
        row.due_fixed = row.due_fixed and set(fields) & {"phrase", "when_type"} == set()
        read_date(notice, row, at=at)
        row.way = kept.get("way", row.way)
        if row.way in UNDATED and "way" in kept:
            row.proof, row.rule = kept.get("proof", "declared"), kept.get("rule", "doubt")
        row.due_at = None if row.way in UNDATED and not row.due_fixed else row.due_at
    put_back(row, fields)
    settle(row, at=at, confirmed=confirmed)
    _save(row)
    _keep(notice, "edit", [was])
    _done(notice, "edit", [row], by, at, fields=sorted(fields))
    return row


def _refuse_control(text: str) -> None:
    if text and bounded_kind(text):
        raise Refused(
            "E-notice-bounded", _("这样写仍是按身份、健康、经历或诉求摸排管控人员，不能派。写成对行为的要求。"),
            fields={"text": _("写成对行为的要求")},
        )  # fmt: skip


@action
def split(obligation: Obligation | int, offset: int, *, by: Actor, at: datetime) -> tuple[Obligation, Obligation]:
    """Cut a line in two at `offset` code points of its text. Each half keeps everything else; both want a look at their words."""
    notice, row = _fresh(obligation, by)
    _live(row)
    refuse_cutting(row)
    head, tail = row.text[:offset].rstrip("，、；。, ;"), row.text[offset:].lstrip("，、；。, ;")
    if not 0 < offset < len(row.text) or len(head) < 2 or len(tail) < 2:
        raise Refused("E-notice-split", _("把光标放到要拆开的地方，两边都要有字"))
    was = _dump(row)
    straight = notice.text[row.start : row.end] == row.text
    second = Obligation.objects.get(pk=row.pk)
    second.pk, second.text, second.title, second.order = None, tail, title_from(tail), _after(notice, row)
    if straight:
        second.start = row.start + offset + (len(row.text[offset:]) - len(tail))
        row.end = row.start + len(head)
    row.text, row.title = head, title_from(head)
    second._state.adding = True
    for half in (row, second):
        settle(half, at=at)
    _save(row)
    second.save(force_insert=True)
    _keep(notice, "split", [was], [second.pk])
    _done(notice, "split", [row, second], by, at)
    return row, second


def _after(notice: Notice, row: Obligation) -> int:
    """An order between `row` and its next neighbour; neighbours are set apart anew when there is no room."""
    following = notice.obligations.filter(order__gt=row.order).order_by("order").values_list("order", flat=True).first()
    if following is None:
        return row.order + GAP
    if following - row.order > 1:
        return (row.order + following) // 2
    rows = renumber(notice.obligations.order_by("order", "id"))
    Obligation.objects.bulk_update(rows, ["order"])
    row.refresh_from_db(fields=["order"])
    return row.order + GAP // 2


@action
def merge_up(obligation: Obligation | int, *, by: Actor, at: datetime) -> Obligation:
    """Lay a line into the live one above it; the lower is struck through and remembers where it went."""
    notice, lower = _fresh(obligation, by)
    upper = notice.obligations.filter(order__lt=lower.order).exclude(state="dropped").order_by("-order", "-id").first()
    if upper is None or not lower.is_live:
        raise Refused("E-notice-merge", _("上面没有可以并入的一条"))
    refuse_cutting(lower)
    refuse_cutting(upper)
    was = [_dump(upper), _dump(lower)]
    straight = all(notice.text[r.start : r.end] == r.text for r in (upper, lower)) and 0 <= lower.start - upper.end <= 4
    upper.text = notice.text[upper.start : lower.end] if straight else f"{upper.text}；{lower.text}"[:LONGEST]
    upper.start, upper.end = min(upper.start, lower.start), max(upper.end, lower.end)
    upper.minutes += lower.minutes
    if lower.is_bounded_open or (lower.bounded and not upper.bounded):
        upper.bounded, upper.resolution, upper.resolution_text = upper.bounded or lower.bounded, "", ""
    lower.state, lower.merged_into = "dropped", upper
    settle(upper, at=at)
    _save(upper)
    _save(lower)
    _keep(notice, "merge", was)
    _done(notice, "merge", [upper, lower], by, at)
    return upper


@action
def drop(obligation: Obligation | int, *, by: Actor, at: datetime, reason: str = "") -> Obligation:
    """Not an obligation: kept, struck through, never sent. A bounded clause is struck out with a reason, as one handled outside."""
    notice, row = _fresh(obligation, by)
    was, words = _dump(row), reason.strip()[:LONGEST]
    if row.bounded and len(words) < 4:
        raise Refused("E-notice-words", _("写明为什么不是要求"), fields={"reason": _("写明为什么不是要求")})
    row.state = "dropped"
    if row.bounded:
        row.resolution_text, row.resolved_by_id = words, by.person_id
    _save(row)
    _keep(notice, "drop", [was])
    _done(notice, "drop", [row], by, at, **({"why": words} if words else {}))
    return row


@action
def restore(obligation: Obligation | int, *, by: Actor, at: datetime) -> Obligation:
    """Take a dropped line back."""
    notice, row = _fresh(obligation, by)
    was = _dump(row)
    row.state, row.merged_into = "open", None
    settle(row, at=at)
    _save(row)
    _keep(notice, "restore", [was])
    _done(notice, "restore", [row], by, at)
    return row


@action
def add(notice: Notice, start: int, end: int, *, by: Actor, at: datetime) -> Obligation:
    """A new line from a selection of the text. It is read for its date and whether it is bounded, like those found by reading."""
    from anlan.work.notices.actions.selecting import obligation_from

    notice = open_notice(notice.pk, by)
    row = obligation_from(notice, start, end, at=at)
    row.save(force_insert=True)
    rows = renumber(notice.obligations.order_by("start", "order", "id"))
    Obligation.objects.bulk_update(rows, ["order"])
    row.refresh_from_db(fields=["order"])
    _keep(notice, "add", [], [row.pk])
    _done(notice, "add", [row], by, at)
    return row


@action
def confirm(obligation: Obligation | int, *, by: Actor, at: datetime, seen: int | None = None) -> Obligation:
    """Right as it stands. What cannot be sent as it stands is not confirmed: bounded, without date, addressed to nobody."""
    notice, row = _fresh(obligation, by, seen)
    _live(row)
    was = _dump(row)
    settle(row, at=at, confirmed=True)
    if row.state != "confirmed":
        raise Refused(f"E-notice-{row.look_why[0].replace('_', '-')}", blocking_words(row.look_why[0]))
    _save(row)
    _keep(notice, "confirm", [was])
    _done(notice, "confirm", [row], by, at)
    return row


def blocking_words(why: str) -> str:
    """What stops a line, in a sentence."""
    words = {
        "bounded": _("这一条不能照原文派。先选替代写法，或写明在系统外办理。"),
        "date": _("还没有期限，定一个日期"),
        "date_past": _("期限已经过了，改一个日期"),
        "nobody": _("还没有定谁来办"),
        "assumed": _("期限是推定的，看一眼"),
        "unpublished": _("期限挂着还没公布的日子，看一眼"),
        "unsure": _("读得不太准，看一眼"),
    }
    return str(words[why])


@quiet
@action
def confirm_all(notice: Notice, *, by: Actor, at: datetime) -> int:
    """Confirm every line that is merely open; those that want a look are left. -> how many."""
    notice = open_notice(notice.pk, by)
    rows = list(notice.obligations.filter(state="open").order_by("order"))
    was = [_dump(row) for row in rows]
    for row in rows:
        settle(row, at=at, confirmed=True)
        _save(row)
    if rows:
        _keep(notice, "confirm", was)
        _done(notice, "confirm", rows, by, at)
    return len(rows)


@quiet
@action
def date_rest(notice: Notice, due_at: datetime, *, by: Actor, at: datetime) -> int:
    """One date for all live lines that are due once and have no date (or one that lies behind). -> how many."""
    notice = open_notice(notice.pk, by)
    if due_at <= at:
        raise Refused("E-notice-date-past", _("期限要在今天以后"), fields={"due_at": _("期限要在今天以后")})
    rows = [r for r in notice.obligations.exclude(state="dropped").order_by("order") if {"date", "date_past"} & set(r.look_why)]
    was = [_dump(row) for row in rows]
    for row in rows:
        row.due_at, row.due_fixed, row.standing, row.reading = due_at, True, "fixed", []
        settle(row, at=at)
        _save(row)
    if rows:
        _keep(notice, "edit", was)
        _done(notice, "edit", rows, by, at, due_at=due_at.isoformat())
    return len(rows)


@quiet
@action
def undo(notice: Notice, *, by: Actor, at: datetime) -> str:
    """Take back the last step of the review. -> which one ('' when there is none)."""
    notice = open_notice(notice.pk, by)
    if not notice.undo:
        return ""
    last = notice.undo[-1]
    for was in last["rows"]:
        row = Obligation.objects.get(pk=was["id"])
        for name in _KEPT:
            value = was[name]
            setattr(row, name, parse_datetime(value) if name == "due_at" and value else value)
        _save(row)
    Obligation.objects.filter(pk__in=last["made"], notice=notice).delete()
    notice.undo = notice.undo[:-1]
    notice.version += 1
    notice.save(update_fields=["undo", "version"])
    record("notice.undo", unit_id=notice.unit_id, by=by, at=at, payload={"notice": notice.pk, "what": last["what"]})
    touched("notices", notice.unit_path)
    return str(last["what"])


@action
def resolve_bounded(obligation: Obligation | int, *, how: str, by: Actor, at: datetime, text: str = "", reason: str = "") -> Obligation:
    """Decide about a clause that asks to list, screen or control persons: a substitute about conduct, or outside with a reason.

    how  substitute: `text` is sent instead, and is refused when it asks the same · outside: nothing is sent, `reason` is kept
    """
    notice, row = _fresh(obligation, by)
    refuse_cutting(row)
    if not row.bounded:
        raise Refused("E-notice-unbounded", _("这一条可以照原文派"))
    was = _dump(row)
    words = (text if how == "substitute" else reason).strip()[:LONGEST]
    if how not in ("substitute", "outside"):
        raise ValueError(how)
    if len(words) < 4:
        name, say = ("text", _("写上替代的要求")) if how == "substitute" else ("reason", _("写明由谁办、为什么不在这里办"))
        raise Refused("E-notice-words", say, fields={name: say})
    if how == "substitute":
        _refuse_control(words)
    row.resolution, row.resolution_text, row.resolved_by_id = how, words, by.person_id
    if how == "substitute":
        row.text, row.title = words, title_from(words)
    row.confidence = 1.0
    settle(row, at=at)
    if how == "outside":
        row.state, row.look_why = "confirmed", []
    _save(row)
    _keep(notice, "resolve" if how == "substitute" else "outside", [was])
    _done(notice, "resolve", [row], by, at, how=how, words=words)
    return row


assert set(BLOCKING) < {"bounded", "date", "date_past", "nobody", "assumed", "unpublished", "unsure"}
