"""Long work of notices, run by the worker: arguments are ids only, the transaction is the action's own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import close_old_connections, connection, transaction
from procrastinate.contrib.django import app

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.progress import Teller, telling

log = logging.getLogger("anlan.notices")


@app.task(name="notices.send")
def send_notice(notice_id: int, person_id: int) -> None:
    """Send a notice for the person who asked for it; when it breaks off, nothing was sent and the review is open again."""
    from anlan.work.notices import actions
    from anlan.work.notices.actions.dispatching import send_failed
    from anlan.work.notices.models import SENDING, Notice

    _fresh_connection()
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None or notice.state != SENDING:  # sent already, or freed because an earlier worker died
        return

    def work(actor: Actor, at: datetime, teller: Teller) -> None:
        actions.dispatch_now(notice, by=actor, at=at, teller=teller)

    _for_person(person_id, notice, work, lambda: send_failed(notice_id))


@app.task(name="notices.take_back")
def take_back(notice_id: int, person_id: int) -> None:
    """Withdraw a notice with many lines; the reason stands on the notice."""
    from anlan.work.notices import actions
    from anlan.work.notices.models import PUBLISHED, Notice

    _fresh_connection()
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None or notice.state != PUBLISHED:
        return

    def work(actor: Actor, at: datetime, teller: Teller) -> None:
        teller.say(0, notice.lines, force=True)
        actions.withdraw_notice(notice, why=notice.withdrawn_why, by=actor, at=at, teller=teller)

    _for_person(person_id, notice, work, lambda: None)


def _fresh_connection() -> None:
    if not connection.in_atomic_block:
        close_old_connections()


def _for_person(person_id: int, notice: Any, work: Callable[[Actor, datetime, Teller], None], failed: Callable[[], None]) -> None:
    """Do the work as the person, under the policies of the web's people, telling how far it has come."""
    from anlan.registers.people.queries import actor_for

    with telling(notice.progress_id) as teller:
        try:
            at = clock.now()
            actor = actor_for(person_id, at)
            with acting(actor):
                work(actor, at, teller)
            teller.end("done")
        except Exception as error:
            log.exception("long work on notice %s broke off", notice.pk)
            with transaction.atomic():
                failed()
            teller.end("failed", says=str(error.sentence) if isinstance(error, Refused) else type(error).__name__)
