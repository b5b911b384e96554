"""One PostgreSQL data folder: made, started, made ready, stopped. Refusing root, it runs under an account without rights."""

import contextlib
import json
import os
import pathlib
import pwd
import re
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from typing import IO, Any

from . import binaries, ports
from .credentials import DATABASE, Credentials
from .folders import Folders
from .parenthood import die_with_parent
from .writing import replace_text

ELSEWHERE = pathlib.Path("/var/lib/anlan-databases")
NOTE, OWNER = "database.home", "belongs-to"  # in the data folder: where its database is; beside the database: whose it is
HERE = pathlib.Path(__file__).parent
READY_WITHIN = 180.0
PORTS = (15432, 19999)
SETTINGS = {
    "listen_addresses": ports.HOST,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "max_parallel_workers": "2",
    "jit": "off",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m %u %a ",
    "log_checkpoints": "off",
    "idle_in_transaction_session_timeout": "10min",
}
THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "512MB"}


class DatabaseError(Exception):
    """The database cannot be started; the message is for people."""


def _open_to_all(folder: pathlib.Path) -> bool:
    """Whether an account without rights can walk to this folder."""
    return all(p.stat().st_mode & stat.S_IXOTH for p in (folder, *folder.parents))


def _home(where: Folders) -> pathlib.Path:
    """The database's folder: in the data folder, or under /var/lib when root's own folders are closed to others."""
    if os.geteuid() != 0 or _open_to_all(where.var):
        home = where.var / "postgres"
    else:
        home = _noted(where.var) or _known_elsewhere(where.var) or ELSEWHERE / secrets.token_hex(6)
        if _noted(where.var) != home:
            replace_text(where.var / NOTE, str(home))
        ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
        _clear_elsewhere()
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711)
    if ELSEWHERE in home.parents:
        replace_text(home / OWNER, str(where.var))
    return home


