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
from anlan.kernel.long_work import LongWork
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
        long_work = LongWork(self.stopping)
        if not options["once"]:
            long_work.start()
        seen = 0.0
        while not self.stopping.is_set():
            try:
                close_old_connections()
                self._say_if_paused()
                engine.tick(clock.now())
                if time.monotonic() - seen > SEEN_SECONDS or options["once"]:
                    settings_store.write("worker.seen", clock.wall().isoformat())
                    seen = time.monotonic()
                if not options["once"]:
                    long_work.tell()
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
