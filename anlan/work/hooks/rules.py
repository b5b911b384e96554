"""What a webhook says, how it is signed (Standard Webhooks), when it is tried again. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from anlan.kernel.wording import N_

EVENTS: Mapping[str, str] = {"case.opened": N_("登记了"), "case.stepped": N_("走了一步"), "case.closed": N_("办结了")}
STATES: Mapping[str, str] = {"waiting": N_("等着送"), "sent": N_("送到了"), "given_up": N_("没送到")}
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RETRY = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY)  # after so many failures it is given up
PAUSE_AFTER = 3 * DAY  # nothing got through for so long: the hook rests until somebody looks
OLD_SECRET = DAY  # how long the secret before the last is still signed with
KEPT = 30 * DAY  # how long the log of deliveries is kept
MOST_HOOKS = 10  # of a unit
LONGEST_ANSWER = 300
KEY_PREFIX = "whsec_"


@dataclass(frozen=True)
class Happened:
    """What is told of one entry of the ledger."""

    event: str
    case_id: int
    number: str
    kind: str
    unit_id: int
    unit: str
    verb: str
    state: str
    at: datetime


def body(happened: Happened) -> bytes:
    """The JSON that is sent: compact, the same bytes for the same event, so that a retry bears the same signature base."""
    data = {
        "case": happened.case_id, "number": happened.number, "kind": happened.kind, "unit": happened.unit_id, "unit_name": happened.unit,
        "verb": happened.verb, "state": happened.state,
    }  # fmt: skip
    whole: dict[str, Any] = {"type": happened.event, "timestamp": happened.at.isoformat(), "data": data}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secrets: Iterable[str], message_id: str, stamp: int, text: bytes) -> str:
    """The header `webhook-signature`: "v1,<base64>" of HMAC-SHA256 over "id.timestamp.body", one for each secret in force."""
    base = f"{message_id}.{stamp}.".encode() + text
    keys = (base64.b64decode(secret.removeprefix(KEY_PREFIX)) for secret in secrets)
    return " ".join("v1," + base64.b64encode(hmac.new(key, base, hashlib.sha256).digest()).decode() for key in keys)


def headers(secrets: Iterable[str], message_id: str, stamp: int, text: bytes) -> dict[str, str]:
    """All headers of one delivery."""
    return {
        "content-type": "application/json; charset=utf-8", "user-agent": "Anlan-Webhooks/1", "webhook-id": message_id,
        "webhook-timestamp": str(stamp), "webhook-signature": signature(secrets, message_id, stamp, text),
    }  # fmt: skip


def address_trouble(url: str) -> str:
    """Why an address is none to be told at ("" when it may be): https, or http on this machine's own loopback; no names in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "port"
    host = (parts.hostname or "").lower()
    if not host or parts.username or parts.password or parts.fragment or port == 0:
        return "shape"
    loopback = host in ("localhost", "127.0.0.1", "::1")
    return "" if parts.scheme == "https" or (parts.scheme == "http" and loopback) else "scheme"


def next_try(tries: int, at: datetime) -> datetime | None:
    """When it is tried again after so many failures; None when it is given up."""
    return at + RETRY[tries - 1] if tries <= len(RETRY) else None
