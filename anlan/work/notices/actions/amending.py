"""A notice that is out is amended: other words, other dates, other units, a clause taken back, clauses on top.

What it said before is kept. What comes on top is read in `adding`, who goes and who comes in `readdressing`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from anlan.kernel.action import action, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.kernel.progress import Teller
from anlan.work.notices.actions.adding import Addition, added_lines
from anlan.work.notices.actions.dating import move_due
from anlan.work.notices.actions.dispatching import lay_lines
from anlan.work.notices.actions.drafts import bounded_kind
from anlan.work.notices.actions.hastening import date_again
from anlan.work.notices.actions.hearing import tell_once
from anlan.work.notices.actions.moving import move_many
from anlan.work.notices.actions.readdressing import hasten_below, narrow, take_out
from anlan.work.notices.actions.reissuing import check_passed_on
from anlan.work.notices.actions.typed import LONGEST
from anlan.work.notices.actions.withdrawing import gone_words, lock_below
from anlan.work.notices.models import PUBLISHED, WITHDRAWN, Amendment, Dossier, Notice, Obligation, Task
from anlan.work.notices.queries.effects import effect_of, heard_in, lines_of, owners_of
from anlan.work.notices.queries.planning import Reach, plan_of
from anlan.work.notices.queries.rights import may_edit
from anlan.work.notices.queries.shifting import Shift, shift_of, taken_by
from anlan.work.notices.rules import Addressees, title_from
from anlan.work.notices.rules.addressing import same
from anlan.work.notices.rules.machine import OPEN


@dataclass(frozen=True)
class Change:
    """What an amendment does to one clause; what is None stays. gone: taken back · to: to whom it goes from now on."""

    obligation_id: int
    due_at: datetime | None = None
    text: str | None = None
    gone: bool = False
    to: Addressees | None = None

    @property
    def touches_all(self) -> bool:
        """Whether every unit that has the clause is concerned, not only those that go or come."""
        return self.gone or self.due_at is not None or self.text is not None


def real_changes(notice: Notice, changes: Iterable[Change]) -> list[tuple[Obligation, Change]]:
    """Those of the changes that change something, each with its clause; Refused where one cannot be."""
    rows = {o.pk: o for o in notice.obligations.filter(gone_at=None).exclude(state="dropped").select_related("passes_on")}
    found = []
    for change in changes:
        row = rows.get(change.obligation_id)
        if row is None:
            raise Conflict("E-amend-clause", _("有一条已经不在了，刷新看一下再定"))
        words = change.text.strip()[:LONGEST] if change.text is not None else row.text
        due = change.due_at if change.due_at is not None and change.due_at != row.due_at else None
        to = change.to if change.to is not None and not same(change.to, Addressees.load(row.addressees)) and not change.gone else None
        kept = Change(row.pk, due, words if words != row.text else None, change.gone, to)
        if kept.touches_all or kept.to is not None:
            found.append((row, kept))
    return found


def _check(row: Obligation, change: Change, at: datetime) -> None:
    name = f"due-{row.pk}"
    if change.due_at is not None and not change.gone:
        if row.way != "once":
            says = _("“%(title)s”不是按一个期限办的，期限改不了") % {"title": row.title}
            raise Refused("E-amend-undated", says, fields={name: _("不按期限办")})
        if change.due_at <= at:
            raise Refused("E-notice-date-past", _("期限要在今天以后"), fields={name: _("期限要在今天以后")})
        check_passed_on(row, {"due_at": change.due_at})
    if change.text is not None and not change.gone:
        check_passed_on(row, {"text": change.text})
        if len(change.text) < 4:
            raise Refused("E-amend-words", _("要求写得太短，撤掉它就勾“撤掉”"), fields={f"text-{row.pk}": _("写得太短")})
        if bounded_kind(change.text):
            says = _("这样写仍是按身份、健康、经历或诉求摸排管控人员，不能派。写成对行为的要求。")
            raise Refused("E-notice-bounded", says, fields={f"text-{row.pk}": _("写成对行为的要求")})


def shifts_of(found: Iterable[tuple[Obligation, Change]], reach: Reach) -> list[Shift]:
    """What the changes mean for units that go and come; Refused where a clause would go to nobody."""
    shifts = []
    for row, change in found:
        if change.to is not None:
            if not reach.of(change.to):
                says = _("“%(title)s”没有单位来办了。要撤掉它，勾“撤掉这一条”") % {"title": row.title}
                raise Refused("E-amend-nobody", says, fields={f"to-{row.pk}-kinds": _("选谁来办")})
            shifts.append(shift_of(row, change.to, reach))
    return shifts


def locked_out(notice_id: int, by: Actor, seen: int | None) -> Notice:
    """The notice, locked, when it is out and the actor's to change; whoever comes second is told what happened."""
    row = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if not may_edit(by, row):
        raise NotYours("E-notice-role", _("通知由发文单位的人修订"))
    if row.state == WITHDRAWN:
        raise Conflict("E-notice-gone", gone_words(row))
    if row.state != PUBLISHED:
        raise Refused("E-amend-state", _("还没有派出，直接在核对页上改"))
    if seen is not None and seen != row.version:
        raise Conflict("E-notice-moved", _("这份通知刚被别人修订过。你填的还在，看一下再定。"))
    return row


