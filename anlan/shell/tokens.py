"""Programs that come with a token instead of a session: who they act for, found out before any view."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from anlan.registers.keys import attempts, rules
from anlan.registers.keys.entering import Entry, entry
from anlan.registers.people.queries import actor_for
from anlan.shell import errors

SCHEME = "bearer "


def sent(request: HttpRequest) -> str | None:
    """The token of a request to the API; None where there is none, and a session counts."""
    head = str(request.headers.get("Authorization", ""))
    return head[len(SCHEME) :].strip() if request.path.startswith("/api/") and head.lower().startswith(SCHEME) else None


def refusal(request: HttpRequest, text: str) -> HttpResponse | None:
    """Let the program in as the person (request.actor, request.token), or the answer why not. A session beside it does not count."""
    found = entry(request, text, request.at)  # type: ignore[attr-defined]
    if left := _wait(request, found):
        return errors.too_often(request, left)
    if found.trouble or found.person is None or found.token is None:
        return errors.token_refused(request, found.trouble)
    actor = actor_for(found.person, request.at)  # type: ignore[attr-defined]
    request.actor = replace(actor, via=f"token {found.token.pk}")  # type: ignore[attr-defined]
    request.token = found.token  # type: ignore[attr-defined]
    return None


def _wait(request: HttpRequest, found: Entry) -> int:
    """Seconds to wait: a token has its own count, what is no token counts for where it comes from."""
    if found.token is None:
        return attempts.wait("no token", attempts.address(request), *rules.TOKEN_RATE)
    return attempts.wait("token", found.token.pk, *rules.TOKEN_RATE)
