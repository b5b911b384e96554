"""Long work: a directory is read and compared; what was given up is sent again. Arguments are ids and names of ways only."""

from __future__ import annotations

import logging

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.progress import telling

log = logging.getLogger("anlan.channels")


@app.task(name="channels.read")
def read_directory(reading_id: int) -> None:
    """Read departments and members, compare, keep what was found. When it breaks off the reason stands on the reading."""
    from anlan.registers.channels import actions, directory
    from anlan.registers.channels.calls import Trouble
    from anlan.registers.channels.models import Reading

    _fresh_connection()
    row = Reading.objects.select_related("service").filter(pk=reading_id, state__in=["asked", "reading"]).first()
    if row is None:
        return
    actions.note_reading(row.pk, "reading")
    with telling(row.progress_id) as teller:
        try:
            found = directory.read(row.service, told=teller.say, at=clock.now())
            actions.take_read(row, found.compared, found.members, found.departments, at=clock.now())
            teller.end("done")
        except (Trouble, Refused) as trouble:
            actions.note_reading(row.pk, "failed", str(trouble))
            teller.end("failed", says=str(trouble))
        except Exception as error:
            log.exception("reading %s broke off", row.pk)
            actions.note_reading(row.pk, "failed", type(error).__name__)
            teller.end("failed", says=type(error).__name__)


@app.task(name="channels.again")
def send_again(channel: str) -> None:
    """What was given up within a day by this way waits again."""
    from anlan.kernel.outbox import standing

    _fresh_connection()
    standing.again(channel, clock.now())


def _fresh_connection() -> None:
    if not connection.in_atomic_block:
        close_old_connections()
