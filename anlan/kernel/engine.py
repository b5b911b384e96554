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

log = logging.getLogger("anlan.engine")
BACKWARD = timedelta(seconds=90)
FORWARD = timedelta(days=1, hours=1)
LAST, PAUSED, RAN = "engine.last", "engine.paused", "engine.ran"
FENCE = 7316  # advisory lock: one engine at a time


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
        if reason := _clock_trouble(at):
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


def _clock_trouble(at: datetime) -> str:
    if paused := settings_store.read(PAUSED, ""):
        return str(paused)
    last = settings_store.read(LAST)
    if last is None:
        return ""
    moment = datetime.fromisoformat(last)
    if at < moment - BACKWARD:
        reason = f"clock went back from {moment.isoformat()} to {at.isoformat()}"
    elif at > moment + FORWARD:
        reason = f"clock jumped ahead from {moment.isoformat()} to {at.isoformat()}"
    else:
        return ""
    settings_store.write(PAUSED, reason)
    log.error("engine paused: %s", reason)
    return reason


def confirm(at: datetime) -> None:
    """Somebody looked at the clock and it is right: go on from `at`; what was missed is caught up."""
    settings_store.write(PAUSED, "")
    settings_store.write(LAST, at.isoformat())
