"""A clause that is out goes to others: who is taken out loses the open line, who comes in gets one, and so below where it was handed on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.work.notices.actions.hastening import date_again, hasten
from anlan.work.notices.actions.moving import move_many
from anlan.work.notices.models import PUBLISHED, Notice, Obligation
from anlan.work.notices.queries.planning import Plan, plan_of
from anlan.work.notices.queries.shifting import Shift
from anlan.work.notices.queries.sooner import is_sooner
from anlan.work.notices.rules import Addressees
from anlan.work.notices.rules.addressing import handed_on, less, reaches_schools, same


def take_out(notice: Notice, shift: Shift, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Write down to whom the clause goes now, and take the open lines of those back who are out. -> for the entry of the amendment."""
    shift.clause.addressees = shift.to.dump()
    shift.clause.save(update_fields=["addressees"])
    for copy in shift.copies:
        _follow(copy, shift)
    if shift.out:
        where = "t.obligation_id = any(%s) and c.unit_id = any(%s)"
        payload = {"why": _("修订后这一条不要你们办了"), "notice": notice.pk}
        move_many("withdraw", where, [shift.ids, [u.pk for u in shift.out]], by=by, at=at, payload=payload)
    named = {key: [[u.pk, str(u)] for u in getattr(shift, key)] for key in ("out", "kept", "into")}
    return {"what": {"addressees": [shift.was.dump(), shift.to.dump()]}, **named}


def _follow(copy: Obligation, shift: Shift) -> None:
    """What an office below handed on goes to whom the clause goes now; where the office chose itself, only who is out is out there too."""
    own = Addressees.load(copy.addressees)
    as_above = same(own, handed_on(shift.was)) and reaches_schools(shift.to)
    copy.addressees = (handed_on(shift.to) if as_above else less(own, shift.leaving)).dump()
    if copy.notice.is_open and not reaches_schools(shift.to):
        copy.state = "dropped"
    copy.save(update_fields=["addressees", "state"])


def narrow(plan: Plan, shifts: Iterable[Shift], at: datetime) -> None:
    """Of the clauses that go to others lay only the lines of those who come in; Refused where one would be late from the first hour."""
    for shift in shifts:
        clause, into = shift.clause, [u.pk for u in shift.into]
        plan.narrow(clause, into)
        dues = plan.dues[clause.pk]
        if len(dues) < len(into) or any(due.at <= at for due in dues.values()):
            says = _("“%(title)s”的期限已经过了，先给它改一个期限，再加单位") % {"title": clause.title}
            raise Refused("E-amend-past", says, fields={f"due-{clause.pk}": _("改一个以后的期限")})


def hasten_below(notice: Notice, shift: Shift, *, by: Actor, at: datetime) -> None:
    """Earlier dates that offices below set on the clause hold for those who come in."""
    if shift.clause.passes_on_id:
        date_again(notice, shift.clause, by=by, at=at)
    for copy in Obligation.objects.filter(passes_on=shift.clause, notice__state=PUBLISHED).select_related("notice", "passes_on"):
        if shift.into and is_sooner(copy):
            plan = plan_of(copy.notice, at=at, only=[copy])
            plan.narrow(copy, [u.pk for u in shift.into])
            hasten(copy.notice, plan, by=by, at=at)
