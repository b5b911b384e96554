"""A made-up city can be made again: its commits need not wait for the disk."""

from __future__ import annotations

from django.db import connection


def hurry() -> None:
    """Let this connection's commits return before they are on the disk; what is half made after a crash is made anew."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
