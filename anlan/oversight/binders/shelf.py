"""Where finished binders lie: beside the evidence, under a name nobody guesses; written beside its place, then renamed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

from anlan.kernel.evidence import store


def place(nonce: UUID) -> Path:
    """The file of a binder."""
    return store.folder() / "binders" / f"{nonce.hex}.zip"


def working(nonce: UUID) -> Path:
    """Where it is written; its folder exists afterwards."""
    found = place(nonce).with_suffix(".part")
    found.parent.mkdir(parents=True, exist_ok=True)
    return found


def put(nonce: UUID) -> str:
    """What was written takes its place. -> its sha256."""
    with working(nonce).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    working(nonce).replace(place(nonce))
    return digest


def remove(nonce: UUID) -> None:
    """Take a binder away, and what was half written."""
    place(nonce).unlink(missing_ok=True)
    place(nonce).with_suffix(".part").unlink(missing_ok=True)
