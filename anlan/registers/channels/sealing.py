"""Secrets at rest: sealed with a key made from the signing key, so that a copy of the database alone opens nothing."""

from __future__ import annotations

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Refused

_PURPOSE = b"anlan.channels.secret:"


def _key() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(_PURPOSE + settings.SECRET_KEY.encode()).digest()))


def seal(secret: str) -> str:
    """The secret as it is kept; '' stays ''."""
    return _key().encrypt(secret.encode()).decode() if secret else ""


def opened(sealed: str) -> str:
    """The secret again; Refused when the signing key is another one than when it was kept."""
    try:
        return _key().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as error:
        raise Refused("E-channel-key", _("系统密钥换过，存的密钥打不开了，重新填一次")) from error
