"""Returns as asks of many units: what waits at them, what a draft would add, what went out and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.urls import reverse

from anlan.kernel.actor import Actor
from anlan.kernel.clock import LOCAL
from anlan.kernel.scope import below, below_any
from anlan.registers.org.models import Unit
from anlan.registers.org.rules import SCHOOL, issues_at
from anlan.work.asks.rules import Draft, Sent, Waiting
from anlan.work.returns import rules
from anlan.work.returns.models import DRAFT, WITHDRAWN, Round, Sheet
from anlan.work.returns.queries.rounds import units_of

KEY = "return"


def waiting(path: str, since: datetime, until: datetime) -> list[Waiting]:
    """One row a unit and round that it has not handed in, or has to answer."""
    rows = Sheet.objects.filter(below(path), state__in=rules.OPEN, round__due_at__gte=since, round__due_at__lt=until)
    days = rows.annotate(day=TruncDate("round__due_at", tzinfo=LOCAL)).order_by()
    return [Waiting(*row) for row in days.values_list("unit_id", "day", "round_id")]


def titles(ref_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Round id -> (title, the office that asks)."""
    rows = Round.objects.filter(pk__in=list(ref_ids)).select_related("unit").only("title", "unit__name", "unit__short")
    return {r.pk: (r.title, str(r.unit)) for r in rows}


def draft_of(round_: Round, units: Iterable[Unit]) -> Draft:
    """A draft as it would go out; without a time it falls on nobody yet."""
    dues = tuple((u.pk, round_.due_at) for u in units) if round_.due_at else ()
    url = reverse("return_design", args=[round_.pk])
    return Draft(KEY, round_.pk, round_.unit_id, round_.unit_path, round_.title, url, dues)


def draft(ref_id: int, actor: Actor, at: datetime) -> Draft:
    """The same by id; Round.DoesNotExist when it is out, or not the actor's to send."""
    round_ = Round.objects.select_related("unit").get(pk=ref_id)
    if round_.state != DRAFT or not issues_at(actor, round_.unit_path):
        raise Round.DoesNotExist(ref_id)
    return draft_of(round_, units_of(round_, at))


def sent(paths: Iterable[str], since: datetime, until: datetime) -> list[Sent]:
    """Rounds that went out to schools under `paths`; one row a unit is what is estimated, also where there may be more."""
    rows = Sheet.objects.filter(below_any(paths), round__sent_at__gte=since, round__sent_at__lt=until, unit__kind=SCHOOL)
    counted = dict(rows.exclude(round__state=WITHDRAWN).order_by().values_list("round_id").annotate(n=Count("pk")))
    return [
        Sent(KEY, r.pk, r.unit_id, r.title, r.sent_at, counted[r.pk], rules.minutes_of(rules.load(r.fields)) * counted[r.pk],
             reverse("return_round", args=[r.pk]))
        for r in Round.objects.filter(pk__in=counted)
        if r.sent_at
    ]  # fmt: skip
