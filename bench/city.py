"""Databases for measuring: one for each scale, made by the owner's login beside the product's own, generated once and kept.

with city.working("web", scale) as facts:    the connection is that login's, in the database of that scale
with city.copy(scale, "worker") as facts:    a copy to be spoilt, dropped afterwards
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from bench import kinds
from bench.dropping import drop_when_left
from bench.run import say

AT = datetime(2026, 12, 24, 2, 5, tzinfo=UTC)  # 10:05 in the city, the week before a winter break
CASES, OPEN_PART = 1_000_000, 0.1
FULL_SCHOOLS, FEW_SCHOOLS = 1011, 60
FILLED = ("kernel/ledger", "registers/org", "registers/people", "registers/places", "work/cases")  # whose tables are filled


@dataclass(frozen=True)
class Facts:
    """What stands in a database: its scale, sizes, and persons to look through (name -> id)."""

    scale: float
    schools: int
    cases: int
    persons: dict[str, int]


def cases_of(scale: float) -> int:
    """How many cases there are at a scale."""
    return max(1000, int(CASES * scale))


def schools_of(scale: float) -> int:
    """A full city from a tenth of a million cases on; the sixty of the rehearsal below."""
    return FULL_SCHOOLS if scale >= 0.1 else FEW_SCHOOLS


def name_of(scale: float) -> str:
    """Name of the database: bench_1000000_cases for scale 1."""
    return f"bench_{cases_of(scale)}_cases"


def _login(login: str) -> dict[str, str]:
    parts = urlsplit(os.environ[f"ANLAN_{login.upper()}_DATABASE_URL"])
    return {"USER": parts.username or "", "PASSWORD": parts.password or "", "HOST": parts.hostname or "", "PORT": str(parts.port or 5432)}


def _owner(database: str) -> psycopg.Connection[tuple[object, ...]]:
    to = _login("owner")
    return psycopg.connect(
        host=to["HOST"], port=to["PORT"], user=to["USER"], password=to["PASSWORD"], dbname=database, autocommit=True
    )  # fmt: skip


def _mark() -> dict[str, str]:
    """What the data were made with: digests of the generator, of the migrations, and of the kinds it fills with."""
    root = Path(__file__).resolve().parent.parent
    folders = [root / "anlan" / app / "migrations" for app in FILLED]
    files = [p for folder in folders for p in folder.rglob("*") if p.suffix in (".py", ".sql")] + list(root.glob("bench/generate*"))
    marks = {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest()[:12] for p in files}
    return marks | {"kinds": " ".join(k.key for k in kinds.kinds())}


@contextmanager
def using(login: str, database: str) -> Iterator[None]:
    """Django's connection is `login`'s in `database` within the block."""
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(_login(login), NAME=database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


def ready(scale: float) -> Facts:
    """Make the database of this scale unless it stands; what stands in it."""
    name = name_of(scale)
    with _owner("template1") as link:
        row = link.execute("select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name]).fetchone()
    kept = json.loads(str(row[0])) if row and row[0] else {}
    old, new = kept.get("mark", {}), _mark()
    if not old or any(new.get(name) != mark for name, mark in old.items()):
        return _make(name, scale)
    with using("owner", name):
        call_command("migrate", verbosity=0)  # what came since
    if new != old:
        _note(name, kept | {"mark": new})
    return Facts(scale, kept["schools"], kept["cases"], kept["persons"])


def _make(name: str, scale: float) -> Facts:
    from bench import generate

    drop(scale)
    say(f"{name}: making the database; once, it is kept afterwards")
    with _owner("template1") as link:
        link.execute(sql.SQL("create database {} template template1").format(sql.Identifier(name)))
    with using("owner", name):
        call_command("migrate", verbosity=0)
        persons = generate.fill(schools_of(scale), cases_of(scale), AT, say)
    with _owner(name) as link:
        link.execute("vacuum (freeze, analyze)")
    facts = Facts(scale, schools_of(scale), cases_of(scale), persons)
    _note(name, {"mark": _mark(), "schools": facts.schools, "cases": facts.cases, "persons": persons})
    return facts


def _note(name: str, what: dict[str, object]) -> None:
    with _owner("template1") as link:
        link.execute(sql.SQL("comment on database {} is {}").format(sql.Identifier(name), sql.Literal(json.dumps(what))))


def drop(scale: float) -> None:
    """Drop the database of this scale."""
    _drop(name_of(scale))


def _drop(name: str) -> None:
    connection.close()
    with _owner("template1") as link:
        drop_when_left(link, name)


@contextmanager
def working(login: str, scale: float) -> Iterator[Facts]:
    """The database of this scale under a login; it is not to be changed."""
    facts = ready(scale)
    with using(login, name_of(scale)):
        yield facts


@contextmanager
def copy(scale: float, login: str, suffix: str = "copy") -> Iterator[Facts]:
    """A copy of the database under a login, dropped afterwards."""
    facts = ready(scale)
    name = f"{name_of(scale)}_{suffix}"
    _drop(name)
    with _owner("template1") as link:
        make = sql.SQL("create database {} template {} strategy file_copy")
        link.execute(make.format(sql.Identifier(name), sql.Identifier(name_of(scale))))
    try:
        with using(login, name):
            yield facts
    finally:
        _drop(name)
