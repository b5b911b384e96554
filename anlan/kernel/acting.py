"""One transaction, one actor; and the mark every view bears."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from psycopg import sql

from anlan.kernel import action
from anlan.kernel.actor import Actor
from anlan.kernel.database.base import together
from anlan.kernel.scope import WEB

NOBODY = ("", "", "", "", "")
_current: ContextVar[tuple[str, str, str, str, str]] = ContextVar("acting", default=NOBODY)
_TELL = "set local anlan.paths = {}; set local anlan.homes = {}; set local anlan.keeps = {}; set local anlan.person = {}; set local role {}"


def _tell(paths: str, homes: str, keeps: str, person: str, role: str) -> None:
    """Statements, not set_config(): that function is revoked from PUBLIC, because a SELECT with an injected
    set_config('anlan.paths', '1.', true) would otherwise widen its own scope. All go in one round trip."""
    who = sql.Identifier(role) if role else sql.SQL("none")
    together(sql.SQL(_TELL).format(*(sql.Literal(setting) for setting in (paths, homes, keeps, person)), who))


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Within the block the database shows and takes only what `actor` may see; one transaction, ledger written last.

    A setting made inside a savepoint outlives its release, so leaving restores the outer actor (or nobody). A worker that
    acts for a person steps down to the web's role, so that the same policies hold.
    """
    outer = _current.get()
    mine = (" ".join(actor.paths), " ".join(actor.homes), " ".join(actor.keeps), str(actor.person_id), WEB)
    with transaction.atomic(), action.collecting():
        _tell(*mine)
        token = _current.set(mine)
        try:
            yield
            if not connection.needs_rollback:  # an answer of 400 or more leaves nothing behind, the ledger included
                action.flush_if_outermost()
        finally:
            _current.reset(token)
        if connection.savepoint_ids and not connection.needs_rollback:  # else the end of the transaction does it
            _tell(*outer)


def may(verb: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Mark a view for people who are signed in: it runs inside acting(request.actor).

    Not a middleware: there, a view's exception has already become a response, and half its work would be committed.
    Templates render inside; an answer of 400 or more leaves nothing behind. `verb` says what the view is for, in the wiring
    list; the rights themselves are scope and the machine's steps.
    """

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = getattr(request, "actor", None)
            if actor is None:
                return _sign_in_first(request)
            _ = request.POST, request.FILES  # a slow upload is read before the transaction opens
            with acting(actor):
                response = view(request, *args, **kwargs)
                if response.streaming and not issubclass(type(response), FileResponse):
                    raise TypeError("a stream outlives its transaction: read the rows first, or use the live process")
                if hasattr(response, "render"):
                    response.render()
                if response.status_code >= 400:
                    transaction.set_rollback(True)
            return response

        inner.policy = verb  # type: ignore[attr-defined]
        return inner

    return mark


def may_role(verb: str, *roles: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """As `may`, for views that only holders of one of `roles` (at any unit) open at all: others get 403."""

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not (request.actor.roles & set(roles)):  # type: ignore[attr-defined]
                raise PermissionDenied(verb)
            return view(request, *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]
        return may(verb)(guarded)

    return mark


def public(reason: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Mark a view that needs no signing in, with the reason why; it sees no scoped row."""

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        view.policy = f"public: {reason}"  # type: ignore[attr-defined]
        return view

    return mark


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth.views import redirect_to_login

    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = redirect_to_login(request.headers.get("HX-Current-URL", "/")).url
        return response
    return redirect_to_login(request.get_full_path())
