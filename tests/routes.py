"""What every route of the URLconf is tried with, as every member of the cast and as nobody (tests/test_route_matrix.py).

A new route without arguments needs nothing here. One with arguments needs a line in ROWS of tests/route_rows.py: which rows of Green
School (see tests/green_rows.py) it is called with, and to whom these belong. A route whose empty form changes something is named in
CHANGES.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from anlan.kernel.checks import routes
from tests.green_rows import Green
from tests.route_rows import ANYBODYS, OTHERS, ROWS, Whose

__all__ = ["CHANGES", "OPEN", "OTHERS", "Trial", "is_open", "trials"]
ARGUMENT = re.compile(r"<(?:[^:>]+:)?([^>]+)>")


@dataclass(frozen=True)
class Trial:
    """One address of a route."""

    route: str
    url: str
    view: Any
    whose: Whose


# (method, route) whose empty form does something, and why that is right
CHANGES = {
    ("GET", "me/"): "what I was told is read now",
    ("GET", "verify/<int:pk>/"): "somebody looked at the proof",
    ("POST", "cases/<int:pk>/urge/"): "a reminder needs no words",
    ("POST", "api/cases/<int:pk>/urge"): "a reminder needs no words",
    ("POST", "dossiers/<int:pk>/receive/"): "a receipt is one tap",
    ("POST", "api/dossiers/<int:pk>/receive"): "a receipt is one tap",
    ("POST", "hazards/on-site/<uuid:code>/"): "a scan is one tap",
    ("POST", "people/<int:pk>/password/"): "a button that asks once more on the page",
    ("POST", "people/<int:pk>/back/"): "a button that asks once more on the page",
    ("POST", "units/outside/<int:pk>/end/"): "a button that asks once more on the page",
    ("POST", "units/supervision/<int:pk>/end/"): "a button that asks once more on the page",
    ("POST", "calendar/term/<int:term_id>/drop/"): "a button that asks once more on the page",
    ("POST", "programmes/<int:pk>/end/"): "a button that asks once more on the page",
    ("POST", "returns/<int:pk>/again/"): "a draft like the last one, in one tap",
    ("POST", "wall/screens/<int:pk>/revoke/"): "a button that asks once more on the page",
    ("POST", "pledges/batches/<int:pk>/renew/"): "a draft like the last one, in one tap",
    ("POST", "returns/sheets/<int:pk>/hand-in/"): "handing in is one tap; what stands in the way is kept",
    ("POST", "api/returns/sheets/<int:pk>/hand-in"): "handing in is one tap; what stands in the way is kept",
    ("POST", "checks/do/<int:pk>/hand-in/"): "signing is one tap once everything was answered",
    ("POST", "api/checks/<int:pk>/hand-in"): "signing is one tap once everything was answered",
    ("POST", "checks/do/<int:pk>/rest/"): "all others pass, in one tap that asks once more on the page",
    ("POST", "questions/<int:pk>/drop/"): "a button that asks once more on the page",
    ("POST", "platform/now/"): "what waits is tried at once, in one tap",
    ("POST", "people/<int:pk>/factors/"): "a button that asks once more on the page",
    ("POST", "me/keys/calendar/"): "an address is one tap",
    ("POST", "me/keys/calendar/revoke/"): "taking it back is one tap",
    ("POST", "hooks/<int:pk>/secret/"): "a button that asks once more on the page",
    ("POST", "hooks/<int:pk>/pause/"): "pausing is one tap",
    ("POST", "hooks/<int:pk>/end/"): "a button that asks once more on the page",
    ("POST", "hooks/<int:pk>/try/"): "a trial is one tap",
    ("POST", "hooks/deliveries/<uuid:pk>/again/"): "sending again is one tap",
    ("POST", "me/ways/<int:pk>/unbind/"): "a button that asks once more on the page",
    ("POST", "channels/<int:pk>/try/"): "a message to oneself is one tap",
    ("POST", "channels/<int:pk>/people/read/"): "having it read is one tap",
    ("POST", "channels/deliveries/<slug:channel>/again/"): "a button that asks once more on the page",
    ("POST", "channels/robots/<int:pk>/try/"): "a trial in the group is one tap",
    ("POST", "channels/robots/<int:pk>/drop/"): "a button that asks once more on the page",
    ("POST", "account/logout/"): "signing out is one tap",
    ("POST", "account/sessions/"): "ends the other sessions",
}

# routes of others (allauth, ninja, Django) that open without signing in
OPEN = {
    "account/login/",
    "account/login/factor/",
    "account/login/passkey/",
    "account/logout/",
    "account/inactive/",
    "account/factors/",  # leads to one's own page of keys, which asks to sign in
    "account/factors/passkeys/",
    "language/",
    "api/openapi.json",
    "api/",
}


def trials(green: Green) -> tuple[list[Trial], list[str]]:
    """(every address to try, sentences on routes that nobody said how to try)."""
    found, unsaid = [], []
    for route, entry in routes():
        view = getattr(entry.callback, "func", entry.callback)
        names = ARGUMENT.findall(route)
        if not names:
            found.append(Trial(route, "/" + route, view, ANYBODYS))
        elif route not in ROWS:
            unsaid.append(
                f'route "{route}": add ROWS["{route}"] = _of(<whose>, <row of tests/green_rows.py>, …) to tests/route_rows.py, '
                f"a value for each of its arguments {names}"
            )
        else:
            for arguments, whose in ROWS[route](green):
                url = ARGUMENT.sub(lambda match, given=arguments: str(given[match[1]]), route)
                found.append(Trial(route, "/" + url, view, whose))
    return found, unsaid


def is_open(trial: Trial) -> bool:
    """Whether the route says that it needs no signing in."""
    return trial.route in OPEN or str(getattr(trial.view, "policy", "")).startswith("public")
