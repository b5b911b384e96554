"""Long work of notices, run by the worker: arguments are ids only, the transaction is the action's own."""

from __future__ import annotations

import logging

from django.db import close_old_connections, connection, transaction
from procrastinate.contrib.django import app

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.errors import Refused
from anlan.kernel.progress import telling

log = logging.getLogger("anlan.notices")


@app.task(name="notices.send")
def send_notice(notice_id: int, person_id: int) -> None:
    """Send a notice for the person who asked for it; when it breaks off, nothing was sent and the review is open again."""
    from anlan.registers.people.queries import actor_for
    from anlan.work.notices import actions
    from anlan.work.notices.actions.dispatching import send_failed
    from anlan.work.notices.models import SENDING, Notice

    if not connection.in_atomic_block:
        close_old_connections()

    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None or notice.state != SENDING:  # sent already, or freed because an earlier worker died
        return
    with telling(notice.progress_id) as teller:
        try:
            at = clock.now()
            actor = actor_for(person_id, at)
            with acting(actor):
                actions.dispatch_now(notice, by=actor, at=at, teller=teller)
            teller.end("done")
        except Exception as error:
            log.exception("notice %s was not sent", notice_id)
            with transaction.atomic():
                send_failed(notice_id, reason=repr(error)[:300])
            teller.end("failed", says=str(error.sentence) if isinstance(error, Refused) else type(error).__name__)
