"""The rules of the exchange, pure: the contract's names, when it is tried again, how an answer is read.

The city's platform publishes no interface that we know of: the contract is our own (docs/platform-exchange.md), to be checked (待核实).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from anlan.kernel.wording import N_

FORMAT = "anlan.hazards/1"
STATUSES = {"waiting": N_("等着发"), "sent": N_("已收"), "refused": N_("被退回"), "dropped": N_("不发了")}
WAITS = ("waiting", "refused")  # what stands in front of later messages of the same hazard
BATCH = 100
SECONDS, MOST_ANSWER = 10.0, 1_000_000
ROUND_SECONDS = 30.0
RETRY = tuple(timedelta(minutes=n) for n in (1, 2, 5, 15, 30, 60))  # then every hour, for as long as it takes
LEASE = timedelta(minutes=3)  # longer than one request: what a killed worker had claimed is tried again then


def rest(tries: int) -> timedelta:
    """How long to wait after the `tries`-th attempt."""
    return RETRY[min(max(tries, 1), len(RETRY)) - 1]


def unfit(address: str) -> str:
    """Why an address is not used, '' when it is: https, or http within the house (loopback and private networks)."""
    parts = urlsplit(address)
    try:
        port_is_fit = parts.port is None or parts.port > 0
    except ValueError:
        return "not an address"
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fit or parts.username:
        return "not an address"
    if parts.scheme == "https" or parts.hostname == "localhost":
        return ""
    try:
        inside = ipaddress.ip_address(parts.hostname).is_private
    except ValueError:
        inside = False
    return "" if inside else "http leaves the house: https is needed"


@dataclass(frozen=True)
class Receipt:
    """What the platform says of one message."""

    key: str
    ok: bool
    receipt: str = ""
    number: str = ""
    reason: str = ""


@dataclass
class Answer:
    """An answer read: the first receipt of each message asked about, and what was odd about the rest."""

    receipts: dict[str, Receipt] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)


def read_answer(data: Any, asked: Iterable[str]) -> Answer | None:
    """The receipts of an answer; None when it is none of ours. Of two about the same message the first counts, of unknown ones none."""
    if not isinstance(data, Mapping) or not isinstance(data.get("receipts"), list):
        return None
    known, found = set(asked), Answer()
    for row in data["receipts"][: 10 * BATCH]:
        if not isinstance(row, Mapping) or not isinstance(row.get("key"), str) or not isinstance(row.get("ok"), bool):
            found.odd.append("a receipt without key or ok")
            continue
        one = Receipt(row["key"], row["ok"], _text(row.get("receipt")), _text(row.get("number"), 80), _text(row.get("reason"), 500))
        if one.key not in known:
            found.odd.append("a receipt for nothing we sent")
        elif one.key in found.receipts:
            if found.receipts[one.key] != one:
                found.odd.append("two receipts that differ")
        else:
            found.receipts[one.key] = one
    return found


def _text(value: Any, most: int = 200) -> str:
    """A short plain text; what is none, or holds what no column takes, becomes one."""
    return "" if value is None or isinstance(value, (dict, list)) else str(value).replace("\x00", "").strip()[:most]
