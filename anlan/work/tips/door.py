"""The way in for people without an account: five functions of the database, and nothing else (migrations/sql/door.sql).

Nobody acts here, so no policy shows a row and none takes one; what a page may know of a code or a link, a function tells.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.clock import local
from anlan.kernel.errors import Refused
from anlan.kernel.evidence import files, store
from anlan.work.tips import rules

LIMITS = (rules.AN_HOUR_FROM_ADDRESS, rules.AN_HOUR_AT_PLACE, rules.WAITING_AT_PLACE)
NO = {
    "address": _("这个网络一小时里报得太多了，过一会儿再报。有人有危险，马上打电话"),
    "code": _("这里一小时里已经有好几个人报了，学校会来看。有人有危险，马上打电话"),
    "full": _("这里还有很多条没看完，先不收了。有人有危险，马上打电话"),
}


class TooMany(Refused):
    """More than is taken for now: answered with 429."""

    status = 429


@dataclass(frozen=True)
class Spot:
    """Where the code hangs, in words."""

    place: str
    unit: str


@dataclass(frozen=True)
class Fact:
    """A yes-fact that may be ticked, with where it comes from."""

    code: str
    text: str
    source: str
    standing: str


@dataclass(frozen=True)
class Told:
    """What the sender reads of a letter: where, when, its state, the reply, the hazard that it became. No names."""

    at: datetime
    place: str
    unit: str
    state: str
    reply: str
    number: str
    hazard_state: str
    closed_at: datetime | None
    reach: bool
    reach_until: datetime | None


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def spot(code: UUID) -> Spot | None:
    """The place of a code; None when there is none in use."""
    found = _rows("select place, unit from tips_door(%s)", [code])
    return Spot(*found[0]) if found else None


def facts(code: UUID, at: datetime) -> list[Fact]:
    """Yes-facts that hold there at `at`."""
    return [Fact(*row) for row in _rows("select * from tips_facts(%s, %s)", [code, local(at).date()])]


def token_for(nonce: UUID | None) -> str:
    """The secret of a link. The same form gives the same one, so that a second tap leads to the same page; nobody can guess it."""
    if nonce is None:
        return secrets.token_urlsafe(24)
    made = hmac.new(settings.SECRET_KEY.encode(), b"anlan.tips.link" + nonce.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def sender(address: str) -> str:
    """An address as it is counted: a keyed digest of it, from which nobody gets it back."""
    return hmac.new(settings.SECRET_KEY.encode(), b"anlan.tips.from" + address.encode(), hashlib.sha256).hexdigest()[:32]


def write(
    code: UUID, *, said: str, photos: Sequence[tuple[str, bytes]], reach: str, about_leader: bool, danger: bool,
    criteria: Sequence[str], nonce: UUID | None, address: str, at: datetime,
) -> str:  # fmt: skip
    """Put a letter in; the worker makes a tip of it. -> the secret of the sender's link.

    TooMany when the limits of the address, of the code or of what waits at the place are reached: before a photo is kept, and once
    more when it is written. Unreadable when a photo is none. The same nonce twice is one letter.
    """
    token, who, wall = token_for(nonce), sender(address), clock.wall()
    if digest_known(token):
        return token
    _demand(_rows("select tips_may(%s, %s, %s, %s, %s, %s)", [code, who, wall, *LIMITS])[0][0])
    kept = []
    for name, data in photos[: rules.MOST_PHOTOS]:
        found = files.inspect(data, name)
        if found.kind != "image":
            raise Refused("E-photo-kind", _("这里只收照片"), fields={"photos": _("这里只收照片")})
        kept.append({"sha256": store.keep(data), "name": found.name})
    letter = {
        "nonce": str(nonce or UUID(bytes=secrets.token_bytes(16), version=4)), "token_digest": digest(token), "said": said.strip(),
        "reach": " ".join(reach.split()), "about_leader": about_leader, "danger": danger, "criteria": list(criteria), "photos": kept,
    }  # fmt: skip
    sql = "select tips_write(%s, %s::jsonb, %s, %s, %s, %s, %s, %s)"
    _demand(_rows(sql, [code, json.dumps(letter), who, at, wall, *LIMITS])[0][0])
    return token


def _demand(no: str) -> None:
    if no == "place":
        raise Refused("E-tip-place", _("这个码已经不用了，问一下学校"))
    if no:
        raise TooMany("E-tip-many", NO[no])


def digest(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(b"anlan.tips" + token.encode()).hexdigest()


def digest_known(token: str) -> bool:
    """Whether a letter with this link was taken."""
    return told(token) is not None


def told(token: str) -> Told | None:
    """What became of the letter behind a link; None when there is none."""
    found = _rows("select * from tips_read(%s)", [digest(token)])
    return Told(*found[0]) if found else None


def forget(token: str) -> bool:
    """Erase the number that the sender left. -> whether there is such a letter."""
    return bool(_rows("select tips_forget(%s)", [digest(token)])[0][0])
