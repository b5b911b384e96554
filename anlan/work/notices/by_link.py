"""What may be done with a line of a notice by a short link: receive it, with all of its dossier that waits for the same person."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.work.cases.models import Case
from anlan.work.cases.queries import is_mine
from anlan.work.doors.rules import Answer, Offer, add_answer
from anlan.work.notices.actions.dossiers import receive_dossier
from anlan.work.notices.models import Dossier

RECEIVED_FROM = "sent"


def offer(case: Case, actor: Actor, at: datetime) -> Offer | None:
    """How many lines one tap receives; None where none waits for this person."""
    dossier = Dossier.objects.select_related("notice").filter(pk=case.bundle_id).first()
    if dossier is None or not is_mine(case, actor):
        return None
    lines = Case.objects.filter(bundle_id=dossier.pk, state=RECEIVED_FROM)
    if not any(g.path == case.unit_path and g.reach == "unit" for g in actor.grants):
        lines = lines.filter(owner_id=actor.person_id)
    return Offer(_("签收"), (dossier.notice.title, _("一次签收这份通知的 {n} 项要求。").format(n=lines.count())))


def receive(case: Case, value: object, *, by: Actor, at: datetime) -> None:
    """Receive the dossier of the line."""
    receive_dossier(Dossier.objects.get(pk=case.bundle_id), by=by, at=at)


def register() -> None:
    """Give it to the short links."""
    add_answer(Answer("receive", "task", frozenset({RECEIVED_FROM}), gettext_lazy("签收"), offer, receive, digest=True))
