"""The morning's mail: once a day, one mail per person with what was told since the day before.

A part of the persons at a time: their messages, mailboxes and short ways are asked for together, then each has their mail. How far it
came is kept after each mail, so that nobody gets two; that is not waited for until it is on the disk: a worker that is killed loses
nothing of it, only a database that breaks down could bring the last few a second mail.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from anlan.kernel import settings_store
from anlan.kernel.clock import local
from anlan.kernel.outbox import mail, sending
from anlan.kernel.outbox.choosing import with_digest
from anlan.kernel.outbox.models import Delivery, Message
from anlan.kernel.outbox.together import Told, put_together

log = logging.getLogger("anlan.outbox")
HOUR, ENDS, RESTS = 7, 12, timedelta(minutes=5)  # begins, no later than, after a failure
STATE = "outbox.digest"
LINES = 50
PART = 500  # persons whose messages are read together

Ways = Mapping[tuple[int, int], tuple[Any, str]]  # (person, message) -> (word, address) of a way to answer without signing in
# set by work/doors: person -> what they are told -> the ways there are
short_ways: Callable[[Mapping[int, Sequence[Message]], datetime], Ways] = lambda told, at: {}


def morning_digest(at: datetime) -> int:
    """Once a morning, one mail per person with what was told since the last one. -> how many mails were sent.

    It keeps how far it came: a server that is down is tried again until noon, and nobody gets two.
    """
    today = local(at).date().isoformat()
    known = settings_store.read(STATE, {})
    state: dict[str, Any] = (
        known if isinstance(known, dict) and known.get("day") == today else {"day": today, "after": 0, "rest": "", "done": False}
    )
    if not HOUR <= local(at).hour < ENDS or state["done"] or (state["rest"] and at < datetime.fromisoformat(state["rest"])):
        return 0
    sent, since = 0, at - timedelta(days=1)
    with mail.post() as post, _not_waiting_for_the_disk():
        try:
            while persons := next_persons(since, int(state["after"])):
                for went in _mail_part(post, persons, since, state, at):
                    sent += went
            state |= {"done": True}
        except mail.Unreachable as error:
            log.warning("morning digest rests: %s", error)
            state["rest"] = "" if isinstance(error, mail.Enough) else (at + RESTS).isoformat()
    settings_store.write(STATE, state)
    return sent


def _fresh(since: datetime) -> Any:
    """What was told on the page and not read; danger to life was mailed at once."""
    return Delivery.objects.filter(channel="page", read_at__isnull=True, at__gt=since, message__urgent=False)


def next_persons(since: datetime, after: int) -> list[int]:
    """The next persons with a number above `after` who were told something."""
    found = _fresh(since).filter(person_id__gt=after).order_by("person_id").values_list("person_id", flat=True)
    return list(found.distinct()[:PART])


def told_to(persons: Sequence[int], since: datetime) -> dict[int, list[Delivery]]:
    """person -> what was told on the page and not read, the newest first."""
    told: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in _fresh(since).filter(person_id__in=persons).select_related("message").order_by("person_id", "-id"):
        told[delivery.person_id].append(delivery)
    return told


def _mail_part(post: mail.Post, persons: Sequence[int], since: datetime, state: dict[str, Any], at: datetime) -> Iterator[int]:
    """One mail after the other: 1 for each that went. How far it came is kept in `state` and in the database."""
    told, boxes, mailed = told_to(persons, since), mail.mailboxes(persons), with_digest("mail", persons)
    reached = {person: rows for person, rows in told.items() if person in mailed and boxes.get(person, ("", ""))[0]}
    ways = short_ways({p: [row.message for row in rows] for p, rows in reached.items()}, at)
    for person in persons:
        went = _mail(post, person, reached[person], boxes[person], ways) if person in reached else 0
        state["after"] = person
        settings_store.write(STATE, state)  # whoever has it does not get it again, also when the worker is killed now
        yield went


@contextmanager
def _not_waiting_for_the_disk() -> Iterator[None]:
    """Within the block a commit does not wait until it is on the disk; see the file's head."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("reset synchronous_commit")


def _mail(post: mail.Post, person: int, told: list[Delivery], box: tuple[str, str], ways: Ways) -> int:
    address, language = box
    with sending.reading(language):
        subject = _("[安澜] 今早有 %(count)d 件") % {"count": len(told)}
        body = "\n\n".join(_line(person, line, ways) for line in put_together(told)[:LINES])
    try:
        post.post(address, subject, body)
    except mail.Rejected as error:
        log.warning("morning digest for person %s not taken: %s", person, error)
        return 0
    return 1


def _line(person: int, line: Told, ways: Ways) -> str:
    """One thing told: its words, where it leads, and the way to answer it in one tap, if there is one."""
    text = f"· {line.title}\n  {settings.ANLAN_BASE_URL}{line.url}"
    way = next((ways[person, pk] for pk in line.messages if (person, pk) in ways), None)
    return f"{text}\n  " + _("%(word)s，点一下就行：%(url)s") % {"word": way[0], "url": way[1]} if way else text
