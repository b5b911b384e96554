"""Processes of an earlier run whose supervisor was killed: found by their process groups, ended before the next start."""

import contextlib
import json
import os
import pathlib
import signal
import time

from .folders import Folders


def _record(where: Folders) -> pathlib.Path:
    return where.var / "processes.json"


def remember(where: Folders, groups: list[int]) -> None:
    """Note the process groups of this run."""
    _record(where).write_text(json.dumps(groups))


def forget(where: Folders) -> None:
    """Everything ended properly."""
    _record(where).unlink(missing_ok=True)


def _alive(where: Folders, groups: set[int]) -> set[int]:
    """Those groups that still have a process of this data folder (numbers may have been given to others since)."""
    mark = f"ANLAN_VAR={where.var}".encode()
    found = set()
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            group = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[2])
            if group in groups and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.add(group)
    return found


def end(where: Folders) -> bool:
    """End what an earlier run left; true if there was anything."""
    try:
        groups = set(json.loads(_record(where).read_text()))
    except (OSError, ValueError):
        return False
    alive = _alive(where, groups)
    for group in alive:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    until = time.monotonic() + 5
    while _alive(where, alive) and time.monotonic() < until:
        time.sleep(0.05)
    forget(where)
    return bool(alive)
