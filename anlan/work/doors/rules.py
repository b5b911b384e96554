"""What a short link may do, and how it and a calendar's address are written. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

LINK_HOURS = 72
MAC_BYTES = 16
VISITS = (300, 60)  # of one address at short links: how many, in how many seconds; a whole school sits behind one
TAPS = (30, 60)  # at one link
FETCHES = (60, 3600)  # of one calendar
MOST_EVENTS = 200
SECRET_LENGTH = 32
_PAIR = struct.Struct(">QQ")


@dataclass(frozen=True)
class Ask:
    """The one question of an answer. kind: integer decimal text date boolean choice; `choices` (code, word)."""

    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Offer:
    """What a link shows before the tap: lines that say what it is, the button, the question if there is one."""

    verb: Any
    says: tuple[Any, ...] = ()
    ask: Ask | None = None


@dataclass(frozen=True)
class Answer:
    """One thing that may be done with a case by link.

    states  of the case in which it can be done at all
    offer(case, actor, at) -> what the page shows, or None where it is not to be done (any more)
    do(case, value, by, at): does it; may refuse
    words   how it is called in a mail, and when it is done
    finds(messages) -> message id -> case: what the morning's mail, that tells these, brings a link for; None for no link there
    """

    key: str
    kind: str
    states: frozenset[str]
    words: Any
    offer: Callable[..., Offer | None] = field(repr=False)
    do: Callable[..., None] = field(repr=False)
    finds: Callable[..., dict[int, int]] | None = field(default=None, repr=False)


ANSWERS: dict[tuple[str, str], Answer] = {}  # (kind of the case, key)


def add_answer(answer: Answer) -> None:
    """Register what may be done with cases of a kind by link."""
    ANSWERS[answer.kind, answer.key] = answer


def _mac(key: str, what: str, text: bytes) -> bytes:
    return hmac.new(key.encode(), f"anlan.{what}:".encode() + text, hashlib.sha256).digest()[:MAC_BYTES]


def write_code(key: str, link_id: int, person_id: int) -> str:
    """The signed code of a link: 43 signs that hold the numbers of link and person."""
    pair = _PAIR.pack(link_id, person_id)
    return base64.urlsafe_b64encode(pair + _mac(key, "link", pair)).decode().rstrip("=")


def read_code(key: str, code: str) -> tuple[int, int] | None:
    """(link, person) of a code; None where we did not write it."""
    try:
        raw = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except ValueError:
        return None
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != code:
        return None
    pair = raw[: _PAIR.size]
    if len(raw) != _PAIR.size + MAC_BYTES or not hmac.compare_digest(raw[_PAIR.size :], _mac(key, "link", pair)):
        return None
    link_id, person_id = _PAIR.unpack(pair)
    return (link_id, person_id) if max(link_id, person_id) < 2**63 else None


def masked_name(name: str) -> str:
    """A name as shown to whoever opened the link: 陈静怡 -> 陈**."""
    return f"{name[:1]}{'*' * max(1, len(name) - 1)}" if name.isascii() is False else f"{name[:1]}***"
