"""The worker's side: resolve who a message is for, deliver on the page, send by the other ways, gather the morning's mails."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel import settings_store
from anlan.kernel.clock import local
from anlan.kernel.outbox import mail
from anlan.kernel.outbox.cards import card_of
from anlan.kernel.outbox.channels import CHANNELS, Channel, Enough, Rejected, Round, Unreachable
from anlan.kernel.outbox.choosing import Ways, with_digest
from anlan.kernel.outbox.models import Delivery, Message
from anlan.kernel.outbox.together import put_together

log = logging.getLogger("anlan.outbox")
BATCH = 2000
MANY = 8  # from here on holders are asked for all at once
RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
DIGEST_HOUR, DIGEST_ENDS, DIGEST_RESTS = 7, 12, timedelta(minutes=5)  # begins, no later than, after a failure
DIGEST = "outbox.digest"
DIGEST_LINES = 50
MOST_TROUBLE = 300
FIRST_LOOK = timedelta(minutes=10)

# set by registers/people: who holds `role` at (or nearest above) a unit at a moment -> [person_id]
Key = tuple[int, str, str]  # unit id, path, role
holders: Callable[[int, str, str, datetime], list[int]] = lambda unit_id, path, role, at: []
holders_of_all: Callable[[Iterable[Key], datetime], dict[Key, list[int]]] = lambda keys, at: {key: [] for key in keys}


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
    deliveries, people, nobody = [], set(), []
    told = {message.pk: [message.person_id] if message.person_id else asked[_key(message)] for message in waiting}
    ways = Ways({p for persons in told.values() for p in persons}, {p for m in waiting if m.urgent for p in told[m.pk]})
    for message in waiting:
        persons = told[message.pk]
        if not persons:
            nobody.append(message.pk)
        for person in persons:
            people.add(person)
            deliveries.append(Delivery(message=message, person_id=person, channel="page", state="sent", at=at, sent_at=at))
            for way in ways.of(person, urgent=message.urgent):
                deliveries.append(Delivery(message=message, person_id=person, channel=way, at=at, next_try=at))
    Delivery.objects.bulk_create(deliveries, batch_size=2000, ignore_conflicts=True)
    Message.objects.filter(pk__in=[m.pk for m in waiting]).update(resolved_at=at)
    if nobody:
        Message.objects.filter(pk__in=nobody).update(trouble="nobody holds this role here or above")
    _ring(people)


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
    with reading(delivery.person_id):
        card = card_of(delivery.message)
        try:
            delivery.receipt = going.send(delivery.person_id, card)
        except Rejected as error:
            _again_later(delivery, str(error), at, never=error.for_good)
            return 0
    delivery.state, delivery.sent_at, delivery.trouble = "sent", at, ""
    delivery.next_try = at + FIRST_LOOK if delivery.receipt else None  # from then on the service is asked whether it was read
    _keep(delivery)
    return 1


def reading(person_id: int) -> override:
    """The language in which the person reads, for the block: the one they chose, else the house's own."""
    return override(mail.mailbox(person_id)[1] or settings.LANGUAGE_CODE)


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


def morning_digest(at: datetime) -> int:
    """Once a morning, one mail per person with what was told since the last one. -> how many mails were sent.

    It keeps how far it came: a server that is down is tried again until noon, and nobody gets two.
    """
    today = local(at).date().isoformat()
    known = settings_store.read(DIGEST, {})
    state: dict[str, Any] = (
        known if isinstance(known, dict) and known.get("day") == today else {"day": today, "after": 0, "rest": "", "done": False}
    )
    if not DIGEST_HOUR <= local(at).hour < DIGEST_ENDS or state["done"] or (state["rest"] and at < datetime.fromisoformat(state["rest"])):
        return 0
    waiting = told_since(at - timedelta(days=1), int(state["after"]))
    mailed = with_digest("mail", waiting)
    sent = 0
    with mail.post() as post:
        for person, told in sorted(waiting.items()):
            if person not in mailed:
                state["after"] = person
                continue
            try:
                sent += _mail_digest(post, person, told)
            except Unreachable as error:
                log.warning("morning digest rests: %s", error)
                state["rest"] = "" if isinstance(error, Enough) else (at + DIGEST_RESTS).isoformat()
                break
            state["after"] = person
            settings_store.write(DIGEST, state)  # whoever has it does not get it again, also when the worker is killed now
    settings_store.write(DIGEST, state | {"done": not waiting})
    return sent


def told_since(since: datetime, after: int) -> dict[int, list[Delivery]]:
    """person -> what was told on the page and not read, the newest first, for persons with a number above `after`."""
    rows = (
        Delivery.objects.filter(channel="page", read_at__isnull=True, at__gt=since, message__urgent=False, person_id__gt=after)
        .select_related("message")
        .order_by("person_id", "-id")[:60000]
    )
    told: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in rows:
        told[delivery.person_id].append(delivery)
    return told


def _mail_digest(post: mail.Post, person: int, told: list[Delivery]) -> int:
    address, _language = mail.mailbox(person)
    if not address:
        return 0
    with reading(person):
        subject = _("[安澜] 今早有 %(count)d 件") % {"count": len(told)}
        lines = put_together(told)[:DIGEST_LINES]
        body = "\n\n".join(f"· {line.title}\n  {settings.ANLAN_BASE_URL}{line.url}" for line in lines)
    try:
        post.post(address, subject, body)
    except Rejected as error:
        log.warning("morning digest for person %s not taken: %s", person, error)
        return 0
    return 1
