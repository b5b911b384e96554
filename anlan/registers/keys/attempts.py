"""How often something may be tried: one counter for all processes, written at once and outside the work that it guards.

Call it before acting() opens: a refused request rolls its own work back, and would take the count along.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.kernel.wording import N_

_COUNT = """
insert into keys_rate as r (key, count, until) values (%(key)s, 1, %(until)s)
on conflict (key) do update set count = case when r.until <= %(now)s then 1 else r.count + 1 end,
    until = case when r.until <= %(now)s then excluded.until else r.until end
returning count, until
"""
TOO_OFTEN = N_("试得太勤，过 %(n)d 秒再来")


class TooOften(Refused):
    """More often than the limit: answered with 429. `seconds`: when it may be tried again."""

    status = 429

    def __init__(self, seconds: int) -> None:
        from django.utils.translation import gettext

        super().__init__("E-too-often", gettext(TOO_OFTEN) % {"n": seconds})
        self.seconds = seconds


def _key(what: str, who: object) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"rate:{what}:{who}".encode(), hashlib.sha256).hexdigest()[:40]


def wait(what: str, who: object, most: int, seconds: int) -> int:
    """Count one attempt of `who` at `what`. -> seconds to wait, 0 where it is one of `most` in so many seconds.

    The counter stands under a keyed digest: an address of a machine is not kept.
    """
    now = clock.wall()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": _key(what, who), "now": now, "until": now + timedelta(seconds=seconds)})
        count, until = cursor.fetchone()
    return 0 if count <= most else max(1, int((until - now).total_seconds()) + 1)


def demand(what: str, who: object, most: int, seconds: int) -> None:
    """wait(), refusing with the seconds to wait."""
    if left := wait(what, who, most, seconds):
        raise TooOften(left)


def forget(what: str, who: object) -> None:
    """It went well: the attempts before count no more."""
    with connection.cursor() as cursor:
        cursor.execute("delete from keys_rate where key = %s", [_key(what, who)])


def address(request: HttpRequest) -> str:
    """Where a request comes from: as our own proxy says, where there is one (it replaces what the sender claims), else as seen here."""
    told = request.headers.get("X-Forwarded-For", "") if settings.ANLAN_HTTPS else ""
    return told.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
