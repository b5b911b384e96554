"""A message as a card: what may pass through somebody else's service, and what of it is told only inside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.kernel.outbox.channels import Card
from anlan.kernel.outbox.models import Message
from anlan.kernel.outbox.together import Told, in_place_of, reads

DIGEST_KIND = "outbox.digest"
MOST_TITLE = 60
SHOWN = 2


def card_of(message: Message, *, for_name: str = "") -> Card:
    """The card of a message, in the current language. Of a sealed case nothing is said but that there is something; the same message
    always makes the same card, so that a service that drops repetitions drops a second copy.

    for_name  in whose place the reader is told
    """
    if message.kind == DIGEST_KIND:
        facts = message.facts
        return Card(
            facts["title"], facts["url"], _("去看"), tuple((str(n), line) for n, line in enumerate(facts["lines"], 1)), facts["foot"]
        )
    title, url = reads(message)
    title = in_place_of(title, for_name)
    foot = _("%(moment)s 告知") % {"moment": _moment(message.at)}
    if _is_sealed(message):
        return Card(_("有一件需要保密的事，点开看"), url, _("去看"), foot=foot)
    facts = [(_("单位"), str(message.facts.get("unit", ""))), (_("时限"), _moment(message.due_at) if message.due_at else "")]
    return Card(_short(title), url, _("去办"), tuple((label, value) for label, value in facts if value), foot)


def digest_facts(told: Sequence[Told], at: datetime) -> dict[str, object]:
    """What the morning's card says, in the current language, to be kept with its message."""
    count = sum(line.count for line in told)
    lines = [_short(line.title) for line in told[:SHOWN]]
    url = told[0].url if len(told) == 1 else "/me/"
    return {"title": _("今早有 %(count)d 件") % {"count": count}, "lines": lines, "url": url, "foot": f"{local(at):%m-%d}"}


def _is_sealed(message: Message) -> bool:
    """A case's message without its title: cases leave it out where the case is sealed."""
    return message.case_id is not None and message.facts.get("title") == ""


def _moment(at: datetime) -> str:
    return f"{local(at):%m-%d %H:%M}"


def _short(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1] + "…"
