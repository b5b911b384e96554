"""Committed rows for tests that need a second connection: a database of their own, copied from the migrated one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import psycopg
from django.db import connection

from bench.dropping import drop_when_left


def owner_url(name: str) -> str:
    """The owner's address of database `name`."""
    return os.environ["ANLAN_OWNER_DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"


@contextmanager
def owner_connection() -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to the database in use; commits at the end."""
    with psycopg.connect(owner_url(connection.settings_dict["NAME"])) as owner:
        yield owner


_NUMBERS = count()
_BASE: list[str] = []


def start_from(name: str) -> None:
    """Say which database is the migrated one that all copies are made of."""
    _BASE[:] = [name]


def use(name: str) -> None:
    """Django works in the database of that name from here on; a connection to it that is there stays, with what it has read."""
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def use_base() -> None:
    """Django works in the migrated database, which is empty."""
    use(_BASE[0])


@contextmanager
def a_copy(of: str = "") -> Iterator[str]:
    """The name of a fresh copy of the migrated database, or of that one; dropped afterwards."""
    copy = f"{_BASE[0]}_rows{next(_NUMBERS)}"  # a name of its own: one that cannot be dropped does not spoil the next
    connection.close()
    with psycopg.connect(owner_url("postgres"), autocommit=True) as owner:
        drop_when_left(owner, copy)
        owner.execute(f'create database "{copy}" template "{of or _BASE[0]}"')
    try:
        yield copy
    finally:
        if connection.settings_dict["NAME"] == copy:
            use_base()
        with psycopg.connect(owner_url("postgres"), autocommit=True) as owner:
            drop_when_left(owner, copy)


@contextmanager
def in_database(name: str) -> Iterator[None]:
    """Django works in the database of that name, and in the one before afterwards."""
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


@contextmanager
def copied_database(of: str = "") -> Iterator[str]:
    """Django works in a fresh copy of the migrated test database, or of that one, and back where it was afterwards."""
    with a_copy(of) as name, in_database(name):
        yield name
