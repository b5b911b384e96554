"""Memory of everything `script/server` starts, with the demo city, idle: PSS, in which what processes share counts once.

The server runs for this on a port and in a data folder of its own, kept with the other measurements.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from bench import Figure
from bench.run import say

MOST_MEGABYTES = 700.0
READY_SECONDS, IDLE_SECONDS = 1500.0, 30.0
PAGES = ("/account/login/", "/healthz", "/")


def run(scale: float) -> Iterator[Figure]:
    """Start, let it settle, sum up, stop. The demo city has its own size, whatever the scale."""
    with _server() as (process, port):
        for address in PAGES * 5:
            _get(port, address)
        time.sleep(IDLE_SECONDS)
        sizes = {pid: _pss(pid) for pid in _tree(process.pid)}
    total = sum(sizes.values())
    yield Figure("memory", "all processes, idle", round(total), "MB", MOST_MEGABYTES, f"{len(sizes)} processes, PSS, demo city")


@contextlib.contextmanager
def _server() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The server in a data folder of its own, ready to answer; stopped at the end."""
    port, folder = _free_port(), Path(settings.ANLAN_VAR) / "bench-memory"
    hidden = ("DATABASE_URL", "ANLAN_OWNER_DATABASE_URL", "ANLAN_WEB_DATABASE_URL", "ANLAN_WORKER_DATABASE_URL", "ANLAN_SECRET_KEY")
    kept = {k: v for k, v in os.environ.items() if k not in (*hidden, "ANLAN_SUPER_DATABASE_URL")}
    command = [sys.executable, "-m", "anlan", "serve"]
    environment = kept | {"ANLAN_VAR": str(folder), "PORT": str(port), "ANLAN_DEMO": "1"}
    say(f"starting a server on port {port}; the first time it makes its demo city")
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        until = time.monotonic() + READY_SECONDS
        while not _get(port, "/healthz"):
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the server did not get ready; see {folder}/log")
            time.sleep(1)
        yield process, port
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(60)
        if process.poll() is None:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(port: int, address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _tree(root: int) -> list[int]:
    """The process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def _pss(pid: int) -> float:
    """Megabytes of one process, its share of what it shares; 0 for one that has just ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
