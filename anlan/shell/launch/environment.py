"""Which database login a process gets, and the variables that tell it."""

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from .credentials import credentials
from .folders import Folders
from .lease import lease

LOGINS = ("owner", "web", "worker")
OWNER_COMMANDS = frozenset(
    [
        *("migrate", "makemigrations", "squashmigrations", "showmigrations", "sqlmigrate", "createcachetable", "inspectdb", "flush"),
        *("check", "verify", "erase", "wiring", "docs", "translations_check", "collectstatic", "dbshell"),
    ]
)


def login_for(command: str) -> str:
    """The login a command of the program works under."""
    return "owner" if command in OWNER_COMMANDS else "worker"


def variable(login: str) -> str:
    """The variable that names a database of your own for one login."""
    return f"ANLAN_{login.upper()}_DATABASE_URL"


def own_database() -> bool:
    """Whether a PostgreSQL of your own is named instead of the embedded one."""
    return any(os.environ.get(variable(login)) for login in LOGINS)


@contextlib.contextmanager
def database(where: Folders) -> Iterator[dict[str, Any]]:
    """Have a database for the block. Gives `urls` by login, and `port` of the embedded one."""
    if own_database():
        yield {"urls": {login: os.environ[variable(login)] for login in LOGINS if os.environ.get(variable(login))}}
        return
    where.make()
    secrets = credentials(where)
    with lease(where) as state:
        urls = {login: secrets.url(login, state["port"]) for login in (*LOGINS, "super")}
        yield {"urls": urls, "port": state["port"]}


def common(where: Folders) -> dict[str, str]:
    """Variables every process of this copy gets. The embedded database holds a demo city unless told otherwise."""
    where.make()
    key = os.environ.get("ANLAN_SECRET_KEY") or credentials(where).secret_key
    return {
        "ANLAN_DEMO": os.environ.get("ANLAN_DEMO") or ("0" if own_database() else "1"),
        "ANLAN_VAR": str(where.var),
        "ANLAN_SECRET_KEY": key,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "anlan.shell.settings"),
    }


def environment(where: Folders, url: str, **more: str) -> dict[str, str]:
    """A full environment for one child process: only the one login it needs."""
    hidden = {variable(login) for login in (*LOGINS, "super")}
    kept = {k: v for k, v in os.environ.items() if k not in hidden}
    return kept | common(where) | {"DATABASE_URL": url} | more
