"""Long work from the queue: a thread of the worker that never gives up, and how it fares for whoever asks."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

from django.db import connection

from anlan.kernel import settings_store
from anlan.kernel.clock import wall

log = logging.getLogger("anlan.worker")
STATE = "worker.queue"  # {"trouble": why it broke off, or ""}
REST_SECONDS = 2.0
STEADY_SECONDS = 10.0  # after a failure it counts as well again when it ran so long
PATIENCE = timedelta(minutes=15)  # one piece of work waits for the one before it; none takes so long
_OLDEST = """
select min(coalesce(job.scheduled_at, (select min(at) from procrastinate_events where job_id = job.id)))
from procrastinate_jobs job where job.status = 'todo' and (job.scheduled_at is null or job.scheduled_at <= %s)
"""


class LongWork:
    """Procrastinate's worker in a thread of its own; started anew when it broke off, as when the database was away."""

    def __init__(self, stopping: threading.Event) -> None:
        self.stopping, self.thread = stopping, threading.Thread(target=self._run, daemon=True)
        self.failed, self.began = "", 0.0
        self.told: str | None = None

    def start(self) -> None:
        """Begin; it goes on until `stopping` is set."""
        self.thread.start()

    def _run(self) -> None:
        while not self.stopping.is_set():
            self.began = time.monotonic()
            try:
                serve()
                self.failed = "ended by itself"
            except Exception as error:
                log.exception("queue stopped; starting it again")
                self.failed = repr(error)[:300]
            self.stopping.wait(REST_SECONDS)

    def trouble(self) -> str:
        """Why no long work is done at present; "" when it is."""
        if not self.thread.is_alive():
            return self.failed or "not running"
        return self.failed if time.monotonic() - self.began < STEADY_SECONDS else ""

    def tell(self) -> None:
        """Write how it fares where others look, when that changed; called by the worker's own thread."""
        if (trouble := self.trouble()) != self.told:
            settings_store.write(STATE, {"trouble": trouble})
            self.told = trouble


def serve() -> None:
    """Do what the queue holds, until something breaks."""
    from procrastinate.contrib.django import app

    # Django's own connector defers jobs but cannot wait for them: the worker has connections of its own
    with app.replace_connector(app.connector.get_worker_connector()) as queue:  # type: ignore[attr-defined]
        queue.run_worker(install_signal_handlers=False, concurrency=1, fetch_job_polling_interval=2)


def trouble() -> str:
    """What is wrong with the long work, as far as the database tells: the thread breaks off, or a job waits and waits. "" when well."""
    if failed := settings_store.read(STATE, {}).get("trouble"):
        return f"fails: {failed}"
    now = wall()
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, [now])
        oldest = cursor.fetchone()[0]
    if oldest is not None and now - oldest > PATIENCE:
        return f"the oldest job waits for {int((now - oldest).total_seconds()) // 60} min"
    return ""
