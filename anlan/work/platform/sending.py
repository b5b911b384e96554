"""The worker's side: take what is due, send it, write the receipts. Nothing is lost while the platform is away, and each hazard's
messages go in their order: a later one waits until the one before it was taken, or left out by somebody.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from anlan.kernel import clock, settings_store
from anlan.kernel.actor import SYSTEM
from anlan.work.platform import actions, client, rules
from anlan.work.platform.models import Sending

log = logging.getLogger("anlan.platform")
EVERY = timedelta(seconds=10)
LINK = "platform.link"  # {"trouble": why the last request did not get there, or "", "at": when, on the wall's clock}
_CLAIM = """
update platform_sending set tries = least(tries + 1, 30000), next_try = %s where id in (
    select m.id from platform_sending m where m.status = 'waiting' and m.next_try <= %s and not exists (
        select 1 from platform_sending e where e.case_id = m.case_id and e.sequence < m.sequence and e.status in ('waiting', 'refused'))
    order by m.next_try, m.id limit %s for update skip locked)
returning id
"""


def claim() -> list[Sending]:
    """What is due, at most one message of a hazard; claimed for a while, so that a worker that dies loses none."""
    wall = clock.wall()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, [wall + rules.LEASE, wall, rules.BATCH])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Sending.objects.filter(pk__in=ids).order_by("at", "pk"))


def send_due(at: datetime) -> int:
    """Send until nothing is due, the platform is away, or the time of one round is over. -> how many were taken over there."""
    if not actions.is_on():
        return 0
    taken, end = 0, time.monotonic() + rules.ROUND_SECONDS
    while time.monotonic() < end and (rows := claim()):
        try:
            done = _send(rows, at)
        except client.Away as away:
            actions.settle(rows, {}, str(away), by=SYSTEM, at=at)
            _tell(str(away))
            log.warning("platform: %s; %s messages wait", away, len(rows))
            break
        taken += done
        _tell("")
    return taken


def _send(rows: list[Sending], at: datetime) -> int:
    body = {"format": rules.FORMAT, "messages": [row.body for row in rows]}
    data = client.post(settings.ANLAN_PLATFORM_URL, settings.ANLAN_PLATFORM_KEY, body)
    answer = rules.read_answer(data, [str(row.key) for row in rows])
    if answer is None:
        from django.utils.translation import gettext as _

        raise client.Away(_("平台回的不是回执"))
    for odd in answer.odd[:3]:
        log.warning("platform: %s", odd)
    return actions.settle(rows, answer.receipts, "no receipt", by=SYSTEM, at=at)


def _tell(trouble: str) -> None:
    known = settings_store.read(LINK, {})
    if known.get("trouble") != trouble or not trouble:
        settings_store.write(LINK, {"trouble": trouble, "at": clock.wall().isoformat()})


@app.task(name="platform.send")
def send(moment: str) -> None:
    """Long work: one round of sending."""
    if not connection.in_atomic_block:
        close_old_connections()
    send_due(datetime.fromisoformat(moment))


def wake(at: datetime) -> int:
    """The clockwork's part: put a round into the queue when something is due. -> 1 if so."""
    if not actions.is_on() or not Sending.objects.filter(status="waiting", next_try__lte=clock.wall()).exists():
        return 0
    with suppress(AlreadyEnqueued), transaction.atomic():
        send.configure(queueing_lock="platform.send").defer(moment=at.isoformat())
    return 1