@action
def amend(
    notice: Notice, changes: Sequence[Change] = (), *, why: str, by: Actor, at: datetime, addition: Addition | None = None,
    seen: int | None = None,
) -> Amendment:  # fmt: skip
    """Amend a notice that is out, in one go: open lines follow, proved ones stay, each unit concerned is told once.

    seen  version of the notice that the person looked at
    """
    row = locked_out(notice.pk, by, seen)
    lock_below(row)
    if not why.strip():
        raise Refused("E-notice-why", _("写明为什么修订，会告诉收到的单位"), fields={"why": _("写明为什么修订")})
    found = real_changes(row, changes)
    for clause, change in found:
        _check(clause, change, at)
    text, added = added_lines(row, addition, at=at) if addition else (row.text, [])
    if not found and not added:
        raise Refused("E-amend-nothing", _("没有改动什么"))
    reach = Reach(row, at)
    shifts = shifts_of(found, reach)
    touching = [clause.pk for clause, change in found if change.touches_all]
    effect = effect_of(row, at=at, clauses=touching, shifts=shifts)
    lines = lines_of(row, touching) | taken_by(shifts)
    told, owners = heard_in(row, lines, whole=False), owners_of(lines)
    made = Amendment(notice=row, unit_path=row.unit_path, number=row.amendments.count() + 1, why=why.strip()[:500], start=len(row.text),
                     by_id=by.person_id, at=at, lines=effect.touched, proved=effect.proved)  # fmt: skip
    moved = {shift.clause.pk: shift for shift in shifts}
    for clause, change in found:
        entry = _carry_out(row, clause, change, by, at)
        if clause.pk in moved:
            went = take_out(row, moved[clause.pk], by=by, at=at)
            entry = {**entry, **went, "what": {**entry["what"], **went["what"]}}
        made.changes += [entry] if entry["what"] else []
    made.gone = [clause.pk for clause, change in found if change.gone]
    row.text = text
    fresh = _lay(row, made, Obligation.objects.bulk_create(added), shifts, by, at)
    told += [d for d in fresh.values() if d.pk not in {t.pk for t in told}]
    facts = {"title": row.title, "number": row.number, "why": made.why, "n": len(found), "added": len(made.added)}
    out = Counter(u.pk for shift in shifts for u in shift.out)
    made.people = tell_once(told, owners, "notices.amended", lambda d: {**facts, "dossier": d.pk, "out": out[d.unit_id]}, at=at)
    made.save(force_insert=True)
    row.version += 1
    row.save()
    payload = {
        "notice": row.pk, "amendment": made.number, "why": made.why, "changes": made.changes, "gone": made.gone, "added": made.added,
        "lines": made.lines,
    }  # fmt: skip
    record("notice.amend", unit_id=row.unit_id, by=by, at=at, payload=payload)
    touched("notices", row.unit_path)
    return made


