"""The keeper: a small process that holds the embedded database as its child while anybody needs it.

Started by whoever needs the database first, it serves all of them and ends by itself when the last one is gone,
also when that one was killed. It starts the server again when that dies.
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
from typing import IO

from .cluster import Cluster, DatabaseError
from .credentials import credentials
from .folders import Folders
from .locks import open_lock, try_exclusive
from .logs import LOG_LIMIT, cut

LOOK_EVERY = 0.5


class Keeper:
    """Keeps one cluster until nobody needs it."""

    def __init__(self, where: Folders, *, throwaway: bool) -> None:
        self.where = where
        self.asked_to_stop = threading.Event()
        self.starts = 0
        self.users = open_lock(where.users_lock)
        self.cluster = Cluster(where, credentials(where), throwaway=throwaway)

    def _announce(self) -> None:
        state = {"port": self.cluster.port, "keeper": os.getpid(), "starts": self.starts}
        draft = self.where.database_state.with_suffix(".new")
        draft.write_text(json.dumps(state))
        draft.replace(self.where.database_state)

    def _withdraw(self) -> None:
        self.where.database_state.unlink(missing_ok=True)

    def _start(self, log: IO[bytes]) -> subprocess.Popen[bytes] | None:
        """Start and make ready; None when it did not come up."""
        process = self.cluster.start(log)
        ready = False
        try:
            if self.cluster.wait_until_ready(process, self.asked_to_stop.is_set):
                self.cluster.prepare()
                self.starts += 1
                self._announce()
                ready = True
        finally:
            if not ready:
                self.cluster.stop(process)
        return process if ready else None

    def _nobody_left(self) -> bool:
        """True once no process holds the users' lock; from then on newcomers wait until we are gone."""
        return try_exclusive(self.users)

    def run(self, log: IO[bytes]) -> None:
        """Serve until nobody is left or we are told to stop."""
        self._withdraw()
        self.cluster.make(log)
        process: subprocess.Popen[bytes] | None = None
        failures = 0
        try:
            while not self.asked_to_stop.is_set() and not self._nobody_left():
                if process is None or process.poll() is not None:
                    self._withdraw()
                    process = self._start(log)
                    failures = 0 if process else failures + 1
                    if failures and (self.starts == 0 or failures > 10):
                        raise DatabaseError("the database does not start")
                cut(self.where.log / "postgres.log", LOG_LIMIT)
                self.asked_to_stop.wait(LOOK_EVERY if process else min(0.2 * 2**failures, 10))
        finally:
            self._withdraw()
            if process and process.poll() is None:
                self.cluster.stop(process)


def main(var: str, *flags: str) -> int:
    """Entry of the keeper process."""
    where = Folders(pathlib.Path(var))
    lock = open_lock(where.keeper_lock)
    if not try_exclusive(lock):
        return 0  # another one is keeping already
    with open(where.log / "postgres.log", "ab", buffering=0) as log:
        try:
            keeper = Keeper(where, throwaway="--throwaway" in flags)
            for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(sign, lambda *_: keeper.asked_to_stop.set())
            keeper.run(log)
        except (DatabaseError, OSError, SystemExit) as error:
            with contextlib.suppress(OSError):
                (where.var / "database.error").write_text(str(error))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
