"""Free and taken ports on the loopback address."""

import random
import socket

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen here now (connections still closing do not count)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def first_free(start: int) -> int:
    """The first free port from `start` upwards."""
    for port in range(start, 65536):
        if is_free(port):
            return port
    raise SystemExit(f"anlan: no free port above {start}")


def any_free(low: int, high: int) -> int:
    """Some free port in the range, a different one for each copy so that copies rarely meet."""
    for _ in range(200):
        port = random.randrange(low, high)
        if is_free(port):
            return port
    return first_free(low)
