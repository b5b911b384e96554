"""One request to another system: to an address that was looked at when it was connected to, no redirect followed, nothing read at length.

Names are looked up once, here, and the connection goes to the number that was judged: a name that points elsewhere a moment later
(to a machine of the house) does not get there.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 5.0
LONGEST = 2000


@dataclass(frozen=True)
class Answer:
    """What came back: status 0 and `says` the trouble where nothing did."""

    status: int
    says: str

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


class Forbidden(OSError):
    """The name leads to a machine that is not to be spoken to from here."""


def is_private(number: str) -> bool:
    """Whether a number is not one of the open internet: the house's own networks, this machine, links, clouds' metadata."""
    found = ipaddress.ip_address(number.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return not (mapped or found).is_global or (mapped or found).is_multicast


def judged(host: str, port: int, allowed: Callable[[str], bool]) -> str:
    """The number to connect to: the first that the name leads to, when all it leads to are allowed."""
    numbers = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not numbers:
        raise OSError(f"no address for {host}")
    if wrong := [number for number in numbers if not allowed(number)]:
        raise Forbidden(f"{host} leads to {wrong[0]}, an address of an inner network")
    return numbers[0]


def post(url: str, text: bytes, headers: dict[str, str], *, allowed: Callable[[str], bool]) -> Answer:
    """Send once. A redirect is an answer like any other: it is not followed."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        number = judged(host, port, allowed)
        connection = _Judged(host, port, number, secure=parts.scheme == "https")
        try:
            connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), text, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(LONGEST).decode("utf-8", "replace"))
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(0, f"{type(error).__name__}: {error}"[:300])


class _Judged(http.client.HTTPConnection):
    """A connection to the number that was judged, under the name that was asked for."""

    def __init__(self, host: str, port: int, number: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=ANSWER_SECONDS)
        self.number, self.secure = number, secure

    def connect(self) -> None:
        """As the standard library's, to `number`."""
        plain = socket.create_connection((self.number, self.port), CONNECT_SECONDS)
        plain.settimeout(ANSWER_SECONDS)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host) if self.secure else plain