def _noted(var: pathlib.Path) -> pathlib.Path | None:
    """The home that the data folder names; None when its note is not there or names none of ours."""
    try:
        home = pathlib.Path((var / NOTE).read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return None
    return home if home.parent == ELSEWHERE and re.fullmatch("[0-9a-f]{12}", home.name) else None


def _owner(mark: pathlib.Path) -> pathlib.Path | None:
    """The data folder that a database under /var/lib belongs to; None when its mark cannot be read."""
    try:
        var = pathlib.Path(mark.read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return None
    return var if var.is_absolute() else None


def _known_elsewhere(var: pathlib.Path) -> pathlib.Path | None:
    """A database that bears this data folder's name: its note was damaged, the data is there."""
    return next((mark.parent for mark in sorted(ELSEWHERE.glob(f"*/{OWNER}")) if _owner(mark) == var), None)


def _clear_elsewhere() -> None:
    """Remove databases under /var/lib whose data folder is gone, or has another one. In doubt a database stays."""
    for mark in ELSEWHERE.glob(f"*/{OWNER}"):
        var = _owner(mark)
        if var is None:
            continue
        noted = _noted(var)
        if not (var / NOTE).exists() or (noted is not None and noted != mark.parent):
            shutil.rmtree(mark.parent, ignore_errors=True)


def _account(data: pathlib.Path) -> pwd.struct_passwd | None:
    """Who runs PostgreSQL when we are root: the owner of the data, else an account without rights."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid:
        return pwd.getpwuid(data.stat().st_uid)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseError("no account without rights (postgres, nobody) to run PostgreSQL under")


class Cluster:
    """The embedded database of one data folder."""

    def __init__(self, where: Folders, passwords: Credentials, *, throwaway: bool = False) -> None:
        self.where, self.passwords = where, passwords
        self.home = _home(where)
        self.data = self.home / "data"
        self.account = _account(self.data)
        self.binaries = binaries.find(self.home, self.account)
        self.settings = SETTINGS | (THROWAWAY if throwaway else {})
        self.port = 0

    def _run_as(self) -> dict[str, Any]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "ANLAN_", "DATABASE_URL"))}
        options: dict[str, Any] = {
            "env": environment | {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PGCONNECT_TIMEOUT": "5"},
            "cwd": "/",
            "stdin": subprocess.DEVNULL,
        }
        if self.account:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return options

    def make(self, log: IO[bytes]) -> None:
        """Run initdb once; a half-made folder from an earlier try is made anew."""
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password = self.home / "password.new"
        password.touch(mode=0o600)
        password.write_text(self.passwords.superuser)
        if self.account:
            os.chown(draft, self.account.pw_uid, self.account.pw_gid)
            os.chown(password, self.account.pw_uid, self.account.pw_gid)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.binaries.major >= 17 else []
        command = [self.binaries.path("initdb"), "-D", str(draft), "-U", "anlan_super", "-A", "scram-sha-256"]
        command += ["--pwfile", str(password), "-E", "UTF8", "--locale=C.UTF-8", *locale]
        try:
            subprocess.run(command, check=True, stdout=log, stderr=log, **self._run_as())
        except subprocess.CalledProcessError:
            raise DatabaseError("the database folder could not be made") from None
        finally:
            password.unlink()
        draft.rename(self.data)

    def _remembered_port(self) -> int:
        memory = self.where.var / "database.port"
        with contextlib.suppress(OSError, ValueError):
            port = int(memory.read_text())
            if ports.is_free(port):
                return port
        port = ports.any_free(*PORTS)
        memory.write_text(str(port))
        return port

    def start(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the server as a direct child (seen at once when it dies) that stops properly when we die."""
        self.end_orphan()
        self.port = self._remembered_port()
        command = [self.binaries.path("postgres"), "-D", str(self.data), "-c", f"port={self.port}"]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        return subprocess.Popen(
            command, stdout=log, stderr=log, start_new_session=True, preexec_fn=die_with_parent(signal.SIGINT), **self._run_as()
        )

    def _orphan(self) -> int | None:
        """The process id of a server still running on this data, left by a keeper that was killed."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return None
        ours = command[0].endswith(b"postgres") and str(self.data).encode() in command
        return pid if ours else None

    def end_orphan(self) -> None:
        """Stop a server nobody keeps, gently first; drop the mark of one that is long gone."""
        for sign, patience in ((signal.SIGINT, 15.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
            pid = self._orphan()
            if pid is None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
            until = time.monotonic() + patience
            while self._orphan() and time.monotonic() < until:
                time.sleep(0.05)
        if pathlib.Path("/proc/self").exists():  # its number may since have gone to another program
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether the server accepts connections."""
        ask = [self.binaries.path("pg_isready"), "-q", "-h", ports.HOST, "-p", str(self.port)]
        return subprocess.run(ask, **self._run_as()).returncode == 0

    def wait_until_ready(self, process: subprocess.Popen[bytes], stopping: Callable[[], bool]) -> bool:
        """Wait for the first answer; false when it died or we are asked to stop meanwhile."""
        until = time.monotonic() + READY_WITHIN
        while not self.answers():
            if process.poll() is not None or stopping() or time.monotonic() > until:
                return False
            time.sleep(0.03)
        return True

    def _sql(self, text: str, database: str) -> None:
        options = self._run_as()
        options["env"] |= {"PGPASSWORD": self.passwords.superuser, "PGOPTIONS": "-c client_min_messages=warning"}
        options.pop("stdin")
        command = [self.binaries.path("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", ports.HOST]
        command += ["-p", str(self.port), "-U", "anlan_super", "-d", database]
        done = subprocess.run(command, input=text.encode(), capture_output=True, **options)
        if done.returncode:
            raise DatabaseError(f"preparing the database failed: {done.stderr.decode(errors='replace').strip()}")

    def prepare(self) -> None:
        """Make the logins, the database and their rights, once."""
        roles, rights = (HERE / "roles.sql").read_text(), (HERE / "rights.sql").read_text()
        mark = self.where.var / "database.prepared"
        wanted = json.dumps([roles, rights, str(self.data), self.data.stat().st_ino])
        if mark.exists() and mark.read_text() == wanted:
            return
        passwords = "".join(
            f"alter role anlan_{login} password '{getattr(self.passwords, login)}';\n" for login in ("owner", "web", "worker")
        )
        self._sql(roles + passwords + rights, "template1")
        make = f"select 'create database {DATABASE} owner anlan_owner' where not exists "
        self._sql(make + f"(select from pg_database where datname = '{DATABASE}') \\gexec", "postgres")
        self._sql(rights, DATABASE)
        mark.write_text(wanted)

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Fast shutdown: sessions are ended, everything is written; harder only if it hangs."""
        for sign, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            process.send_signal(sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return
