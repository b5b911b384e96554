"""The worker's side: resolve who a message is for, deliver on the page, send mail, gather the morning digest."""

from __future__ import annotations

import logging
import smtplib
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel import registry
from anlan.kernel.clock import local
from anlan.kernel.outbox.models import Delivery, Message

log = logging.getLogger("anlan.outbox")
BATCH = 2000
MANY = 8  # from here on holders are asked for all at once
RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
DIGEST_HOUR = 7

# set by registers/people: who holds `role` at (or nearest above) a unit at a moment -> [person_id]; mail address of a person
Key = tuple[int, str, str]  # unit id, path, role
holders: Callable[[int, str, str, datetime], list[int]] = lambda unit_id, path, role, at: []
holders_of_all: Callable[[Iterable[Key], datetime], dict[Key, list[int]]] = lambda keys, at: {key: [] for key in keys}
mail_address: Callable[[int], str] = lambda person_id: ""


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
    for message in waiting:
        persons = [message.person_id] if message.person_id else asked[_key(message)]
        if not persons:
            nobody.append(message.pk)
        for person in persons:
            people.add(person)
            deliveries.append(Delivery(message=message, person_id=person, channel="page", state="sent", at=at, sent_at=at))
            if message.urgent:
                deliveries.append(Delivery(message=message, person_id=person, channel="mail", at=at, next_try=at))
    Delivery.objects.bulk_create(deliveries, batch_size=2000, ignore_conflicts=True)
    Message.objects.filter(pk__in=[m.pk for m in waiting]).update(resolved_at=at)
    if nobody:
        Message.objects.filter(pk__in=nobody).update(trouble="nobody holds this role here or above")
    _ring(people)


def _ring(people: set[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('anlan_live', 'message @' || p) from unnest(%s::bigint[]) p", [sorted(people)])


def reads(message: Message) -> tuple[str, str]:
    """(title, url) of a message in the current language, from the words its kind registered."""
    tell = registry.MESSAGES.get(message.kind)
    if tell is None:
        return str(message.facts.get("title", message.kind)), str(message.facts.get("url", "/"))
    title, url = tell(message)
    return str(title), url


def send_mail(at: datetime) -> int:
    """Send waiting mails (danger to life only); a server that is down is tried again, then given up with its reason."""
    due = list(Delivery.objects.filter(channel="mail", state="waiting", next_try__lte=at).select_related("message").order_by("id")[:200])
    sent = 0
    for delivery in due:
        with override("zh-hans"):
            title, url = reads(delivery.message)
            body = f"{title}\n\n{settings.ANLAN_BASE_URL}{url}\n"
        sent += _mail_one(delivery, title, body, at)
    return sent


def _mail_one(delivery: Delivery, title: str, body: str, at: datetime) -> int:
    address = mail_address(delivery.person_id)
    if not address:
        delivery.state, delivery.trouble = "given_up", "no mail address"
    else:
        try:
            with get_connection(timeout=5) as server:
                server.send_messages([EmailMessage(f"[安澜] {title}", body, settings.DEFAULT_FROM_EMAIL, [address])])
            delivery.state, delivery.sent_at, delivery.trouble = "sent", at, ""
        except (OSError, smtplib.SMTPException) as error:
            delivery.trouble = repr(error)[:300]
            if delivery.tries < len(RETRY):
                delivery.next_try = at + RETRY[delivery.tries]
            else:
                delivery.state = "given_up"
            delivery.tries += 1
    delivery.save(update_fields=["state", "sent_at", "trouble", "tries", "next_try"])
    return int(delivery.state == "sent")


def morning_digest(at: datetime) -> int:
    """Once a morning, one mail per person with what was told since the last one. -> how many mails were queued and sent."""
    from anlan.kernel import settings_store

    today = local(at).date().isoformat()
    if local(at).hour < DIGEST_HOUR or settings_store.read("outbox.digest", "") == today:
        return 0
    settings_store.write("outbox.digest", today)
    rows = (
        Delivery.objects.filter(channel="page", read_at__isnull=True, at__gt=at - timedelta(days=1), message__urgent=False)
        .select_related("message")
        .order_by("person_id", "-id")[:60000]
    )
    lines: dict[int, list[str]] = defaultdict(list)
    with override("zh-hans"):
        for delivery in rows:
            title, url = reads(delivery.message)
            lines[delivery.person_id].append(f"· {title}\n  {settings.ANLAN_BASE_URL}{url}")
        return sum(_mail_digest(person, told) for person, told in lines.items())


def _mail_digest(person: int, told: list[str]) -> int:
    address = mail_address(person)
    if not address:
        return 0
    subject = _("[安澜] 今早有 %(count)d 件") % {"count": len(told)}
    try:
        with get_connection(timeout=5) as server:
            server.send_messages([EmailMessage(subject, "\n\n".join(told[:50]), settings.DEFAULT_FROM_EMAIL, [address])])
    except (OSError, smtplib.SMTPException):
        log.warning("morning digest for person %s not sent: mail server down", person)
        return 0
    return 1
