"""What may be done with a line of a notice by a short link: receive it, with all of its dossier that waits for the same person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.outbox.models import Message
from anlan.work.cases.models import Case
from anlan.work.doors.rules import Answer, Offer, add_answer
from anlan.work.notices.actions.dossiers import receive_dossier, works_whole
from anlan.work.notices.models import Dossier

UNRECEIVED = "sent"
TELLS = ("notices.dossier", "notices.receipt", "case.turn")


def _lines(case: Case, actor: Actor) -> QuerySet[Case]:
    """Lines of the dossier that wait for this person's receipt: all of it for who works for the whole unit, else their own."""
    lines = Case.objects.filter(bundle_id=case.bundle_id, state=UNRECEIVED)
    return lines if works_whole(actor, case.unit_path) else lines.filter(owner_id=actor.person_id)


def offer(case: Case, actor: Actor, at: datetime) -> Offer | None:
    """How many lines one tap receives; None where none waits for this person."""
    dossier = Dossier.objects.select_related("notice").filter(pk=case.bundle_id or 0).first()
    count = _lines(case, actor).count() if dossier else 0
    if dossier is None or not count:
        return None
    return Offer(_("签收"), (dossier.notice.title, _("一次签收这份通知的 {n} 项要求。").format(n=count)))


def receive(case: Case, value: object, *, by: Actor, at: datetime) -> None:
    """Receive the dossier of the line."""
    receive_dossier(Dossier.objects.get(pk=case.bundle_id or 0), by=by, at=at)


def finds(messages: Iterable[Message]) -> dict[int, int]:
    """message -> a line that waits to be received, for messages about a dossier (any of its lines stands for it) or about a line."""
    told = [m for m in messages if m.kind in TELLS and (m.case_id or m.facts.get("dossier"))]
    bundle = dict(Case.objects.filter(pk__in=[m.case_id for m in told if m.case_id], kind="task").values_list("pk", "bundle_id"))
    of = {m.pk: m.facts.get("dossier") or bundle.get(m.case_id or 0) for m in told}
    rows = Case.objects.filter(bundle_id__in={d for d in of.values() if d}, state=UNRECEIVED).values("bundle_id").annotate(first=Min("pk"))
    first = {row["bundle_id"]: row["first"] for row in rows}
    return {pk: first[dossier] for pk, dossier in of.items() if dossier in first}


def register() -> None:
    """Give it to the short links."""
    add_answer(Answer("receive", "task", frozenset({UNRECEIVED}), gettext_lazy("签收"), offer, receive, finds))
