"""One request to the platform: a bounded time, a bounded answer, no redirects, nothing but JSON."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from anlan.work.platform import rules


class Away(Exception):
    """It did not get there, or the answer is none: nothing is known of what was sent, so it is sent again. Says why, for people."""


def post(address: str, key: str, body: Mapping[str, Any]) -> Any:
    """Send `body` as JSON. -> the answer's JSON; Away for everything else."""
    if wrong := rules.unfit(address):
        raise Away(_("平台地址不能用：%(why)s") % {"why": wrong})
    parts = urlsplit(address)
    assert parts.hostname
    end = time.monotonic() + rules.SECONDS
    link: http.client.HTTPConnection
    if parts.scheme == "https":
        link = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=rules.SECONDS, context=ssl.create_default_context())
    else:
        link = http.client.HTTPConnection(parts.hostname, parts.port, timeout=rules.SECONDS)
    sent = json.dumps(body, ensure_ascii=False).encode()
    head = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json", "Authorization": f"Bearer {key}"}
    try:
        link.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), sent, head)
        answer = link.getresponse()
        data = _read(answer, end)
    except (OSError, http.client.HTTPException) as error:
        raise Away(_("连不上平台：%(why)s") % {"why": type(error).__name__}) from error
    finally:
        link.close()
    if answer.status in (401, 403):
        raise Away(_("平台不认我们的密钥（%(status)d）") % {"status": answer.status})
    if answer.status != 200:
        raise Away(_("平台回了 %(status)d") % {"status": answer.status})
    try:
        return json.loads(data)
    except ValueError as error:
        raise Away(_("平台回的看不懂")) from error


def _read(answer: http.client.HTTPResponse, end: float) -> bytes:
    """The whole answer, while there is time and it stays small; a server that drips is left."""
    parts, size = [], 0
    while part := answer.read1(65536):
        size += len(part)
        parts.append(part)
        if size > rules.MOST_ANSWER:
            raise Away(_("平台回得太多"))
        if time.monotonic() > end:
            raise Away(_("平台太慢"))
    return b"".join(parts)
