"""`anlan serve`: database, migrations, demo city, then the supervisor."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from typing import Any, Self

from . import leftovers, messages, ports, tables
from .environment import common, database, environment
from .folders import PROJECT, Folders
from .locks import open_lock, try_exclusive
from .logs import tail
from .parenthood import die_with_parent
from .supervisor import Supervisor, say

DEFAULT_PORT = 8000


def wanted_port() -> int:
    """PORT, or 8000."""
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SystemExit(f"anlan: PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


class Step:
    """Prints a step and how long it took."""

    def __init__(self, title: str) -> None:
        self.title = title

    def __enter__(self) -> Self:
        self.began = time.monotonic()
        print(f"  {self.title} … ", end="", flush=True)
        return self

    def show(self, text: str) -> None:
        """What it is at, on a terminal only."""
        if sys.stdout.isatty():
            seconds = time.monotonic() - self.began
            print(f"\r\033[K  {self.title} … {seconds:.0f} s  {text[:50]}", end="", flush=True)

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        self.show("")
        again = f"\r\033[K  {self.title} … " if sys.stdout.isatty() else ""
        print(again + ("failed" if failed else f"{time.monotonic() - self.began:.1f} s"), flush=True)


def _command(step: Step, where: Folders, url: str, *arguments: str) -> None:
    log = where.log / "setup.log"
    with open(log, "ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "anlan", *arguments],
            env=environment(where, url, PYTHONUNBUFFERED="1"),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    try:
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1)
            step.show(tail(log, 1))
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        raise SystemExit(f"anlan: `{' '.join(arguments)}` failed, from {log}:\n{tail(log, 20)}")


def make_tables(where: Folders, urls: dict[str, str]) -> None:
    """Bring the tables to the program's state, where we hold the owner's login."""
    if "owner" in urls and not tables.are_made(urls["owner"]):
        with Step("database tables") as step:
            _command(step, where, urls["owner"], "migrate", "--noinput", "-v", "1")
            tables.note_made(urls["owner"])


def _prepare(where: Folders, urls: dict[str, str]) -> None:
    half_made = where.var / "demo.unfinished"
    if half_made.exists() and "super" in urls:
        with Step("clearing away a demo city that was not finished"):
            clear(urls["owner"])
    make_tables(where, urls)
    if _wants_demo(where, urls):
        half_made.touch()
        with Step("demo city (once)") as step:
            _command(step, where, urls["worker"], "demo")
    elif _demo_slept(where, urls):
        with Step("the demo's clock goes on") as step:
            _command(step, where, urls["worker"], "demo", "--resume")
    half_made.unlink(missing_ok=True)


def clear(owner_url: str) -> None:
    """Drop every table and function; logins and their rights stay."""
    import psycopg

    with psycopg.connect(owner_url) as connection:
        connection.execute("drop schema public cascade")
        connection.execute("create schema public")
        connection.execute("grant usage on schema public to public")


def _wants_demo(where: Folders, urls: dict[str, str]) -> bool:
    """True when a demo city is wanted, can be made, and there is no unit yet."""
    return _is_demo(where, urls) and tables.finds(_reader(urls), "org_unit", "select not exists (select from org_unit)")


def _demo_slept(where: Folders, urls: dict[str, str]) -> bool:
    """True when there is a demo city with a clock of its own: it is to go on from where it stood, not from today."""
    return _is_demo(where, urls) and tables.finds(
        _reader(urls), "kernel_setting", "select exists (select from kernel_setting where key = 'clock.offset_seconds')"
    )


def _reader(urls: dict[str, str]) -> str:
    return urls.get("owner", urls["worker"])


def _is_demo(where: Folders, urls: dict[str, str]) -> bool:
    if common(where)["ANLAN_DEMO"] == "0" or "worker" not in urls:
        return False
    return any(path for floor in messages.FLOORS for path in (PROJECT / floor).glob("**/management/commands/demo.py"))


def _alone(where: Folders) -> int:
    """Take the lock of this data folder's server; say who holds it otherwise."""
    lock = open_lock(where.server_lock)
    if not try_exclusive(lock):
        raise SystemExit(f"anlan: already running for the data folder {where.var}; set ANLAN_VAR and PORT for a second copy")
    return lock


def _check_port(port: int, patience: float) -> None:
    """Refuse a port that is taken, after `patience` seconds for what was ended to let go of it."""
    until = time.monotonic() + patience
    while not (free := ports.is_free(port)) and time.monotonic() < until:
        time.sleep(0.1)
    if not free:
        raise SystemExit(f"anlan: port {port} is taken by another program; choose another, for example PORT={port + 1}")


def serve(where: Folders) -> int:
    """Everything from a data folder that may be empty to a running server; returns after a clean stop."""
    os.umask(0o077)  # files of this copy are nobody else's business
    where.make()
    lock = _alone(where)
    port = wanted_port()
    ended = leftovers.end(where)
    if ended:
        say("  ended processes left from a run that was killed")
    _check_port(port, patience=10 if ended else 0)
    messages.compile_changed(PROJECT)
    stop_at_signal()
    try:
        with _database_step(where) as found:
            _prepare(where, found["urls"])
            supervisor = Supervisor(where, found, port)
            stop_at_signal(supervisor)
            supervisor.run()
    except KeyboardInterrupt:
        pass
    finally:
        os.close(lock)
    say("stopped")
    return 0


class _database_step:
    """`database(where)` with its start shown as a step."""

    def __init__(self, where: Folders) -> None:
        self.held = database(where)

    def __enter__(self) -> dict[str, Any]:
        with Step("database"):
            return self.held.__enter__()

    def __exit__(self, *failed: Any) -> None:
        self.held.__exit__(*failed)


def stop_at_signal(supervisor: Supervisor | None = None) -> None:
    """Before the supervisor runs a signal interrupts; afterwards it asks for a clean stop."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def stop(*_: object) -> None:
        if supervisor:
            supervisor.stopping.set()  # prints nothing: a second signal may come while the first prints

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop if supervisor else interrupt)
