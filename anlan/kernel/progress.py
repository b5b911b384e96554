"""How far long work has come. Written by a connection of its own, outside the work's transaction, so that it can be watched.

The row is made in the transaction that puts the work into the queue; the worker moves it. Never touch a row of this table inside
the work's own transaction: the second connection would wait for it for ever.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from anlan.kernel.clock import wall
from anlan.kernel.models import Progress

EVERY_SECONDS = 0.3


def begin(what: str, *, person_id: int, total: int = 0, url: str = "") -> Progress:
    """A row for work that is about to be put into the queue, in the caller's transaction."""
    return Progress.objects.create(id=uuid4(), person_id=person_id, what=what, total=total, url=url, updated=wall())


class Teller:
    """Tells how far work has come. Without an id (work done at once, tests) it tells nobody."""

    def __init__(self, progress_id: UUID | None, own: BaseDatabaseWrapper | None) -> None:
        self.id, self.own, self.told = progress_id, own, 0.0

    def say(self, done: int, total: int, *, says: str = "", force: bool = False) -> None:
        """`done` of `total`; most calls are not written, so that telling costs nothing."""
        if force or time.monotonic() - self.told > EVERY_SECONDS:
            self._write("running", done, total, says)

    def end(self, state: str, *, says: str = "") -> None:
        """`state` is done or failed; the counts stay."""
        if self.own is None:
            return
        with self.own.cursor() as cursor:
            cursor.execute("update kernel_progress set state = %s, says = %s, updated = %s where id = %s", [state, says, wall(), self.id])

    def _write(self, state: str, done: int, total: int, says: str) -> None:
        self.told = time.monotonic()
        if self.own is None:
            return
        with self.own.cursor() as cursor:
            cursor.execute(
                "update kernel_progress set state = %s, done = %s, total = %s, says = %s, updated = %s where id = %s",
                [state, done, total, says, wall(), self.id],
            )


@contextmanager
def telling(progress_id: UUID | None) -> Iterator[Teller]:
    """A teller with a connection of its own, closed afterwards."""
    if progress_id is None:
        yield Teller(None, None)
        return
    own = connection.copy()
    try:
        yield Teller(progress_id, own)
    finally:
        own.close()


def read(progress_id: UUID) -> dict[str, object] | None:
    """What a page shows of it: what, done, total, state (waiting, running, done, failed), says, url."""
    found = Progress.objects.filter(pk=progress_id).values("what", "done", "total", "state", "says", "url", "person_id").first()
    return dict(found) if found else None
