"""Secrets that must be read back are kept enciphered under the signing key, so that a copy of the database alone opens nothing."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


@dataclass(frozen=True)
class Box:
    """Where the secrets of one purpose are kept: what one box sealed no other opens."""

    purpose: str

    def seal(self, text: str) -> str:
        """The text, unreadable without the signing key."""
        return self._key().encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """What was sealed; None where another signing key sealed it."""
        try:
            return self._key().decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def _key(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(sha256(f"{self.purpose}:{settings.SECRET_KEY}".encode()).digest()))
