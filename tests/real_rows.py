"""Committed rows for tests that need a second connection: a database of their own, copied from the migrated one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


def owner_url(name: str) -> str:
    """The owner's address of database `name`."""
    return os.environ["ANLAN_OWNER_DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"


@contextmanager
def owner_connection() -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to the database in use; commits at the end."""
    with psycopg.connect(owner_url(connection.settings_dict["NAME"])) as owner:
        yield owner


@contextmanager
def copied_database() -> Iterator[str]:
    """Point Django at a fresh copy of the migrated test database, and back afterwards."""
    original = connection.settings_dict["NAME"]
    copy = f"{original}_rows"
    connection.close()
    with psycopg.connect(owner_url("postgres"), autocommit=True) as owner:
        owner.execute(f'drop database if exists "{copy}" with (force)')
        owner.execute(f'create database "{copy}" template "{original}"')
    connection.settings_dict["NAME"] = copy
    try:
        yield copy
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        with psycopg.connect(owner_url("postgres"), autocommit=True) as owner:
            owner.execute(f'drop database if exists "{copy}" with (force)')
