"""The append-only ledger: one hash chain per unit. What was written cannot be quietly changed, cut or inserted.

Actions collect entries (anlan.kernel.action.record); the outermost transaction writes them in one definer call.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.db import connection

SALT_BYTES = 16
CHUNK = 5000


def append(entries: list[dict[str, Any]]) -> int:
    """Write collected entries and chain them; returns how many. The last statement of a transaction."""
    for entry in entries:
        entry["salt"] = secrets.token_hex(SALT_BYTES)
        entry["payload"] = json.dumps(entry["payload"], ensure_ascii=False, sort_keys=True, default=str)
    written = 0
    with connection.cursor() as cursor:
        for start in range(0, len(entries), CHUNK):
            chunk = entries[start : start + CHUNK] if len(entries) > CHUNK else entries
            cursor.execute("select ledger_append(%s::jsonb)", [json.dumps(chunk, ensure_ascii=False)])
            written += cursor.fetchone()[0]
    return written
