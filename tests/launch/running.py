"""A real server of this project in a folder of its own, watched from outside."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import TypeVar

import psutil

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 60.0
T = TypeVar("T")


def clean_environment(var: pathlib.Path, **more: str) -> dict[str, str]:
    """As on a machine where nobody has set anything for Anlan."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANLAN_", "PYTEST_")) and k not in ("DATABASE_URL", "PORT")}
    return kept | {"ANLAN_VAR": str(var), "ANLAN_DEMO": "0"} | more


@contextlib.contextmanager
def open_folder() -> Iterator[pathlib.Path]:
    """A folder with a space and Chinese in its path that other accounts can walk to, removed afterwards."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="数据 folder "))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port for a server of one test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(what: str, ask: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Ask until the answer is true; a test that waits for ever says for what."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(psutil.Error, OSError):
            answer = ask()
            if answer:
                return answer
        time.sleep(0.1)
    raise AssertionError(f"waited in vain: {what}")


def anlan(var: pathlib.Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the program to its end."""
    command = [sys.executable, "-m", "anlan", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=clean_environment(var, **more), capture_output=True, text=True, timeout=120)


def is_alive(process: psutil.Process) -> bool:
    """Running, and not only waiting for somebody to read its exit code."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


class Server:
    """`anlan serve` as a process, and the processes below it."""

    def __init__(self, var: pathlib.Path, **more: str) -> None:
        self.var, self.port = var, free_port()
        self.output = var / "console.txt"
        var.mkdir(parents=True, exist_ok=True)
        self.environment = clean_environment(var, PORT=str(self.port), **more)
        self.start()

    def start(self) -> None:
        """Start it, again after an end."""
        with open(self.output, "ab") as console:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "anlan", "serve"], cwd=PROJECT, env=self.environment, stdout=console, stderr=console
            )

    def console(self) -> str:
        """What it told its user so far."""
        return self.output.read_text()

    def health(self) -> int | None:
        """The status of /healthz, None when nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def wait_healthy(self) -> None:
        """Until /healthz says that everything is up."""
        wait_for(f"/healthz to be 200\n{self.console()}", lambda: self.process.poll() is not None or self.health() == 200)
        assert self.process.poll() is None, self.console()

    def child(self, *words: str) -> psutil.Process:
        """The supervisor's child whose command line has all these words."""

        def find() -> psutil.Process | None:
            for found in psutil.Process(self.process.pid).children():
                if all(w in " ".join(found.cmdline()) for w in words):
                    return found
            return None

        found = wait_for(f"a child with {words}", find)
        assert found
        return found

    def postmaster(self) -> psutil.Process:
        """The database server's main process."""

        def find() -> psutil.Process | None:
            keeper = psutil.Process(json.loads((self.var / "database.json").read_text())["keeper"])
            return next(iter(keeper.children()), None)

        found = wait_for("the database", find)
        assert found
        return found

    def keeper(self) -> psutil.Process:
        """The process that holds the database."""
        return self.postmaster().parent()

    def mine(self) -> list[psutil.Process]:
        """Every process that works on this data folder."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if is_alive(process) and process.pid != os.getpid() and self._is_mine(process):
                    found.append(process)
        return found

    def _is_mine(self, process: psutil.Process) -> bool:
        return process.environ().get("ANLAN_VAR") == str(self.var) or str(self.var / "postgres" / "data") in process.cmdline()

    def stop(self, sign: int = signal.SIGINT) -> int:
        """As Ctrl-C does; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(30)

    def kill_everything(self) -> None:
        """kill -9 of all, as when the machine goes down."""
        for process in self.mine():
            with contextlib.suppress(psutil.Error):
                process.kill()
        wait_for("all to be gone", lambda: not self.mine())
        self.process.wait(10)
