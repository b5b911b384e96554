"""Who asks, and when; and refusals as answers. No transaction is opened here: @may does that."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.registers.channels.entering import THROUGH
from anlan.registers.keys.queries import factor_due
from anlan.registers.people.actions import remember_language
from anlan.registers.people.queries import actor_for
from anlan.registers.people.rules import password_due
from anlan.shell import errors, tokens

log = logging.getLogger("anlan.web")
SEEN, NOTED_SECONDS = "anlan_seen", 60
CHOSEN = "anlan_language"
UNATTENDED = "X-Unattended"
ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
OPEN_WHILE_CHANGING = ("/account/", "/static/", "/healthz", "/language/")
OPEN_WITHOUT_FACTOR = (*OPEN_WHILE_CHANGING, "/me/keys/")
Answer = Callable[[HttpRequest], HttpResponse]


def actor(get_response: Answer) -> Answer:
    """Set request.at (domain time) and request.actor (None when nobody is signed in); end idle sessions."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if request.path.startswith(("/static/", "/healthz")):  # these answer also when the database does not
            return get_response(request)
        if wrong := _unfit(request, settings.ANLAN_MOST_BYTES):
            return wrong
        request.at = clock.now()  # type: ignore[attr-defined]
        response = inside(request)
        if request.actor is not None and "Cache-Control" not in response:  # type: ignore[attr-defined]
            response["Cache-Control"] = "no-store"  # private to the person: nothing stays on a shared computer
        return response

    def inside(request: HttpRequest) -> HttpResponse:
        if (text := tokens.sent(request)) is not None:
            return tokens.refusal(request, text) or get_response(request)
        user = request.user
        if user.is_authenticated:
            if _idle(request):
                logout(request)
                return errors.signed_out_idle(request)
            _note_language(request)
            request.actor = actor_for(user, request.at)  # type: ignore[attr-defined]
            days = settings.ANLAN_PASSWORD_DAYS if user.has_usable_password() else 0  # the demo's cast has no passwords
            due = password_due(user.must_change_password, user.password_changed_at, clock.wall(), days)
            request.password_due = "" if request.session.get(THROUGH) else due  # type: ignore[attr-defined]  # came without a password
            if request.password_due and (not request.path.startswith(OPEN_WHILE_CHANGING) or request.path.startswith("/account/factors/")):  # type: ignore[attr-defined]
                return errors.password_first(request)
            if request.actor and factor_due(user.pk, request.actor) and not request.path.startswith(OPEN_WITHOUT_FACTOR):  # type: ignore[attr-defined]
                return errors.factor_first(request)
        elif wrong := _unfit(request, _most_of_unknown(request)):
            return wrong
        return get_response(request)

    return middleware


def _most_of_unknown(request: HttpRequest) -> int:
    """How much somebody who is not signed in may send: photos at the door, else hardly anything."""
    most, door = settings.ANLAN_MOST_BYTES_AT_DOOR
    return int(most if request.path.startswith(door) else settings.ANLAN_MOST_BYTES_UNKNOWN)


def _unfit(request: HttpRequest, most: int) -> HttpResponse | None:
    """The answer to what no form of ours sends: refused before a byte of the body is read or a row asked for."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return errors.bad_request(request)
    if length > most:
        return errors.too_large(request, most)
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.META.get("QUERY_STRING", ""):
        return errors.bad_request(request)
    return None


def _idle(request: HttpRequest) -> bool:
    now = int(clock.wall().timestamp())
    seen = request.session.get(SEEN, now)
    if now - seen > settings.ANLAN_IDLE_SECONDS:
        return True
    attended = not request.headers.get(UNATTENDED)  # a page that renews itself does not keep its reader signed in
    if attended and (now - seen > NOTED_SECONDS or SEEN not in request.session):
        request.session[SEEN] = now
        UserSession.objects.create_from_request(request)  # its own middleware writes with every page, each a wait for the disk
    return False


def _note_language(request: HttpRequest) -> None:
    """A language chosen on the page, now or before signing in, becomes the person's, once for each choice."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES) and request.session.get(CHOSEN) != chosen:
        request.session[CHOSEN] = chosen
        remember_language(request.user, chosen)  # type: ignore[arg-type]


def refusals(get_response: Answer) -> Answer:
    """Refusals of rules become sentences with a code; a row outside scope is 404; a database that is away is 503."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
            if isinstance(exception, Refused):
                return errors.refused(request, exception)
            if isinstance(exception, ObjectDoesNotExist):
                return errors.not_found(request)
            if isinstance(exception, (OperationalError, InterfaceError)):
                log.exception("database away")
                return errors.away(request)
            if isinstance(exception, (DataError, UnicodeEncodeError)):  # a NUL, half a character, a number or date that no column holds
                log.warning("unfit data at %s: %s", request.path, exception)
                return errors.bad_request(request)
            return None

    return Middleware()


def readable(get_response: Answer) -> Answer:
    """A NUL in what was sent is nobody's typing and fits into no column: 400 with a sentence, before any view looks at it.

    Forms, and bodies of JSON, where it comes escaped. Addresses are looked at before anybody is asked who they are.
    """

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
            return errors.bad_request(request) if _holds_nul(request) else None

    return Middleware()


def _holds_nul(request: HttpRequest) -> bool:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return False
    if request.content_type == "application/json":
        return b"\0" in request.body or ESCAPED_NUL.search(request.body) is not None
    return any("\0" in text for name, values in request.POST.lists() for text in (name, *values))
