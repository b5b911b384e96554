"""Files by the hash of their content, under settings.ANLAN_EVIDENCE_DIR.

    originals/ab/cd/<sha256>         as it came, never changed, never shown inline
    shown/ab/cd/<sha256>-<side>.jpg  re-encoded without camera data; may be thrown away at any time

A file appears whole or not at all: written beside its place, flushed to disk, then renamed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Refused
from anlan.kernel.evidence.files import shown_image

THUMB, FULL = 320, 2_000  # longest side of a picture in lists and on its own page, in points
SIDES = (THUMB, FULL)
_FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SHA = re.compile(r"[0-9a-f]{64}\Z")


class NoSpace(Refused):
    """The disk is full: nothing was kept, what was typed stays with the caller."""

    status = 507

    def __init__(self) -> None:
        super().__init__("E-disk-full", _("服务器的磁盘满了，文件没存上，别的都还在。告诉管理员，稍后再传。"))


class Lost(Refused):
    """A file that should be in the store is not there, or is not what it was."""

    status = 500

    def __init__(self) -> None:
        super().__init__("E-file-lost", _("这个文件在服务器上找不到或已损坏。告诉管理员，从备份恢复。"))


def folder() -> Path:
    """Where evidence is kept: settings.ANLAN_EVIDENCE_DIR, else evidence/ in the data folder."""
    given = getattr(settings, "ANLAN_EVIDENCE_DIR", None)
    return Path(given) if given else Path(os.environ.get("ANLAN_VAR", "var")) / "evidence"


def keep(data: bytes) -> str:
    """Keep `data` and give its sha256 in hex; the same bytes are kept once. NoSpace when they cannot be kept whole."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = _original(sha256)
    if not (place.is_file() and place.stat().st_size == len(data)):
        _write(place, data)
    else:
        os.utime(place)  # so that the tidying does not take it away before its row is written
    return sha256


def original(sha256: str) -> bytes:
    """The bytes as they came. Lost when they are gone or were changed."""
    try:
        data = _original(sha256).read_bytes()
    except OSError as gone:
        raise Lost from gone
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Lost
    return data


def shown(sha256: str, max_side: int = FULL) -> bytes:
    """The picture re-encoded (JPEG, no camera data), made once and kept; a full disk only costs making it anew."""
    if max_side not in SIDES:
        raise ValueError(f"no such size: {max_side}")
    place = _place("shown", sha256).with_name(f"{sha256}-{max_side}.jpg")
    try:
        return place.read_bytes()
    except OSError:
        data = shown_image(original(sha256), max_side)
        with contextlib.suppress(NoSpace):
            _write(place, data)
        return data


def forget(sha256: str) -> None:
    """Erase a file and its shown pictures. The caller knows that no row needs it any more."""
    for place in (_original(sha256), *(_place("shown", sha256).with_name(f"{sha256}-{side}.jpg") for side in SIDES)):
        place.unlink(missing_ok=True)


def every_original() -> Iterator[tuple[str, float]]:
    """(sha256, when it was last kept, in seconds of the wall's clock) of everything in the store."""
    for place in (folder() / "originals").glob("??/??/*"):
        if _SHA.match(place.name):
            with contextlib.suppress(FileNotFoundError):
                yield place.name, place.stat().st_mtime


def drop_parts(before: float) -> None:
    """Remove what a killed process left half written before `before` (seconds of the wall's clock)."""
    for place in folder().glob("*/??/??/.part-*"):
        with contextlib.suppress(FileNotFoundError):
            if place.stat().st_mtime < before:
                place.unlink()


def _original(sha256: str) -> Path:
    return _place("originals", sha256)


def _place(kind: str, sha256: str) -> Path:
    if not _SHA.match(sha256):
        raise ValueError("not a sha256")
    return folder() / kind / sha256[:2] / sha256[2:4] / sha256


def _write(place: Path, data: bytes) -> None:
    temporary = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".part-", dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(place)
        temporary = None
        _sync(place.parent)
    except OSError as failed:
        if failed.errno in _FULL_DISK:
            raise NoSpace from failed
        raise
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _sync(directory: Path) -> None:
    """Make the new name itself survive a loss of power, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
