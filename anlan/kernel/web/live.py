"""Where an open page listens for changes: the live process, with a signed token that says whose and within which paths."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.http import HttpRequest


def live_url(request: HttpRequest, person_id: int, paths: Sequence[str]) -> str:
    """The stream's address for a page; "" where no live process runs."""
    if not (settings.ANLAN_LIVE_PORT or settings.ANLAN_LIVE_URL):
        return ""
    token = signing.dumps({"p": person_id, "paths": list(paths)}, salt="anlan.live", compress=True)
    base = settings.ANLAN_LIVE_URL or f"http://{request.get_host().rsplit(':', 1)[0]}:{settings.ANLAN_LIVE_PORT}"
    return f"{base}/live?t={token}"
