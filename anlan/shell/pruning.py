"""What is kept for a while only: once a day the worker takes away what is older, a batch at a time.

The ledger, cases, messages and evidence are not among it. What stands here is the machinery's own: forms that were sent, progress
told, sessions that ended, jobs that are done, and the log of sign-ins, which the law wants kept for six months at least.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from anlan.kernel import clock
from anlan.kernel.registry import Sourced

BATCH = 2000
FORMS, PROGRESS, JOBS = timedelta(days=90), timedelta(days=90), timedelta(days=30)
LEAST_LOG_DAYS = 184  # six months
NO_MORE = timedelta(0)
UNTOLD = timedelta(days=1)  # a session that was just begun may not be written yet


@dataclass(frozen=True)
class Passing:
    """Rows of a table that go when `old` holds; its one parameter is the moment `kept` ago.

    domain  the column is domain time, as forms have it; the others are on the wall's clock
    """

    table: str
    old: str
    kept: timedelta
    domain: bool = False


def log_days() -> int:
    """How many days the log of sign-ins is kept; never less than the law's six months."""
    return max(settings.ANLAN_LOG_DAYS, LEAST_LOG_DAYS)


def passing() -> Iterator[Passing]:
    """What is pruned, and how long it is kept."""
    log = timedelta(days=log_days())
    yield Passing("kernel_nonce", "at < %s", FORMS, domain=True)
    yield Passing("kernel_progress", "updated < %s", PROGRESS)
    yield Passing("keys_rate", "until < %s", NO_MORE)
    yield Passing("django_session", "expire_date < %s", NO_MORE)
    ended = "not exists (select 1 from django_session s where s.session_key = usersessions_usersession.session_key)"
    yield Passing("usersessions_usersession", f"last_seen_at < %s and {ended}", UNTOLD)
    still = "exists (select 1 from procrastinate_events e where e.job_id = procrastinate_jobs.id and e.at >= %s)"
    yield Passing("procrastinate_jobs", f"status in ('succeeded', 'failed', 'cancelled', 'aborted') and not {still}", JOBS)
    for table in ("axes_accessattempt", "axes_accesslog", "axes_accessfailurelog"):
        yield Passing(table, "attempt_time < %s", log)


def prune(at: datetime) -> int:
    """Take away what is older than it is kept, each batch in a statement of its own. -> how many rows went."""
    return sum(_prune(row, (at if row.domain else clock.wall()) - row.kept) for row in passing())


def _prune(row: Passing, before: datetime) -> int:
    gone = 0
    while True:
        with connection.cursor() as cursor:
            batch = f"select ctid from {row.table} where {row.old} limit {BATCH}"
            cursor.execute(f"delete from {row.table} where ctid = any(array({batch}))", [before])
            gone += int(cursor.rowcount)
            if cursor.rowcount < BATCH:
                return gone


def rules() -> Iterator[Sourced]:
    """How long the log of sign-ins is kept, as people look it up."""
    law = "《中华人民共和国网络安全法》第二十三条：不少于六个月"
    yield Sourced("log.days", "登录成功和失败的记录留多少天", f"{log_days()} 天", law, "V-LAW")
