"""docs/generated/routes.md: every address with its mark, and what the API offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from anlan.kernel.checks import routes
from anlan.kernel.docs.marking import code, codes, head, table, text

FOREIGN = {
    "allauth": "django-allauth: signing in, one's own account",
    "django.views.i18n": "Django: choose the language",
    "ninja": "the API: a session is asked for on every path, see below",
}


def page() -> str:
    """Pages in the order in which addresses are tried, then the API's operations."""
    lines = head(
        "Routes",
        "A view without `@may` or `@public` does not start. `@may` means: signed in, and everything the page shows or changes goes",
        "through the policies of the database; roles are given where others get 403 at the door.",
    )
    rows = [[code("/" + route), code(entry.name), _mark(entry.callback), codes(sorted(getattr(entry.callback, "roles", ())))]
            for route, entry in routes() if not _operations(entry.callback)]  # fmt: skip
    lines += ["## Pages", "", *table(["address", "name", "mark", "roles"], rows)]
    lines += ["## API", "", "The same actions as the pages; described at `/api/openapi.json`.", ""]
    return text([*lines, *table(["method", "address", "what"], api())])


def _mark(view: Any) -> str:
    policy = getattr(view, "policy", None)
    if policy:
        return str(policy) if str(policy).startswith("public") else f"may: {policy}"
    module = str(getattr(getattr(view, "func", view), "__module__", ""))
    return next((words for name, words in FOREIGN.items() if module.startswith(name)), module)


def _operations(view: Any) -> list[Any]:
    """The API operations behind a view of the API; none for a page."""
    found = getattr(view, "__self__", None) or next(
        (c.cell_contents for c in getattr(view, "__closure__", None) or () if hasattr(c.cell_contents, "operations")), None
    )
    return list(getattr(found, "operations", ()))


def api() -> Iterator[list[str]]:
    """Method, address and summary of each operation."""
    for route, entry in routes():
        for operation in _operations(entry.callback):
            for method in sorted(operation.methods):
                yield [method, code("/" + route), operation.summary or operation.view_func.__name__]
