"""The case kind `release`: what stands on its page, and what a decision does."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.kernel.machine import Step
from anlan.kernel.registry import Kind
from anlan.kernel.web import dates
from anlan.kernel.wording import N_
from anlan.work.asks.actions.deciding import decided
from anlan.work.asks.queries import collisions, get_draft, release_of
from anlan.work.asks.rules import MACHINE, SOURCES
from anlan.work.asks.screens import week_rows
from anlan.work.cases.models import Case


def after(row: Case, step: Step, given: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """A yes lets the ask out."""
    decided(row.pk, step.target, at=at)


def facts(case: Case) -> list[tuple[str, Any]]:
    """What is to go out, to how many, why now, and how full the week was when it was asked."""
    row = release_of(case.pk)
    full = [
        _("%(day)s 那一周：%(over)s 个单位已满，最多的有 %(most)s 件")
        % {"day": dates.day(date.fromisoformat(w["week"]), weekday=False), "over": w["over"], "most": w["most"]}
        for w in row.weeks
    ]
    source = SOURCES.get(row.source)
    return [
        (N_("要发的"), row.title), (N_("哪一种"), str(source.label) if source else ""), (N_("发给几个单位"), row.units),
        (N_("为什么非这一周"), row.why), (N_("请的时候"), "；".join(full)),
    ]  # fmt: skip


def panels(case: Case, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """How full the weeks are now, while it is to be decided."""
    row = release_of(case.pk)
    if case.closed_at is not None:
        mine = case.state == "granted" and case.opened_by_id == actor.person_id and row.url
        return [{"template": "asks/_after.html", "url": row.url}] if mine else []
    try:
        weeks = collisions(get_draft(row.source, row.ref_id, actor, at), at=at)
    except ObjectDoesNotExist:  # sent, thrown away, or not to be seen by who looks: the facts of the request stand alone
        return []
    return [{"template": "asks/_weeks_panel.html", "weeks": week_rows(weeks, at)}]


KIND = Kind(
    key="release", label=N_("放行"), icon="clock", prefix="FX", machine=MACHINE, facts=facts, panels=panels, after=after,
    close_tells=("opener",), began=N_("请放行"), offices=True,
)  # fmt: skip
