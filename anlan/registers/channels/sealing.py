"""The box of channels: secrets of services and addresses of robots."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Refused
from anlan.kernel.sealing import Box

_BOX = Box("anlan.channels.secret")


def seal(secret: str) -> str:
    """The secret as it is kept; '' stays ''."""
    return _BOX.seal(secret) if secret else ""


def opened(sealed: str) -> str:
    """The secret again; Refused when the signing key is another one than when it was kept."""
    found = _BOX.unseal(sealed) if sealed else ""
    if found is None:
        raise Refused("E-channel-key", _("系统密钥换过，存的密钥打不开了，重新填一次"))
    return found
