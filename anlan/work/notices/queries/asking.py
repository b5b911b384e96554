"""Notices as asks of many units: what waits at them, what a draft would add, what went out and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse

from anlan.kernel.actor import Actor
from anlan.kernel.clock import LOCAL
from anlan.kernel.scope import below, below_any
from anlan.registers.org.rules import SCHOOL
from anlan.work.asks.rules import Draft, Sent, Waiting
from anlan.work.notices.models import PUBLISHED, Dossier, Notice, Task
from anlan.work.notices.queries.planning import Plan, plan_of
from anlan.work.notices.queries.rights import may_edit
from anlan.work.notices.rules.machine import OPEN
from anlan.work.notices.rules.text import short

KEY = "notice"


def waiting(path: str, since: datetime, until: datetime) -> list[Waiting]:
    """One row a unit, notice and day on which a line of it falls due and waits for the unit."""
    rows = Task.objects.filter(below(path), state__in=OPEN, limit_at__gte=since, limit_at__lt=until)
    days = rows.annotate(day=TruncDate("limit_at", tzinfo=LOCAL)).order_by()
    return [Waiting(*row) for row in days.values_list("dossier__unit_id", "day", "notice_id").distinct()]


def titles(ref_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Notice id -> (what it is about, the office that issued it)."""
    rows = Notice.objects.filter(pk__in=list(ref_ids)).select_related("unit").only("title", "unit__name", "unit__short")
    return {n.pk: (short(n.title), str(n.unit)) for n in rows}


def draft_of(notice: Notice, plan: Plan) -> Draft:
    """A reviewed notice as it would go out."""
    dues = {(unit_id, due.at) for by_unit in plan.dues.values() for unit_id, due in by_unit.items()}
    url = reverse("notice_preview", args=[notice.pk])
    return Draft(KEY, notice.pk, notice.unit_id, notice.unit_path, short(notice.title), url, tuple(sorted(dues)))


def draft(ref_id: int, actor: Actor, at: datetime) -> Draft:
    """The same by id; Notice.DoesNotExist when it is out, or not the actor's to send."""
    notice = Notice.objects.select_related("unit").get(pk=ref_id)
    if not notice.is_open or not may_edit(actor, notice):
        raise Notice.DoesNotExist(ref_id)
    return draft_of(notice, plan_of(notice, at=at))


def sent(paths: Iterable[str], since: datetime, until: datetime) -> list[Sent]:
    """Notices that went out to schools under `paths`, with the minutes of the lines that each school got."""
    rows = Dossier.objects.filter(below_any(paths), sent_at__gte=since, sent_at__lt=until, unit__kind=SCHOOL, notice__state=PUBLISHED)
    names = rows.order_by().values("notice_id", at=F("sent_at"), title=F("notice__title"), office=F("notice__unit_id"))
    return [
        Sent(KEY, r["notice_id"], r["office"], short(r["title"]), r["at"], r["n"], r["m"], reverse("notice_matrix", args=[r["notice_id"]]))
        for r in names.annotate(n=Count("pk"), m=Sum("minutes"))
    ]
