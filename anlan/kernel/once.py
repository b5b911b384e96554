"""A form sent twice has one effect: the second copy finds the number of the first and is led to the same result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection


def once(nonce: str, work: Callable[[], str], *, at: datetime) -> str:
    """The result of `work()` (an address), done once per `nonce`; a second copy gets the same result and does nothing.

    A copy that arrives while the first still runs waits for it. A nonce that is none is no protection: the work is done.
    """
    try:
        key = UUID(nonce)
    except ValueError:
        return work()
    with connection.cursor() as cursor:
        cursor.execute("insert into kernel_nonce (nonce, result, at) values (%s, '', %s) on conflict do nothing", [key, at])
        if not cursor.rowcount:
            cursor.execute("select result from kernel_nonce where nonce = %s", [key])
            return str(cursor.fetchone()[0])
        result = work()
        cursor.execute("update kernel_nonce set result = %s where nonce = %s", [result, key])
    return result
