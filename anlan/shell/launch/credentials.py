"""Random passwords of this copy, made once and kept in the data folder."""

import json
import os
import secrets
from dataclasses import asdict, dataclass

from .folders import Folders
from .locks import exclusive

DATABASE = "anlan"


@dataclass(frozen=True)
class Credentials:
    """Passwords of the four database logins and Django's signing key."""

    superuser: str
    owner: str
    web: str
    worker: str
    secret_key: str

    def url(self, login: str, port: int, database: str = DATABASE) -> str:
        """The address for one login: `super`, `owner`, `web` or `worker`."""
        password = self.superuser if login == "super" else getattr(self, login)
        return f"postgresql://anlan_{login}:{password}@127.0.0.1:{port}/{database}"


def _new() -> Credentials:
    def password() -> str:
        return secrets.token_urlsafe(24)

    return Credentials(password(), password(), password(), password(), secrets.token_urlsafe(48))


def credentials(where: Folders) -> Credentials:
    """Read the passwords of this copy, making them at the first call."""
    with exclusive(where.start_lock.with_name("secrets.lock")):
        try:
            return Credentials(**json.loads(where.secrets.read_text()))
        except FileNotFoundError:
            pass
        made = _new()
        draft = where.secrets.with_suffix(".new")
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "w") as file:
            json.dump(asdict(made), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(where.secrets)
        return made
