"""File locks. The kernel drops them when their holder dies, however it dies."""

import contextlib
import fcntl
import os
import pathlib
from collections.abc import Iterator


def open_lock(path: pathlib.Path) -> int:
    """An open file to lock on; close it to let go."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_exclusive(fd: int) -> bool:
    """Take the lock for this process alone if nobody holds it."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: pathlib.Path) -> bool:
    """Whether somebody holds this lock now."""
    fd = open_lock(path)
    try:
        return not try_exclusive(fd)
    finally:
        os.close(fd)


@contextlib.contextmanager
def exclusive(path: pathlib.Path) -> Iterator[None]:
    """Wait for the lock and hold it for the block."""
    fd = open_lock(path)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)
