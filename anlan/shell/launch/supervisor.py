"""The supervisor: starts web, live and worker, watches them and the database, ends them together."""

import os
import subprocess
import sys
import threading
import time
from typing import Any

from . import lease, leftovers, ports
from .child import Child
from .environment import environment
from .folders import Folders
from .locks import exclusive, is_held
from .logs import LOG_LIMIT, cut

GRACE = 3.5  # seconds for requests under way; open event streams would hold the web server for ever
LOOK_EVERY = 0.25
KILL_AFTER = "3"


def say(text: str) -> None:
    """One line for people."""
    print(text, flush=True)


def _granian(interface: str, port: int, target: str, *more: str) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", interface, "--http", "1", "--no-ws"),
        *("--host", ports.HOST, "--port", str(port), "--workers-kill-timeout", KILL_AFTER),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--log-level", "warning"),
        *more,
        target,
    ]


def children(where: Folders, urls: dict[str, str], port: int, live_port: int) -> list[Child]:
    """The three kinds of process, each with the one database login it needs."""
    shared = {"PORT": str(port), "ANLAN_LIVE_PORT": str(live_port), "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
    workers = os.environ.get("ANLAN_WEB_WORKERS") or str(min(2, os.cpu_count() or 1))
    threads = os.environ.get("ANLAN_WEB_THREADS") or "4"
    web = _granian("wsgi", port, "anlan.shell.wsgi:application", "--workers", workers, "--blocking-threads", threads)
    live = _granian("asgi", live_port, "anlan.shell.live:app", "--workers", "1")
    commands = {"web": (web, "web"), "live": (live, "web"), "worker": ([sys.executable, "-m", "anlan", "worker"], "worker")}
    return [
        Child(name, command, environment(where, urls[login], **shared), where.log / f"{name}.log")
        for name, (command, login) in commands.items()
    ]


class Supervisor:
    """Runs until told to stop."""

    def __init__(self, where: Folders, database: dict[str, Any], port: int) -> None:
        self.where, self.port = where, port
        self.database_port: int | None = database.get("port")
        self.live_port = ports.first_free(port + 1)
        self.children = children(where, database["urls"], port, self.live_port)
        self.stopping = threading.Event()
        self.keeper: subprocess.Popen[bytes] | None = None
        self.keeper_again_at = 0.0
        self.database_down = False
        self.database_starts = (lease.state(where) or {}).get("starts")
        self.announced = False

    def run(self) -> None:
        """Start everything, watch until SIGINT, SIGTERM or SIGHUP, stop everything."""
        try:
            while not self.stopping.is_set():
                self._look_after_children()
                if self.database_port:
                    self._look_after_database()
                self._announce()
                self.stopping.wait(LOOK_EVERY)
        finally:
            self._stop()

    def _look_after_children(self) -> None:
        changed = False
        for child in self.children:
            code = child.died()
            if code is not None:
                pause = max(0.0, child.again_at - time.monotonic())
                how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                say(f"{child.name} {how}; starting it again in {pause:.0f} s (log: {child.log})")
            if child.due():
                child.start()
                changed = True
            cut(child.log, LOG_LIMIT)
        if changed:
            leftovers.remember(self.where, [c.process.pid for c in self.children if c.process])

    def _look_after_database(self) -> None:
        state = lease.state(self.where)
        if self.keeper is not None:
            self.keeper.poll()  # lets the system forget one that ended
        if state is None:
            if not self.database_down:
                say("database is down; starting it again")
            self.database_down = True
            self._keep_database()
            return
        if self.database_down or state["starts"] != self.database_starts:
            say("database is back")
        self.database_down, self.database_starts = False, state["starts"]
        if state["port"] != self.database_port:
            self._move_database(state["port"])

    def _keep_database(self) -> None:
        """Start a keeper if there is none; one that ends at once is tried again only after a pause."""
        if time.monotonic() < self.keeper_again_at:
            return
        with exclusive(self.where.start_lock):
            if not is_held(self.where.keeper_lock):
                self.keeper = lease.spawn(self.where)
                self.keeper_again_at = time.monotonic() + 5

    def _move_database(self, port: int) -> None:
        """Its old port was taken meanwhile: everybody starts again with the new address."""
        for child in self.children:
            url = child.environment["DATABASE_URL"]
            child.environment["DATABASE_URL"] = url.replace(f":{self.database_port}/", f":{port}/")
            child.kill_group()
        self.database_port = port

    def _announce(self) -> None:
        if not self.announced and not ports.is_free(self.port):
            say(f"\nAnlan 安澜  http://{ports.HOST}:{self.port}    (Ctrl-C stops it; logs in {self.where.log})\n")
            self.announced = True

    def _stop(self) -> None:
        say("\nstopping …")
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + GRACE
        for child in self.children:
            child.wait(until)
        leftovers.forget(self.where)
