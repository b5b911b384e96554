"""The key with which sessions and tokens are signed: nothing goes on the air with the one that stands in the source."""

from __future__ import annotations

from django.conf import settings


def is_public() -> bool:
    """Whether the signing key is the one of the settings file, which commands without sessions make do with."""
    return bool(settings.SECRET_KEY == settings.ANLAN_PUBLIC_KEY)


def refuse_public() -> None:
    """SystemExit with a sentence when everybody knows the key: with it a session could be forged."""
    if is_public():
        raise SystemExit("anlan will not serve with the signing key that stands in its source; set ANLAN_SECRET_KEY (see deploy/README.md)")