def _carry_out(notice: Notice, clause: Obligation, change: Change, by: Actor, at: datetime) -> dict[str, Any]:
    """Change one clause and what was handed on of it, and let the open lines follow. -> the entry of the amendment."""
    copies = list(Obligation.objects.filter(passes_on=clause))
    ids = [clause.pk, *(c.pk for c in copies)]
    what: dict[str, list[Any]] = {}
    if change.gone:
        Obligation.objects.filter(pk__in=ids).update(gone_at=at)
        clause.gone_at = at
        if clause.passes_on_id:
            date_again(notice, clause, by=by, at=at)
        move_many("withdraw", "t.obligation_id = any(%s)", [ids], by=by, at=at, payload={"why": _("这一条撤掉了"), "notice": notice.pk})
        return {"id": clause.pk, "title": clause.title, "what": {}}
    if change.text is not None:
        title = title_from(change.text)
        what |= {"text": [clause.text, change.text], "title": [clause.title, title]}
        Obligation.objects.filter(pk__in=ids).update(text=change.text, title=title)
        with connection.cursor() as cursor:
            cursor.execute(
                "update cases_case c set title = %s, version = c.version + 1 from notices_task t "
                "where t.case_id = c.id and t.obligation_id = any(%s) and c.closed_at is null",
                [title, ids],
            )
    if change.due_at is not None:
        what["due_at"] = [clause.due_at.isoformat() if clause.due_at else None, change.due_at.isoformat()]
        _redate(clause, copies, change.due_at, by, at)
        if clause.passes_on_id:
            date_again(notice, clause, by=by, at=at)
    return {"id": clause.pk, "title": clause.title, "what": what}


def _redate(clause: Obligation, copies: Sequence[Obligation], due: datetime, by: Actor, at: datetime) -> None:
    """The new date of a clause, for its lines and for those handed on of it; an earlier date set below stays while it is earlier."""
    was = clause.due_at
    clause.due_at, clause.due_fixed, clause.standing, clause.reading = due, True, "fixed", []
    clause.save(update_fields=["due_at", "due_fixed", "standing", "reading"])
    follow = [clause.pk]
    for copy in copies:
        own = copy.due_fixed and copy.due_at is not None and copy.due_at != was and copy.due_at < due
        if not own:
            copy.due_at, copy.due_fixed, copy.standing, copy.reading = due, True, "fixed", []
            copy.save(update_fields=["due_at", "due_fixed", "standing", "reading"])
            follow.append(copy.pk)
    rows = list(Task.objects.filter(obligation_id__in=follow, state__in=OPEN).values_list("pk", "sooner_at"))
    dues = {pk: min(due, sooner) if sooner else due for pk, sooner in rows}
    move_due("task.redate", dues, limits=dict.fromkeys(dues, due), by=by, at=at, payload={"clause": clause.pk})
    Task.objects.filter(obligation=clause, sooner_at__gte=due).update(sooner_at=None, sooner_by=None)


def _lay(
    notice: Notice, made: Amendment, added: Sequence[Obligation], shifts: Sequence[Shift], by: Actor, at: datetime
) -> dict[int, Dossier]:  # fmt: skip
    """Lay what is asked on top, and the clauses that go to others, into the units' dossiers in one go."""
    made.added = [row.pk for row in added]
    coming = [shift for shift in shifts if shift.into]
    dossiers: dict[int, Dossier] = {}
    if added or coming:
        plan = plan_of(notice, at=at, only=[*added, *(shift.clause for shift in coming)])
        if any(row in plan.unaddressed for row in added):
            raise Refused("E-amend-nobody", _("新加的要求没有单位来办"), fields={"new-kinds": _("选谁来办")})
        narrow(plan, coming, at)
        dossiers = lay_lines(notice, plan, by=by, at=at, say=Teller(None, None), turn=made.number)
        notice.lines += plan.lines
        notice.units = Task.objects.filter(notice=notice).order_by().values("dossier_id").distinct().count()
        notice.minutes += sum(o.minutes for _unit, lines in plan.each() for o, _due in lines)
    for shift in shifts:
        hasten_below(notice, shift, by=by, at=at)
    return dossiers
