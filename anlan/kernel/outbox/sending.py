"""The worker's side: resolve who a message is for, deliver on the page, send by the other ways; the morning has files of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import override

from anlan.kernel.outbox import mail
from anlan.kernel.outbox.cards import card_of
from anlan.kernel.outbox.channels import CHANNELS, Channel, Enough, Rejected, Round, Unreachable
from anlan.kernel.outbox.choosing import Ways
from anlan.kernel.outbox.models import Delivery, Message

log = logging.getLogger("anlan.outbox")
BATCH = 2000
MANY = 8  # from here on holders are asked for all at once
RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
MOST_TROUBLE = 300
FIRST_LOOK = timedelta(minutes=10)

# set by registers/people: who holds `role` at (or nearest above) a unit at a moment -> [person_id]
Key = tuple[int, str, str]  # unit id, path, role
holders: Callable[[int, str, str, datetime], list[int]] = lambda unit_id, path, role, at: []
holders_of_all: Callable[[Iterable[Key], datetime], dict[Key, list[int]]] = lambda keys, at: {key: [] for key in keys}
# set by registers/presence: message id -> person who is away -> who hears in their place · by registers/people: names by id · by
# work/cases: which of these (case, person) may be let in, and are
Pair = tuple[int, int]
instead: Callable[[list[tuple[Message, list[int]]], datetime], dict[int, dict[int, list[int]]]] = lambda pairs, at: {}
names: Callable[[Iterable[int]], dict[int, str]] = lambda person_ids: {}
let_in: Callable[[set[Pair], datetime], set[Pair]] = lambda pairs, at: pairs


def resolve(at: datetime) -> int:
    """Turn waiting messages into deliveries for the persons who hold the role now. -> how many messages."""
    done = 0
    asked: dict[Key, list[int]] = {}
    while True:
        with transaction.atomic():
            waiting = list(
                Message.objects.select_for_update(skip_locked=True).filter(resolved_at__isnull=True).defer("facts").order_by("id")[:BATCH]
            )
            if not waiting:
                return done
            _ask({_key(m) for m in waiting if not m.person_id} - set(asked), asked, at)
            _deliver(waiting, asked, at)
        done += len(waiting)


def _key(message: Message) -> Key:
    return message.unit_id, message.unit_path, message.role


def _ask(keys: set[Key], asked: dict[Key, list[int]], at: datetime) -> None:
    """Few are asked for one by one, many at once."""
    if len(keys) > MANY:
        asked |= holders_of_all(keys, at)
    else:
        asked |= {key: holders(*key, at) for key in keys}


def _deliver(waiting: list[Message], asked: dict[Key, list[int]], at: datetime) -> None:
    told = [(message, [message.person_id] if message.person_id else asked[_key(message)]) for message in waiting]
    nobody = [message.pk for message, persons in told if not persons]
    rows = [(message, person, "") for message, persons in told for person in persons] + _stand_ins(told, at)
    people = {person for _message, person, _away in rows}
    ways = Ways(people, {person for message, person, _away in rows if message.urgent})
    deliveries = []
    for message, person, away in rows:
        to = {"message": message, "person_id": person, "for_name": away, "at": at}
        deliveries.append(Delivery(channel="page", state="sent", sent_at=at, **to))
        deliveries += [Delivery(channel=way, next_try=at, **to) for way in ways.of(person, urgent=message.urgent)]
    Delivery.objects.bulk_create(deliveries, batch_size=2000, ignore_conflicts=True)
    Message.objects.filter(pk__in=[m.pk for m in waiting]).update(resolved_at=at)
    if nobody:
        Message.objects.filter(pk__in=nobody).update(trouble="nobody holds this role here or above")
    _ring(people)


def _stand_ins(told: list[tuple[Message, list[int]]], at: datetime) -> list[tuple[Message, int, str]]:
    """(message, who hears it in somebody's place, whose place): what cannot wait until the one meant is back. Whoever may not see the
    case is not told of it."""
    found = instead(told, at)
    if not found:
        return []
    by_id = {message.pk: message for message, _persons in told}
    rows = [(by_id[pk], heir, away) for pk, places in found.items() for away, heirs in places.items() for heir in heirs]
    wanted = {(message.case_id, heir) for message, heir, _away in rows if message.case_id}
    allowed = let_in(wanted, at) if wanted else set()
    known = names({away for _message, _heir, away in rows})
    return [(m, heir, known.get(away, "")) for m, heir, away in rows if not m.case_id or (m.case_id, heir) in allowed]


def _ring(people: set[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('anlan_live', 'message @' || p) from unnest(%s::bigint[]) p", [sorted(people)])


def send(channel: Channel, at: datetime) -> int:
    """Send what waits for one way, danger to life first; a service that is down is tried again, then given up with its reason."""
    waiting = Delivery.objects.filter(channel=channel.key, state="waiting", next_try__lte=at)
    due = list(waiting.select_related("message").order_by("-message__urgent", "id")[: channel.most])
    if not due:
        return 0
    sent = 0
    with channel.opened() as going:
        for index, delivery in enumerate(due):
            try:
                sent += _send_one(going, delivery, at)
            except Enough:
                break
            except Unreachable as error:  # the others would meet the same
                rest = due[index:] if error.whole else [delivery]
                for other in rest:
                    _again_later(other, str(error), at)
                log.warning("%s: %s; %s messages wait", channel.key, error, len(rest))
                if error.whole:
                    break
    return sent


def send_mail(at: datetime) -> int:
    """Send waiting mails."""
    return send(CHANNELS["mail"], at)


def _send_one(going: Round, delivery: Delivery, at: datetime) -> int:
    """Kept at once, each for itself: whoever is killed now sends at most this one a second time."""
    with reading(mail.mailbox(delivery.person_id)[1]):
        card = card_of(delivery.message, for_name=delivery.for_name)
        try:
            delivery.receipt = going.send(delivery.person_id, card)
        except Rejected as error:
            _again_later(delivery, str(error), at, never=error.for_good)
            return 0
    delivery.state, delivery.sent_at, delivery.trouble = "sent", at, ""
    delivery.next_try = at + FIRST_LOOK if delivery.receipt else None  # from then on the service is asked whether it was read
    _keep(delivery)
    return 1


def reading(language: str) -> override:
    """The language of a reader, for the block: the one they chose, else the house's own."""
    return override(language or settings.LANGUAGE_CODE)


def _again_later(delivery: Delivery, trouble: str, at: datetime, *, never: bool = False) -> None:
    delivery.trouble = trouble[:MOST_TROUBLE]
    if never or delivery.tries >= len(RETRY):
        delivery.state = "given_up"
    else:
        delivery.next_try = at + RETRY[delivery.tries]
    delivery.tries += 1
    _keep(delivery)


def _keep(delivery: Delivery) -> None:
    delivery.save(update_fields=["state", "sent_at", "trouble", "tries", "next_try", "receipt"])
