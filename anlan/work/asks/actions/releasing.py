"""Asking that something may go out although schools have enough; going out without waiting, with the reason; a region's limit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record, touched
from anlan.kernel.actor import Actor
from anlan.kernel.clock import local
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org import queries as org
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import CITY, DISTRICT, issues_at
from anlan.work.asks.models import Limit, Release
from anlan.work.asks.queries.collisions import Week, collisions
from anlan.work.asks.queries.releases import asked_release, standing_release
from anlan.work.asks.rules import EXEMPT, MAY_RELEASE, Draft
from anlan.work.asks.rules.limits import LEAST, MOST
from anlan.work.cases.actions import open_case
from anlan.work.cases.models import Case

WHY = 300


def _reason(why: str) -> str:
    why = " ".join(why.split())[:WHY]
    if len(why) < 4:
        raise Refused("E-ask-why", _("写一句为什么非这一周不可"), fields={"why": _("写一句为什么非这一周不可")})
    return why


def _row(draft: Draft, weeks: list[Week], why: str, by: Actor, at: datetime, **more: Any) -> Release:
    told = [{"week": w.week.isoformat(), "units": w.units, "over": w.over, "most": w.most} for w in weeks if w.over]
    return Release.objects.create(
        unit_id=draft.unit_id, unit_path=draft.unit_path, source=draft.source, ref_id=draft.ref_id, title=draft.title, url=draft.url,
        units=draft.units, weeks=told, why=why, by_id=by.person_id, at=at, **more,
    )  # fmt: skip


def _checked(draft: Draft, by: Actor, at: datetime) -> list[Week]:
    if not issues_at(by, draft.unit_path):
        raise NotYours("E-ask-role", _("放行由发起单位的人来请"))
    weeks = collisions(draft, at=at)
    if not any(w.over for w in weeks) or standing_release(draft, weeks):
        raise Refused("E-ask-free", _("现在不用放行，可以直接发"))
    return weeks


@quiet
@action
def ask_release(draft: Draft, *, why: str, by: Actor, at: datetime, nonce: UUID | None = None) -> Case:
    """Ask the leader of the sending office. While one is asked already, that one is given back."""
    weeks = _checked(draft, by, at)
    if (there := asked_release(draft)) is not None and there.state == "asked":
        return there
    why, over = _reason(why), max(w.over for w in weeks)
    title = _("请放行：%(title)s") % {"title": draft.title}
    case = open_case("release", org.unit(draft.unit_id), title=title, by=by, at=at, nonce=nonce, payload={"why": why, "over": over})
    if not Release.objects.filter(case_id=case.pk).exists():
        _row(draft, weeks, why, by, at, case_id=case.pk)
    return case


@action
def exempt(draft: Draft, *, basis: str, why: str, by: Actor, at: datetime) -> Release:
    """Danger to life, or what a statute orders at once, does not wait: the reason stands on the record, and the leader is told."""
    weeks = _checked(draft, by, at)
    if basis not in EXEMPT:
        raise Refused("E-ask-basis", _("选一项：有人命危险，或法定要立刻办"), fields={"basis": _("选一项")})
    row = _row(draft, weeks, _reason(why), by, at, exempt=basis, granted_at=at)
    facts = {"title": draft.title, "why": row.why, "url": draft.url}
    tell([Telling(unit_id=row.unit_id, unit_path=row.unit_path, kind="asks.exempt", role="leader", facts=facts)], at=at)
    payload = {"source": row.source, "ref": row.ref_id, "title": row.title, "basis": basis, "why": row.why, "weeks": row.weeks}
    record("ask.exempt", unit_id=row.unit_id, by=by, at=at, payload=payload)
    touched("asks", row.unit_path)
    return row


@action
def set_limit(unit: Unit, *, most: int, starts: date, source: str, by: Actor, at: datetime) -> Limit:
    """From `starts` on, so many asks a week are enough for a school, as far as offices at and below `unit` ask. -> the row."""
    if unit.kind not in (CITY, DISTRICT) or not any(g.path == unit.unit_path and g.role in MAY_RELEASE for g in by.grants):
        raise NotYours("E-ask-limit-role", _("这个数由本局分管领导或主要负责人来定"))
    if not LEAST <= most <= MOST:
        sentence = _("填 %(least)d 到 %(most)d 之间的数") % {"least": LEAST, "most": MOST}
        raise Refused("E-ask-limit", sentence, fields={"most": sentence})
    if starts < local(at).date():
        raise Refused("E-ask-limit-date", _("只能从今天或以后起用"), fields={"starts": _("只能从今天或以后起用")})
    values = {"unit_path": unit.unit_path, "most": most, "source": source.strip()[:WHY], "by_id": by.person_id}
    row, _made = Limit.objects.update_or_create(unit=unit, starts=starts, defaults=values)
    record("ask.limit", unit_id=unit.pk, by=by, at=at, payload={"most": most, "from": starts.isoformat(), "source": row.source})
    touched("asks", unit.unit_path)
    return row
