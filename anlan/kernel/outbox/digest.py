"""The morning's card by the ways that have one: a message of its own, so that it is tried again and counted like any other."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from anlan.kernel import settings_store
from anlan.kernel.clock import local
from anlan.kernel.outbox import mail
from anlan.kernel.outbox.cards import DIGEST_KIND, digest_facts
from anlan.kernel.outbox.channels import CHANNELS, DIGEST
from anlan.kernel.outbox.choosing import rests
from anlan.kernel.outbox.models import Delivery, Message
from anlan.kernel.outbox.morning import ENDS, HOUR, next_persons, told_to
from anlan.kernel.outbox.sending import reading
from anlan.kernel.outbox.together import put_together

STATE = "outbox.cards"  # {day, after, done}: how far the morning's cards have come


def morning_cards(at: datetime) -> int:
    """Lay out one card for each person with something untold, by the ways where they want it in the morning. -> how many cards.

    Kept with how far it came in one transaction: whoever has a card does not get a second one.
    """
    today = local(at).date().isoformat()
    state = settings_store.read(STATE, {})
    if state.get("day") != today:
        state = {"day": today, "after": 0, "done": False}
    if state["done"] or not HOUR <= local(at).hour < ENDS or set(CHANNELS) <= {"mail"}:
        return 0
    made = 0
    since = at - timedelta(days=1)
    while persons := next_persons(since, int(state["after"])):
        with transaction.atomic():
            made += _lay_out(told_to(persons, since), at)
            state["after"] = persons[-1]
            settings_store.write(STATE, state)
    settings_store.write(STATE, state | {"done": True})
    return made


def _lay_out(waiting: dict[int, list[Delivery]], at: datetime) -> int:
    wanted = {
        person: [key for key, rest in ways.items() if rest == DIGEST and key != "mail"] for person, ways in rests(set(waiting)).items()
    }
    rows = []
    for person, ways in wanted.items():
        if ways:
            newest = waiting[person][0].message
            with reading(mail.mailbox(person)[1]):
                facts = digest_facts(put_together(waiting[person]), at)
            rows.append(
                Message(
                    unit_id=newest.unit_id,
                    unit_path=newest.unit_path,
                    person_id=person,
                    kind=DIGEST_KIND,
                    facts=facts,
                    at=at,
                    resolved_at=at,
                )
            )
    messages = Message.objects.bulk_create(rows)
    Delivery.objects.bulk_create(
        Delivery(message=message, person_id=message.person_id or 0, channel=way, at=at, next_try=at)
        for message in messages
        for way in wanted[message.person_id or 0]
    )
    return len(messages)
