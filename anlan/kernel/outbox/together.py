"""How a person reads what was told: reminders of one group and day are one message that names the first and says how many.

In the outbox each rung of each case stands by itself; only what people read is put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.clock import local
from anlan.kernel.outbox.models import Delivery, Message


@dataclass(frozen=True)
class Told:
    """What a person reads as one: words, where it leads, the latest moment, how many messages, whether any is new, which messages."""

    title: str
    url: str
    at: datetime
    count: int
    new: bool
    messages: tuple[int, ...] = ()


def reads(message: Message) -> tuple[str, str]:
    """(title, url) of a message in the current language, from the words its kind registered."""
    tell = registry.MESSAGES.get(message.kind)
    if tell is None:
        return str(message.facts.get("title", message.kind)), str(message.facts.get("url", "/"))
    title, url = tell(message)
    return str(title), url


def in_place_of(title: str, name: str) -> str:
    """The title as somebody reads it who hears in another's place: 代何静：轮到你…"""
    return _("代%(name)s：%(title)s") % {"name": name, "title": title} if name else title


def put_together(deliveries: Iterable[Delivery]) -> list[Told]:
    """Deliveries of one person, in their order, those of one kind, group and day as one. Danger to life always stands alone."""
    groups: dict[tuple[object, ...], list[Delivery]] = {}
    for delivery in deliveries:
        message = delivery.message
        group = message.facts.get("group")
        alone = not group or message.urgent
        key = (delivery.pk,) if alone else (message.kind, group, local(delivery.at).date(), delivery.for_name)
        groups.setdefault(key, []).append(delivery)
    return [_told(rows) for rows in groups.values()]


def _told(rows: list[Delivery]) -> Told:
    cases = {row.message.case_id: row for row in sorted(rows, key=lambda row: -row.pk)}
    first = min(rows, key=lambda row: row.pk).message
    title, url = reads(_summed(first, [row.message for row in cases.values()]) if len(cases) > 1 else first)
    if len(cases) > 1:
        ways = {row.message.facts.get("one", "") for row in rows}
        url = ways.pop() if len(ways) == 1 else first.facts.get("many", url)
    title, new = in_place_of(title, rows[0].for_name), any(row.read_at is None for row in rows)
    return Told(title, url, max(row.at for row in rows), len(cases), new, tuple(row.message_id for row in rows))


def _summed(first: Message, messages: list[Message]) -> Message:
    """The first message with the count in its title and, where there are several, the count of units."""
    whole = copy(first)
    facts = dict(first.facts)
    units = {m.facts.get("unit", "") for m in messages}
    facts["title"] = _("%(title)s 等 %(n)d 项") % {"title": facts.get("title", ""), "n": len(messages)}
    if len(units) > 1:
        facts["unit"] = _("%(unit)s等 %(n)d 个单位") % {"unit": facts.get("unit", ""), "n": len(units)}
    whole.facts = facts
    return whole
