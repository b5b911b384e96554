"""Long work of binders, run by the worker as the person who asked."""

from __future__ import annotations

import logging

from django.db import close_old_connections, connection, transaction
from procrastinate.contrib.django import app

from anlan.kernel.acting import acting
from anlan.kernel.errors import Refused
from anlan.kernel.progress import telling
from anlan.oversight.binders import actions, building, shelf
from anlan.oversight.binders.models import Binder
from anlan.registers.people.queries import actor_for

log = logging.getLogger("anlan.binders")


@app.task(name="binders.build")
def build(binder_id: int) -> None:
    """Put a binder together; what breaks off leaves no file. As of the moment it was asked for."""
    if not connection.in_atomic_block:
        close_old_connections()
    binder = Binder.objects.select_related("unit").filter(pk=binder_id).first()
    if binder is None or binder.state != "waiting":
        return
    with telling(binder.progress_id) as teller:
        try:
            actor = actor_for(binder.made_by_id, binder.made_at)
            with acting(actor):
                building.build(binder, actor, teller)
            teller.end("done")
        except Exception as error:
            log.exception("binder %s broke off", binder_id)
            shelf.remove(binder.nonce)
            why = str(error.sentence) if isinstance(error, Refused) else type(error).__name__
            with transaction.atomic():
                actions.fail(binder_id, why)
            teller.end("failed", says=why)
