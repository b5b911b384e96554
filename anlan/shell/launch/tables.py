"""Whether the tables are as this program wants them, asked without starting Django: every start would wait for it to look."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import LiteralString

import psycopg

from .folders import PROJECT
from .messages import FLOORS

KEY = "tables.made"


def wanted() -> str:
    """A digest of all that makes tables: our migrations, and the list of packages, which bring their own."""
    digest = hashlib.sha256((PROJECT / "requirements" / "base.txt").read_bytes())
    for path in sorted(path for floor in FLOORS for path in (PROJECT / floor).glob("**/migrations/**/*") if path.suffix in (".py", ".sql")):
        digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def are_made(owner_url: str) -> bool:
    """Whether this database was last brought to what is wanted. It says so itself: a copy put back from before does not."""
    ask = "select exists (select from kernel_setting where key = %s and value = %s::jsonb)"
    return finds(owner_url, "kernel_setting", ask, [KEY, json.dumps(wanted())])


def finds(url: str, table: str, question: LiteralString, values: Sequence[str] = ()) -> bool:
    """The answer to a yes-or-no question about a table; no when the table is not there."""
    with psycopg.connect(url) as connection:
        made = connection.execute("select to_regclass(%s) is not null", [table]).fetchone()
        answer = connection.execute(question, values).fetchone() if made and made[0] else None
        return bool(answer and answer[0])


def note_made(owner_url: str) -> None:
    """Say in the database that it is as wanted now."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "insert into kernel_setting (key, value) values (%s, %s::jsonb) on conflict (key) do update set value = excluded.value",
            [KEY, json.dumps(wanted())],
        )
