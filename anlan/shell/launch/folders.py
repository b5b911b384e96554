"""Where things lie on this machine."""

import os
import pathlib
from dataclasses import dataclass

PROJECT = pathlib.Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Folders:
    """The data folder of one copy of Anlan and the files in it."""

    var: pathlib.Path

    @property
    def log(self) -> pathlib.Path:
        """Logs of every process, one file each."""
        return self.var / "log"

    @property
    def secrets(self) -> pathlib.Path:
        """Passwords of the database logins and the signing key, readable by the owner only."""
        return self.var / "secrets.json"

    @property
    def database_state(self) -> pathlib.Path:
        """Written by the keeper while the database answers: its port and how often it was started."""
        return self.var / "database.json"

    @property
    def users_lock(self) -> pathlib.Path:
        """Held shared by every process that needs the embedded database."""
        return self.var / "database.users"

    @property
    def keeper_lock(self) -> pathlib.Path:
        """Held by the one process that keeps the embedded database."""
        return self.var / "database.keeper"

    @property
    def start_lock(self) -> pathlib.Path:
        """Held while somebody starts a keeper, so that two never do."""
        return self.var / "database.start"

    @property
    def server_lock(self) -> pathlib.Path:
        """Held by the running supervisor of this data folder."""
        return self.var / "server.lock"

    def make(self) -> "Folders":
        """Create the data folder; say in one line when that cannot be."""
        try:
            if not self.var.exists():
                self.var.mkdir(parents=True)
                self.var.chmod(0o711)  # the database's account must get through; nobody else can list it
            self.log.mkdir(exist_ok=True)
        except OSError as error:
            raise SystemExit(f"anlan: cannot write the data folder {self.var}: {error.strerror}") from None
        if not os.access(self.var, os.W_OK):
            raise SystemExit(f"anlan: the data folder {self.var} belongs to somebody else; set ANLAN_VAR to one of yours")
        return self


def folders() -> Folders:
    """The folders of this copy: ANLAN_VAR, or var/ beside the program."""
    chosen = os.environ.get("ANLAN_VAR") or str(PROJECT / "var")
    return Folders(pathlib.Path(chosen).expanduser().absolute())
