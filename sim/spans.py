"""The stretch of time a check looks at, and reading rows for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

MOST = 20  # sentences of one check at one midnight: the twenty-first tells nothing new


@dataclass(frozen=True)
class Span:
    """Look at what changed from `since` to `at`; `whole`: at everything, however dear."""

    at: datetime
    since: datetime
    whole: bool = False

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement with %(at)s, %(since)s and `values`, at most MOST."""
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} limit {MOST}", {"at": self.at, "since": self.since, **values})
            return list(cursor.fetchall())
