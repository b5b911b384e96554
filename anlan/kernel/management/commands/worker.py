"""The worker: the engine's tick, messages, snapshots; long work from the queue in a second thread."""

from __future__ import annotations

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection

from anlan.kernel import clock, engine, settings_store
from anlan.kernel.signing_key import refuse_public

log = logging.getLogger("anlan.worker")
SEEN_SECONDS = 15


class Command(BaseCommand):
    help = "Run the clockwork and the long work until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=2.0, help="seconds between ticks")
        parser.add_argument("--once", action="store_true", help="one tick, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_public()
        self.stopping, self.started = threading.Event(), False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        if not options["once"]:
            threading.Thread(target=self._long_work, daemon=True).start()
        seen = 0.0
        while not self.stopping.is_set():
            try:
                close_old_connections()
                self._say_if_paused()
                engine.tick(clock.now())
                if time.monotonic() - seen > SEEN_SECONDS or options["once"]:
                    settings_store.write("worker.seen", clock.wall().isoformat())
                    seen = time.monotonic()
            except DatabaseError:
                log.exception("database away; trying again")
                connection.close()
            if options["once"]:
                return
            self.stopping.wait(options["every"])

    def _say_if_paused(self) -> None:
        """Once, at the start: an engine that was paused before stays so until somebody looks, and that is easily forgotten."""
        if not self.started:
            self.started = True
            if reason := settings_store.read(engine.PAUSED, ""):
                log.error("engine still paused: %s; %s", reason, engine.HOW_TO_GO_ON)

    def _long_work(self) -> None:
        """Procrastinate's worker in a thread of its own; started anew when the database was away."""
        from procrastinate.contrib.django import app

        while not self.stopping.is_set():
            try:
                # Django's own connector defers jobs but cannot wait for them: the worker has connections of its own
                with app.replace_connector(app.connector.get_worker_connector()) as queue:  # type: ignore[attr-defined]
                    queue.run_worker(install_signal_handlers=False, concurrency=1, fetch_job_polling_interval=2)
            except Exception:
                log.exception("queue stopped; starting it again")
                time.sleep(2)
