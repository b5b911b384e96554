"""When a form was opened, as a signed text in the form itself: nothing is kept of who had it open."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.http import HttpRequest

NAME, SALT = "opened", "anlan.opened"


def token(at: datetime) -> str:
    """The moment, so that nobody can write another one."""
    return signing.dumps(at.timestamp(), salt=SALT)


def opened_at(request: HttpRequest) -> float | None:
    """When the page was opened from which this was sent, in seconds since 1970; None when it does not say so."""
    try:
        return float(signing.loads(request.POST.get(NAME, ""), salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def seconds(request: HttpRequest, most: int) -> int:
    """Seconds from opening the page to sending this, at most `most`; 0 when the form does not say when it was opened."""
    begun = opened_at(request)
    at: datetime = request.at  # type: ignore[attr-defined]
    return int(min(max(0.0, at.timestamp() - begun), most)) if begun is not None else 0
