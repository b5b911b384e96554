"""The code that a wall shows and an officer types: six signs for the device, two that say when. Pure.

Nothing is kept until an officer says yes: the device is in the wall's own signed cookie, the two last signs are computed from it, the hour
and the house's key. A code of an old photo is refused, and knowing a code gives nothing without the cookie.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another when read off a wall
DEVICE, CHECK = 6, 2
MINUTES = 10  # how long a code is shown; taken until it has been away for as long


def new_device() -> str:
    """A fresh device: six signs, 30 bits."""
    return "".join(secrets.choice(SIGNS) for _n in range(DEVICE))


def code(device: str, key: str, seconds: float) -> str:
    """What the wall shows at that moment: K7M4-QPX2."""
    whole = device + _check(device, key, int(seconds // (MINUTES * 60)))
    return f"{whole[:4]}-{whole[4:]}"


def read(text: str, key: str, seconds: float) -> str:
    """The device of a code as typed, blanks and small letters allowed; '' for one that is none or too old."""
    typed = re.sub(r"[\s\-–—]", "", text).upper()
    device, check = typed[:DEVICE], typed[DEVICE:]
    if len(typed) != DEVICE + CHECK or set(typed) - set(SIGNS):
        return ""
    now = int(seconds // (MINUTES * 60))
    return device if any(hmac.compare_digest(check, _check(device, key, window)) for window in (now, now - 1)) else ""


def _check(device: str, key: str, window: int) -> str:
    digest = hmac.new(key.encode(), f"wall:{device}:{window}".encode(), hashlib.sha256).digest()
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:CHECK])


def theme(hour: int) -> str:
    """Dark from 18:00, light from 7:00."""
    return "light" if 7 <= hour < 18 else "dark"
