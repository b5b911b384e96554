"""What the steps of a hazard do beside changing its state: checks before, facts after. Called by `cases.advance` through the kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.machine import Limit, Step
from anlan.kernel.outbox.actions import tell
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people import queries as people
from anlan.work.cases import actions as cases
from anlan.work.cases import deadlines, telling
from anlan.work.cases.models import Case
from anlan.work.hazards import listing, photos, queries, recurring, rules
from anlan.work.hazards.danger import stop_and_tell
from anlan.work.hazards.models import Hazard
from anlan.work.hazards.watching import announce

More = dict[str, Any]
PHASES = {"rectify": "after", "outside_done": "after"}


def before(case: Case, step: Step, given: More, *, by: Actor, at: datetime) -> More:
    """Check what was given, keep its photos, and say what the step changes on the case beside the state."""
    hazard = Hazard.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if step.target in rules.MACHINE.closed and case.state not in recurring.LOOKING_BACK:
        listing.demand_lister(case, by, at)
    recurring.demand_cause(case, hazard, step, given)
    check = _BEFORE.get(step.verb)
    more = check(case, hazard, given, by, at) if check else {}
    files = given.pop("photos", None) or []
    if files:
        given["evidence"] = photos.keep(case, files, phase=PHASES.get(step.verb, "proof"), by=by, at=at)
    return more


def after(case: Case, step: Step, given: More, *, by: Actor, at: datetime) -> None:
    """Write the facts that belong to the step."""
    hazard = Hazard.objects.get(pk=case.pk)
    write = _AFTER.get(step.verb)
    if write:
        write(case, hazard, given, by, at)
    if case.state in ("closed", "major_closed"):
        days = case.rules.get("look_back_days") or 0
        hazard.look_back_at = at + timedelta(days=days) if days else None
    elif case.state not in ("looking_back", "major_looking_back", "settled", "major_settled"):
        hazard.look_back_at = None
    hazard.grade = case.level
    hazard.cause = str(given.get("cause") or "").strip() or hazard.cause
    hazard.save()
    if step.verb in recurring.NONE_AT_ALL:
        recurring.renumber(hazard)
    announce(case, hazard, step.verb, at)


def _limit(case: Case, verb: str, at: datetime) -> datetime:
    limit = cases.limit_of(case, verb) or Limit(days=7)
    return deadlines.moment_after(limit, at, case.unit_path)


def _later(given: More, name: str, at: datetime) -> datetime | None:
    moment = given.get(name)
    if moment is not None and moment <= at:
        raise Refused("E-hazard-deadline", _("期限要在以后"), fields={name: _("期限要在以后")})
    return moment


def _person(case: Case, given: More, name: str, at: datetime) -> int:
    """A person of the unit (or an office above, who may send its own hands)."""
    try:
        person = int(given[name])
    except (KeyError, TypeError, ValueError):
        raise Refused("E-hazard-person", _("选一个人"), fields={name: _("选一个人")}) from None
    paths = [h.unit_path for h in people.holders_of(person, at)]
    home = org.whole_unit(case.unit_path).unit_path
    if not any(path.startswith(home) or home.startswith(path) for path in paths):
        raise Refused("E-hazard-person", _("这个人不在本单位，也不在上级"), fields={name: _("换一个人")})
    return person


# ── before ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _grade(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> More:
    due = _later(given, "deadline", at) or _limit(case, "grade", at)
    return {"owner_id": _person(case, given, "owner", at), "due_at": due, "limit_at": due, "level": rules.GENERAL,
            "rules": queries.stamp(case.unit_path, case.domain, rules.GENERAL, at)}  # fmt: skip


def _assure(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> More:
    deadline = _later(given, "deadline", at)
    given["money"] = money = _money(given.get("money"))
    if money < 0:
        raise Refused("E-hazard-money", _("资金不能是负数"), fields={"money": _("不能是负数")})
    if hazard.list_deadline and deadline and deadline > hazard.list_deadline:
        raise Refused("E-hazard-deadline", _("不能晚于挂牌督办的期限"), fields={"deadline": _("不能晚于挂牌督办的期限")})
    return {"owner_id": _person(case, given, "responsible", at), "due_at": deadline, "limit_at": deadline}


def _money(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise Refused("E-hazard-money", _("资金写成数字，单位是元"), fields={"money": _("写成数字")}) from None


def _review(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> More:
    if case.rules.get("on_site") and not was_on_site(case, hazard, by.person_id):
        raise Refused("E-hazard-onsite", _("先到现场扫门口的码，再复核"))
    return {}


def was_on_site(case: Case, hazard: Hazard, person_id: int) -> bool:
    """Whether the person scanned the code at the place since the work was accepted."""
    return bool(hazard.on_site_at and hazard.on_site_by_id == person_id and hazard.on_site_at >= case.since)


def _list(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> More:
    deadline = _later(given, "deadline", at)
    lister = Unit.objects.filter(pk=int(given["lister"])).first()
    mine = lister is not None and any(org.whole_unit(g.path).pk == lister.pk for g in by.grants)
    if lister is None or not (mine or lister.kind == org_rules.OUTSIDE):
        raise Refused("E-hazard-lister", _("只能由你的单位或外单位挂牌"), fields={"lister": _("换一个单位")})
    if case.lister_id and case.lister_id != lister.pk:
        raise Refused("E-hazard-listed", _("已经由别的单位挂牌"))
    due = min(case.due_at, deadline) if deadline else case.due_at
    limit = min((moment for moment in (case.limit_at, deadline) if moment), default=None)  # a listing never gives more time
    return {"lister_id": lister.pk, "limit_at": limit, "due_at": due}


def _lower(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> More:
    if case.lister_id:
        raise Refused("E-hazard-listed", _("挂牌督办的不能降级，先由挂牌单位销号"))
    stamp = queries.stamp(case.unit_path, case.domain, rules.GENERAL, at)
    due = deadlines.moment_after(Limit.load(stamp["limits"]["lower"]), at, case.unit_path)
    return {"owner_id": _person(case, given, "owner", at), "level": rules.GENERAL, "rules": stamp, "due_at": due, "limit_at": due}


def _raise(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> More:
    case.limit_at = None
    return {"level": rules.MAJOR, "rules": queries.stamp(case.unit_path, case.domain, rules.MAJOR, at)}


def _again(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> More:
    if hazard.grade == rules.MAJOR:
        case.limit_at = None
        return {}
    verb = "relapse" if case.state == "looking_back" else "reopen"
    due = _limit(case, verb, at)
    return {"due_at": due, "limit_at": due, "level": rules.GENERAL}


def _hand_outside(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> More:
    body = Unit.objects.filter(pk=int(given["body"]), kind=org_rules.OUTSIDE).first()
    if body is None:
        raise Refused("E-hazard-body", _("选一个外单位"), fields={"body": _("选一个外单位")})
    due = _limit(case, "hand_outside", at)
    return {"due_at": due, "limit_at": max(due, case.limit_at or due)}


def _duplicate(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> More:
    other = Case.objects.filter(kind="hazard", number=str(given["of"]).strip().upper()).first()
    if other is None or other.unit_id != case.unit_id:
        raise Refused("E-hazard-of", _("本单位没有这个编号的隐患"), fields={"of": _("核对编号，如 YH-2026-00147")})
    if other.pk == case.pk or other.state in ("void", "duplicate"):
        raise Refused("E-hazard-of", _("不能和它自己，或和误报、重复的那件重复"), fields={"of": _("换一件")})
    if case.level == rules.MAJOR and (other.level != rules.MAJOR or other.closed_at):
        raise Refused("E-hazard-of", _("重大隐患只能并到另一件没销号的重大隐患"), fields={"of": _("换一件")})
    given["of"] = other.number
    return {}


_BEFORE: dict[str, Callable[[Case, Hazard, More, Actor, datetime], More]] = {
    "grade": _grade, "assure": _assure, "review": _review, "list": _list, "lower": _lower, "raise": _raise, "reopen": _again,
    "relapse": _again, "hand_outside": _hand_outside, "duplicate": _duplicate,
}  # fmt: skip


# ── after ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_assured(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> None:
    hazard.responsible_id = int(given["responsible"])
    posts = people.holders_of(hazard.responsible_id, at)
    hazard.responsible_title = posts[0].title if posts else ""
    hazard.measures, hazard.plan = given["measures"].strip(), given["plan"].strip()
    hazard.money, hazard.money_source = _money(given["money"]), (given.get("money_source") or "").strip()
    hazard.deadline = given["deadline"]


def _write_listed(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> None:
    lister = org.unit(int(given["lister"]))
    hazard.lister, hazard.list_number = lister, given["list_number"].strip()
    hazard.list_signer, hazard.list_deadline = given["signer"].strip(), given["deadline"]
    _let_in(case, lister, "lister", at)


def _let_in(case: Case, body: Unit, part: str, at: datetime) -> None:
    """People of an outside body see this one case; they hold no grant over the school."""
    holders = people.holders_at(body.unit_path, ["outside", "safety", "leader", "head"], at)
    if body.kind == org_rules.OUTSIDE:
        cases.name_parties(case, [h.person_id for h in holders], part, at=at)
        told = [telling.case_telling(case, "hazard.outside", at=at, person_id=h.person_id, since=case.version) for h in holders]
        tell(told, at=at)


def _write_outside(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> None:
    hazard.outside, hazard.outside_since, hazard.outside_done_at = org.unit(int(given["body"])), at, None
    _let_in(case, hazard.outside, "outside", at)


def _write_outside_done(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> None:
    hazard.outside_done_at = at


def _write_raised(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> None:
    stop_and_tell(case, hazard, by=by, at=at)


def _write_again(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> None:
    if case.level == rules.MAJOR:
        stop_and_tell(case, hazard, by=by, at=at)
    hazard.look_back_result = given.get("note", "") if case.state in ("rectifying", "assuring") else hazard.look_back_result


def _write_looked(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> None:
    hazard.looked_back_at, hazard.look_back_result = at, given.get("note", "")


def _write_due(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> None:
    hazard.look_back_at = None


def _write_duplicate(case: Case, hazard: Hazard, given: More, by: Actor, at: datetime) -> None:
    hazard.duplicate_of = Case.objects.get(number=given["of"])


_AFTER: dict[str, Callable[[Case, Hazard, More, Actor, datetime], None]] = {
    "assure": _write_assured, "list": _write_listed, "hand_outside": _write_outside, "outside_done": _write_outside_done,
    "raise": _write_raised, "reopen": _write_again, "relapse": _write_again, "look_back": _write_looked,
    "look_back_due": _write_due, "duplicate": _write_duplicate,
}  # fmt: skip
