"""The API's door: the same scope, the same actions, the same refusals as the pages.

Modules with routers leave annotations as values (no `from __future__ import annotations`): ninja reads them through `inside`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.words import OUT_OF_SCOPE, SIGN_IN_FIRST


class SignedIn(APIKeyCookie):
    """The session of the pages; writing asks for the CSRF token as well."""

    def __init__(self) -> None:
        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__(csrf=True)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return getattr(request, "actor", None)


class ByToken(HttpBearer):
    """A program with somebody's token. Who it is the frame has found out before (`request.token`); here it is judged whether the token
    may do this: `area_of(request)` names the area of the API, `allows(token, area, act)` says yes or no. It needs no CSRF token."""

    def __init__(self, area_of: Callable[[HttpRequest], str], allows: Callable[[Any, str, bool], bool]) -> None:
        super().__init__()
        self.area_of, self.allows = area_of, allows

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        held = getattr(request, "token", None)
        if held is None:
            return None
        if not self.allows(held, self.area_of(request), request.method not in ("GET", "HEAD")):
            raise NotYours("E-token-narrow", gettext("这把钥匙管不到这里，要一把能办这件事的"))
        return request.actor  # type: ignore[attr-defined]


def inside(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Run an operation inside acting(request.actor); it returns plain values, nothing lazy leaves the transaction."""

    @wraps(operation)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with acting(request.actor):  # type: ignore[attr-defined]
            return operation(request, *args, **kwargs)

    inner.policy = "api"  # type: ignore[attr-defined]
    return inner


def answer_refusals(api: NinjaAPI) -> None:
    """Refusals as JSON with code and sentence; what is not in scope is 404, and 401 is for whoever is not signed in."""

    @api.exception_handler(AuthenticationError)
    def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return api.create_response(request, {"code": "E-sign-in", "sentence": str(SIGN_IN_FIRST), "fields": {}}, status=401)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        body = {"code": error.code, "sentence": str(error.sentence), "fields": {k: str(v) for k, v in error.fields.items()}}
        return api.create_response(request, body, status=error.status)

    @api.exception_handler(ObjectDoesNotExist)
    def missing(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:
        return api.create_response(request, {"code": "E-404", "sentence": str(OUT_OF_SCOPE), "fields": {}}, status=404)
