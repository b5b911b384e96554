"""Children that do not outlive their parent."""

import ctypes
import os
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(sign: int) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends `sign` when the starting thread ends (so start children from the main thread)."""
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask
