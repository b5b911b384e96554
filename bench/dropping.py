"""Dropping a database whose last users are just leaving: tests and benches work in copies that they throw away."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg import sql

PATIENCE = 15  # seconds for the others to let go of it


def drop_when_left(owner: psycopg.Connection[Any], name: str) -> None:
    """Drop the database, on the owner's connection to another one, once nobody is connected to it any more: a closed connection lasts
    a moment longer on the server, and those of other logins than the owner's may not be ended by it.

    Raises InsufficientPrivilege when they stay.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            owner.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            return
        except psycopg.errors.InsufficientPrivilege:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
