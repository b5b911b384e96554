"""Small values that every process must agree on (the demo's clock offset, the engine's last look): one table, JSON values."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection


def read(key: str, default: Any = None) -> Any:
    """The value kept under `key`, or `default` when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("select value from kernel_setting where key = %s", [key])
        row = cursor.fetchone()
    if row is None:
        return default
    return json.loads(row[0]) if isinstance(row[0], str) else row[0]


def write(key: str, value: Any) -> None:
    """Keep `value` (JSON) under `key`; only the worker's and the owner's login may."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into kernel_setting (key, value) values (%s, %s::jsonb) on conflict (key) do update set value = excluded.value",
            [key, json.dumps(value)],
        )
