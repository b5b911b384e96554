"""Having the embedded database for a while: everybody who needs it holds a lease; it runs while anybody does."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from .folders import PROJECT, Folders
from .locks import exclusive, is_held, open_lock, try_exclusive
from .logs import tail

PATIENCE = 200.0


def state(where: Folders) -> dict[str, Any] | None:
    """What the keeper says of the running database, or None when nobody keeps it or it is not ready."""
    if not is_held(where.keeper_lock):
        return None
    try:
        found: dict[str, Any] = json.loads(where.database_state.read_text())
    except (OSError, ValueError):
        return None
    return found


def spawn(where: Folders) -> subprocess.Popen[bytes]:
    """Start a keeper. Call with the start lock held."""
    flags = ["--throwaway"] if os.environ.get("ANLAN_THROWAWAY") == "1" else []
    error = where.var / "database.error"
    error.unlink(missing_ok=True)
    with open(where.log / "postgres.log", "ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "anlan.shell.launch.keeper", str(where.var), *flags],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def ensure(where: Folders) -> dict[str, Any]:
    """Return the state of the running database, starting a keeper when there is none. Call with a lease held."""
    with exclusive(where.start_lock):
        until = time.monotonic() + PATIENCE
        spawned: subprocess.Popen[bytes] | None = None
        while time.monotonic() < until:
            found = state(where)
            if found:
                return found
            if spawned is not None and spawned.poll() is not None:
                _explain(where)
            if spawned is None and not is_held(where.keeper_lock):
                where.database_state.unlink(missing_ok=True)
                spawned = spawn(where)
            time.sleep(0.03)
    raise SystemExit("anlan: the database did not get ready in time; see log/postgres.log in the data folder")


def _explain(where: Folders) -> None:
    error = where.var / "database.error"
    reason = error.read_text() if error.exists() else "its keeper ended"
    raise SystemExit(f"anlan: {reason}\n{tail(where.log / 'postgres.log')}")


@contextlib.contextmanager
def lease(where: Folders) -> Iterator[dict[str, Any]]:
    """Hold the database for the block; the last one out has it stopped before going on."""
    fd = open_lock(where.users_lock)
    try:
        fcntl.flock(fd, fcntl.LOCK_SH)
        yield ensure(where)
    finally:
        _leave(where, fd)


def _leave(where: Folders, fd: int) -> None:
    try:
        if not try_exclusive(fd):
            return  # others still need it
        found = state(where)
        if found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(found["keeper"], signal.SIGTERM)
        until = time.monotonic() + 30
        while is_held(where.keeper_lock) and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        os.close(fd)
