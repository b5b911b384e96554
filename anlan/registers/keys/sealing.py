"""Secrets that must be read back (keys of one-time codes, of webhooks) are kept enciphered under the signing key, never in the clear."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"anlan.keys:{settings.SECRET_KEY}".encode()).digest()))


def seal(text: str) -> str:
    """The text, unreadable without the signing key."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; '' where another signing key sealed it."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""
