"""Cursors that send one statement at a time, and the one door for several of our own.

Django binds parameters on the client's side and sends by the simple protocol, which runs everything between two semicolons: a text
that slipped into a query could end it and go on with `set local anlan.paths = '1.'`. By the extended protocol the server itself
refuses a second statement. The owner's login is left as it is: migrations are scripts.

Moments are read by Python's own parser: Django's reader takes ten times as long, and a page of fifty rows reads five hundred.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.backends.postgresql import base
from psycopg import ClientCursor, sql
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader

from anlan.kernel.scope import WEB, WORKER


class OneStatement(base.Cursor):
    """A cursor whose statements go by the extended protocol, which takes one at a time."""

    def _execute_send(self, query: Any, *, force_extended: bool = False, binary: bool | None = None) -> None:
        super()._execute_send(query, force_extended=True, binary=binary)  # type: ignore[misc]


class Moment(TimestamptzLoader):
    """A timestamptz as an aware datetime in UTC; what has no ISO form (infinity, years before 1) goes the longer way."""

    timezone = UTC  # Django asks for it, to see whether its own reader is needed

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(bytes(data).decode()).astimezone(UTC)
        except ValueError:
            return super().load(data)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with that cursor for the web's and the worker's login."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        link = super().get_new_connection(conn_params)
        link.adapters.register_loader("timestamptz", Moment)
        return link

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
