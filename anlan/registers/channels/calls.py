"""The one door to services of others: a call over HTTP that ends in time, and failures told apart.

Nothing of an answer that is no answer is kept or shown: only what kind of thing came back.
"""

from __future__ import annotations

import json
from typing import Any

import requests

CONNECT, READ = 3.0, 5.0  # seconds
MOST_BYTES = 4_000_000
REFUSED, UNREACHABLE, NONSENSE, LIMITED, EXPIRED, NOBODY = "refused", "unreachable", "nonsense", "limited", "expired", "nobody"


class Trouble(Exception):
    """A call that did not do what it should.

    what  refused (the service says no) · unreachable · nonsense (no answer of this API) · limited (too many) · expired (the token) ·
          nobody (this one person is not there); `code` and the words are the service's own
    """

    def __init__(self, what: str, words: str, code: str = "") -> None:
        super().__init__(f"{what}: {words}" + (f" ({code})" if code else ""))
        self.what, self.words, self.code = what, words[:200], code


def ask(
    method: str, url: str, *, params: dict[str, str] | None = None, data: Any = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """Call `url` and give the JSON object that came back, whatever the service says in it. Trouble when there is none.

    `data` goes as JSON. No redirect is followed: an address is where it is, or it is another one.
    """
    try:
        with requests.request(
            method, url, params=params, json=data, headers=headers, timeout=(CONNECT, READ), allow_redirects=False, stream=True
        ) as answer:
            body = answer.raw.read(MOST_BYTES + 1, decode_content=True)
            status, kind = answer.status_code, answer.headers.get("Content-Type", "")
    except (requests.Timeout, requests.ConnectionError) as error:
        raise Trouble(UNREACHABLE, type(error).__name__) from error
    except (requests.RequestException, OSError, ValueError) as error:
        raise Trouble(UNREACHABLE, type(error).__name__) from error
    except Exception as error:  # urllib3's own, while the body is read
        raise Trouble(UNREACHABLE, type(error).__name__) from error
    if status == 429:
        raise Trouble(LIMITED, "HTTP 429")
    if status >= 500:
        raise Trouble(UNREACHABLE, f"HTTP {status}")
    return _read(body, status, kind)


def _read(body: bytes, status: int, kind: str) -> dict[str, Any]:
    try:
        found = json.loads(body) if len(body) <= MOST_BYTES else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Trouble(NONSENSE, f"HTTP {status}, {kind.split(';')[0] or 'no type'}")
    if status >= 400 and "errcode" not in found:
        raise Trouble(REFUSED, str(found.get("message") or found.get("msg") or f"HTTP {status}"), str(found.get("code", status)))
    if 300 <= status < 400:
        raise Trouble(NONSENSE, f"HTTP {status}")
    return found


def wanted(found: dict[str, Any], key: str, kind: type | tuple[type, ...]) -> Any:
    """A part of an answer that must be there, of the right type; Trouble otherwise."""
    value = found.get(key)
    if not isinstance(value, kind):
        raise Trouble(NONSENSE, f"no {key}")
    return value
