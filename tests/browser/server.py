"""The real program for browser tests: pages, live stream and worker as processes on loopback, against a copied database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
WAIT_SECONDS = 60
SIGNING_KEY = "for-browser-tests"


@dataclass(frozen=True)
class Running:
    """A running copy: address of its pages, its data folder."""

    base: str
    var: Path
    database: str


def free_port() -> int:
    """A port of loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def login_url(login: str, database: str) -> str:
    """Address of `database` for one of the three logins."""
    return os.environ[f"ANLAN_{login.upper()}_DATABASE_URL"].rsplit("/", 1)[0] + f"/{database}"


@contextmanager
def serving(database: str, var: Path, *, worker: bool = True, demo: bool = True) -> Iterator[Running]:
    """Serve `database` until the block ends; all processes are ended with it."""
    port, live = free_port(), free_port()
    base = f"http://127.0.0.1:{port}"
    common = {k: v for k, v in os.environ.items() if not k.endswith("DATABASE_URL")} | {
        "DJANGO_SETTINGS_MODULE": "anlan.shell.settings", "PORT": str(port), "ANLAN_LIVE_PORT": str(live), "ANLAN_VAR": str(var),
        "ANLAN_SECRET_KEY": SIGNING_KEY, "ANLAN_DEMO": "1" if demo else "0", "PYTHONPATH": str(PROJECT),
    }  # fmt: skip
    granian = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--workers", "1"]
    commands = [
        ("web", [*granian, "--interface", "wsgi", "--port", str(port), "--blocking-threads", "4", "anlan.shell.wsgi:application"]),
        ("web", [*granian, "--interface", "asgi", "--port", str(live), "anlan.shell.live:app"]),
    ]
    if worker:
        commands.append(("worker", [sys.executable, "-m", "django", "worker", "--every", "0.4"]))
    children = []
    log = (var / "browser-server.log").open("ab")
    try:
        for login, command in commands:
            environment = common | {"DATABASE_URL": login_url(login, database)}
            children.append(subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log))
        _wait(f"{base}/account/login/", children, var)
        yield Running(base, var, database)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
        log.close()


def _wait(url: str, children: list[subprocess.Popen[bytes]], var: Path) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        if any(child.poll() is not None for child in children):
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not come up: {(var / 'browser-server.log').read_text(errors='replace')[-2000:]}")
