"""How a token is written, what it may, and how often one may try. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

PREFIX = "anlan_"
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SECRET_LENGTH = 40  # 238 bits: nobody guesses it, so a plain digest keeps it
# what a scanner of leaked secrets looks for; `anlan_`, the person's number to base 36, the secret
PATTERN = re.compile(r"anlan_([0-9a-z]{1,13})_([0-9A-Za-z]{40})")
READ, ACT = "read", "act"
MOST_DAYS, MOST_TOKENS = 365, 20
DAYS = (30, 90, 180, 365)

# area of the API -> its word; filled by whoever mounts the API, as that groups its operations
AREAS: dict[str, Any] = {}

# (how many, in how many seconds)
TOKEN_RATE = (600, 60)  # requests of one token
CODE_RATE = (5, 300)  # codes typed by one person
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(number: int) -> str:
    """A whole number to base 36: 1295 -> 'zz'."""
    signs = ""
    while number:
        number, rest = divmod(number, 36)
        signs = _BASE36[rest] + signs
    return signs or "0"


def written(person_id: int, secret: str) -> str:
    """The token as its owner gets it."""
    return f"{PREFIX}{base36(person_id)}_{secret}"


def taken_apart(text: str) -> tuple[int, str] | None:
    """(person, secret) of a token as it was sent; None where it is none."""
    found = PATTERN.fullmatch(text.strip())
    return (int(found[1], 36), found[2]) if found else None


def scope(area: str, what: str) -> str:
    """How a scope is kept: 'cases:read'."""
    return f"{area}:{what}"


def allows(scopes: Iterable[str], area: str, *, act: bool) -> bool:
    """Whether a token with `scopes` may read in the area, or act there; who may act may read. The area '' tells who one is."""
    held = set(scopes)
    return not area or scope(area, ACT) in held or (not act and scope(area, READ) in held)
