"""The clockwork: tick(at) runs the registered jobs in order, each behind its own fence.

Production, the demo and the rehearsal run the same tick. A clock that goes back, or jumps ahead by over a day, pauses the
engine until somebody confirms it: better late reminders than ten thousand wrong ones.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from anlan.kernel import registry, settings_store
from anlan.kernel.action import action, record
from anlan.kernel.actor import Actor

log = logging.getLogger("anlan.engine")
BACKWARD = timedelta(seconds=90)
FORWARD = timedelta(days=1, hours=1)
LAST, PAUSED, RAN = "engine.last", "engine.paused", "engine.ran"
FENCE = 7316  # advisory lock: one engine at a time
HOW_TO_GO_ON = "if the clock is right, run: script/anlan clock --confirm"


@dataclass
class Tick:
    """What one tick did: job -> number done, job -> trouble, or the reason why it did nothing."""

    at: datetime
    done: dict[str, int] = field(default_factory=dict)
    trouble: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    paused: str = ""


def tick(at: datetime, *, only: str = "") -> Tick:
    """Run every job that is due at `at`. A job that fails is reported and the others go on."""
    result = Tick(at)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [FENCE])
        if not cursor.fetchone()[0]:
            result.paused = "another engine is at work"
            return result
    try:
        if reason := _pauses(at):
            result.paused = reason
            return result
        ran: dict[str, str] = settings_store.read(RAN, {})
        for job in registry.jobs():
            if only and job.name != only:
                continue
            if not only and job.every and job.name in ran:
                last = datetime.fromisoformat(ran[job.name])
                if last <= at < last + job.every:
                    continue
            _run(job, at, result)
            if job.every:
                ran[job.name] = at.isoformat()
        settings_store.write(RAN, ran)
        settings_store.write(LAST, at.isoformat())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [FENCE])
    return result


def _run(job: registry.Job, at: datetime, result: Tick) -> None:
    begun = time.monotonic()
    try:
        result.done[job.name] = job.run(at)  # opens its own transactions, one per batch
    except Exception as error:  # the fence: one broken part does not stop the clock
        log.exception("job %s failed", job.name)
        result.trouble[job.name] = repr(error)[:500]
    result.seconds[job.name] = time.monotonic() - begun


def clock_trouble(at: datetime) -> str:
    """Why the clock is not to be believed at `at`: what paused the engine, or would pause it now; '' when all is well."""
    if paused := settings_store.read(PAUSED, ""):
        return str(paused)
    last = settings_store.read(LAST)
    if last is None:
        return ""
    moment = datetime.fromisoformat(last)
    if at < moment - BACKWARD:
        return f"clock went back from {moment.isoformat()} to {at.isoformat()}"
    if at > moment + FORWARD:
        return f"clock jumped ahead from {moment.isoformat()} to {at.isoformat()}"
    return ""


def _pauses(at: datetime) -> str:
    """Pause when the clock is not to be believed, and say once why and how to go on. -> why."""
    reason = clock_trouble(at)
    if reason and not settings_store.read(PAUSED, ""):
        settings_store.write(PAUSED, reason)
        log.error("engine paused: %s; %s", reason, HOW_TO_GO_ON)
    return reason


def confirm(at: datetime) -> None:
    """Somebody looked at the clock and it is right: go on from `at`; what was missed is caught up."""
    settings_store.write(PAUSED, "")
    settings_store.write(LAST, at.isoformat())


@action
def vouch(*, unit_id: int, who: str, by: Actor, at: datetime) -> str:
    """confirm(), with an entry on the chain of the unit (the city's) that says who vouched for the clock, and after what.

    -> what had paused the engine
    """
    reason, last = clock_trouble(at), settings_store.read(LAST)
    confirm(at)
    record("clock.confirm", unit_id=unit_id, by=by, at=at, payload={"who": who, "paused": reason, "last": last})
    return reason
