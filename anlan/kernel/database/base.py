"""Cursors that send one statement at a time, and the one door for several of our own.

Django binds parameters on the client's side and sends by the simple protocol, which runs everything between two semicolons: a text
that slipped into a query could end it and go on with `set local anlan.paths = '1.'`. By the extended protocol the server itself
refuses a second statement. The owner's login is left as it is: migrations are scripts.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.backends.postgresql import base
from psycopg import ClientCursor, sql

from anlan.kernel.scope import WEB, WORKER


class OneStatement(base.Cursor):
    """A cursor whose statements go by the extended protocol, which takes one at a time."""

    def _execute_send(self, query: Any, *, force_extended: bool = False, binary: bool | None = None) -> None:
        super()._execute_send(query, force_extended=True, binary=binary)  # type: ignore[misc]


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with that cursor for the web's and the worker's login."""

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if params.get("user") in (WEB, WORKER):
            params["cursor_factory"] = OneStatement
        return params


def together(statements: sql.Composed) -> None:
    """Send several statements of our own in one round trip. Whatever else stands in them stands there as a literal."""
    connection.ensure_connection()
    with connection.wrap_database_errors, ClientCursor(connection.connection) as cursor:
        cursor.execute(statements)
