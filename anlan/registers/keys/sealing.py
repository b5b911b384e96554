"""The box of keys: keys of one-time codes, of webhooks."""

from __future__ import annotations

from anlan.kernel.sealing import Box

_BOX = Box("anlan.keys")
seal = _BOX.seal


def unseal(sealed: str) -> str:
    """What was sealed; '' where another signing key sealed it."""
    return _BOX.unseal(sealed) or ""
