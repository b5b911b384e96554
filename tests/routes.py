"""What every route of the URLconf is tried with, as every member of the cast and as nobody (tests/test_route_matrix.py).

A new route without arguments needs nothing here. One with arguments needs a line in ROWS: which rows of Green School (see
tests/green_rows.py) it is called with, and to whom these belong. A route whose empty form changes something is named in CHANGES.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anlan.kernel.checks import routes
from tests.green_rows import Green

ARGUMENT = re.compile(r"<(?:[^:>]+:)?([^>]+)>")


@dataclass(frozen=True)
class Whose:
    """Who must not learn that a row is there, and who must be able to come to it."""

    strangers: frozenset[str]
    covers: frozenset[str]


@dataclass(frozen=True)
class Trial:
    """One address of a route."""

    route: str
    url: str
    view: Any
    whose: Whose


OTHERS = frozenset({"feng", "hao", "tiny", "wu", "xie", "xu"})
ABOVE = frozenset({"lin", "gu", "zhao", "qian"})
GREEN = Whose(OTHERS, ABOVE | {"lu", "chen", "liang"})
# a case: the keeper of accounts keeps accounts, not cases
CASE = Whose(OTHERS | {"admin"}, GREEN.covers)
# a notice of the east district that is out may be read by all below the district; one that is not out only there and above
NOTICE = Whose(frozenset({"wu", "xie", "xu"}), ABOVE)
DRAFT = Whose(OTHERS | {"lu", "chen", "liang", "su", "admin"}, frozenset({"zhao", "qian"}))
# a return that the east district asks: its roll-up is for the offices, what is done with it for those who asked
FOLLOWED = Whose(DRAFT.strangers, ABOVE)
ASKER = Whose(DRAFT.strangers, frozenset({"zhao", "qian"}))
ANYBODYS = Whose(frozenset(), frozenset())

Values = Callable[[Green], list[tuple[dict[str, Any], Whose]]]


def _of(whose: Whose, *names: str, key: str = "pk", **more: str | Callable[[Green], Any]) -> Values:
    """Rows by their short names in `Green.ids` as argument `key`; `more` are further arguments."""

    def values(green: Green) -> list[tuple[dict[str, Any], Whose]]:
        fixed = {k: v(green) if callable(v) else v for k, v in more.items()}
        return [({key: green.ids[name], **fixed}, whose) for name in names]

    return values


def _fixed(whose: Whose = ANYBODYS, **arguments: Any) -> Values:
    return lambda green: [(arguments, whose)]


def _id(name: str) -> Callable[[Green], Any]:
    return lambda green: green.ids[name]


_CASES = ("errand", "errand_done", "hazard", "minor", "major", "task", "task_open")
_SOME = ("errand", "major", "task")
_HAZARDS = ("hazard", "minor", "major")


def _steps(green: Green) -> list[tuple[dict[str, Any], Whose]]:
    """Every verb that needs something, on the case that could take it."""
    wanted = {"errand": "finish", "errand_done": "send_back", "hazard": "rectify", "minor": "accept", "major": "assure", "task": "return",
              "task_open": "submit"}  # fmt: skip
    return [({"pk": green.pk(name), "verb": verb}, CASE) for name, verb in wanted.items()]


ROWS: dict[str, Values] = {
    # the API
    "api/cases/<int:pk>": _of(CASE, *_CASES),
    "api/cases/<int:pk>/trail": _of(CASE, *_SOME),
    "api/cases/<int:pk>/steps/<verb>": _steps,
    "api/cases/<int:pk>/steps/<verb>/photos": _steps,
    "api/cases/<int:pk>/assign": _of(CASE, *_SOME),
    "api/cases/<int:pk>/urge": _of(CASE, *_SOME),
    "api/cases/<int:pk>/notes": _of(CASE, *_SOME),
    "api/cases/<int:pk>/time": _of(CASE, *_SOME),
    "api/cases/<int:pk>/time/<int:request_pk>": _of(CASE, "errand", request_pk=_id("time")),
    "api/units/<int:pk>": _of(ANYBODYS, "green"),
    "api/units/<int:pk>/chain": _of(ANYBODYS, "green"),
    "api/units/<int:pk>/posts": _of(ANYBODYS, "green"),
    "api/people/<int:pk>": _of(ANYBODYS, "person", "chen"),
    "api/notices/<int:pk>/obligations": _of(NOTICE, "notice"),
    "api/notices/<int:pk>/matrix": _of(NOTICE, "notice"),
    "api/notices/<int:pk>/samples": _of(NOTICE, "notice"),
    "api/dossiers/<int:pk>": _of(GREEN, "dossier"),
    "api/dossiers/<int:pk>/receive": _of(GREEN, "dossier"),
    "api/dossiers/<int:pk>/assign": _of(GREEN, "dossier"),
    "api/dossiers/<int:pk>/submit": _of(GREEN, "dossier"),
    # registers
    "calendar/day/<day:day>/": lambda green: [({"day": day}, ANYBODYS) for day in ("2026-12-28", "2027-02-31")],
    "calendar/term/<int:term_id>/drop/": _of(ANYBODYS, "term", key="term_id"),  # terms are public within the city
    "calendar/days/<int:year>.xlsx": lambda green: [({"year": year}, ANYBODYS) for year in (2026, 99999)],
    "calendar/readings/<str:key>/": lambda green: [({"key": key}, ANYBODYS) for key in ("before_break", "no-such")],
    "p/<uuid:code>/": _of(GREEN, "code", key="code"),
    "places/<int:pk>/": _of(GREEN, "place"),
    "places/<int:pk>/edit/": _of(GREEN, "place"),
    "places/<int:pk>/code.svg": _of(GREEN, "place"),
    "places/controls/<int:pk>/ask/": _of(GREEN, "control"),
    "places/controls/<int:pk>/lift/": _of(GREEN, "control"),
    # units are public within the city; what may not be done there is refused
    "units/<int:pk>/": _of(ANYBODYS, "green", "office"),
    "units/<int:pk>/edit/": _of(ANYBODYS, "green"),
    "units/<int:pk>/move/": _of(ANYBODYS, "green"),
    "units/<int:pk>/close/": _of(ANYBODYS, "green"),
    "units/<int:pk>/reopen/": _of(ANYBODYS, "green"),
    "units/<int:pk>/supervisor/": _of(ANYBODYS, "green"),
    "units/supervision/<int:pk>/end/": _of(ANYBODYS, "supervision"),
    "units/<int:pk>/outside/": _of(ANYBODYS, "green"),
    "units/outside/<int:pk>/end/": _of(ANYBODYS, "link"),
    # names and posts are public within the city, how to reach somebody is not
    "people/<int:pk>/": _of(ANYBODYS, "person", "chen"),
    "people/<int:pk>/edit/": _of(ANYBODYS, "person"),
    "people/<int:pk>/contact/": _of(ANYBODYS, "person"),
    "people/<int:pk>/password/": _of(ANYBODYS, "person"),
    "people/<int:pk>/leave/": _of(ANYBODYS, "person"),
    "people/<int:pk>/back/": _of(ANYBODYS, "person"),
    "people/<int:pk>/post/": _of(ANYBODYS, "person"),
    "posts/<int:pk>/": _of(ANYBODYS, "post"),
    "posts/<int:pk>/close/": _of(ANYBODYS, "post"),
    "grants/<int:pk>/end/": _of(ANYBODYS, "grant"),
    "grants/<int:pk>/stand-in/": _of(ANYBODYS, "grant"),
    # a message belongs to who was told (tests/hazards/test_danger_on_pages.py tries the real one)
    "urgent/<int:pk>/": _fixed(Whose(OTHERS, frozenset()), pk=0),
    # evidence
    "evidence/<int:pk>/original": _of(CASE, "photo", "paper"),
    "evidence/<int:pk>/<slug:size>": lambda green: [
        ({"pk": green.ids[name], "size": size}, CASE if name == "photo" and size != "huge" else Whose(CASE.strangers, frozenset()))
        for name, size in (("photo", "thumb"), ("photo", "full"), ("photo", "huge"), ("paper", "thumb"))
    ],
    # cases
    "cases/<int:pk>/": _of(CASE, *_CASES),
    "cases/<int:pk>/step/<slug:verb>/": _steps,
    "cases/<int:pk>/assign/": _of(CASE, *_SOME),
    "cases/<int:pk>/urge/": _of(CASE, *_SOME),
    "cases/<int:pk>/note/": _of(CASE, *_SOME),
    "cases/<int:pk>/time/": _of(CASE, *_SOME),
    "cases/<int:pk>/time/<int:request_pk>/": _of(CASE, "errand", request_pk=_id("time")),
    # hazards
    "hazards/reported/<int:pk>/": _of(CASE, *_HAZARDS),
    "hazards/on-site/<uuid:code>/": _of(GREEN, "code", key="code"),
    "hazards/<int:pk>/number/": _of(CASE, *_HAZARDS),
    "hazards/rules/<str:rule_id>/": lambda green: [({"rule_id": rule}, ANYBODYS) for rule in ("general.rectify", "no-such")],
    # notices
    "notices/<int:pk>/withdraw/": _of(DRAFT, "draft"),
    "notices/<int:pk>/review/": _of(DRAFT, "draft"),
    "notices/<int:pk>/review/add/": _of(DRAFT, "draft"),
    "notices/<int:pk>/review/<slug:verb>/": _of(DRAFT, "draft", verb="no-such"),
    "notices/<int:pk>/lines/<int:line_pk>/": _of(DRAFT, "draft", line_pk=_id("draft_line")),
    "notices/<int:pk>/lines/<int:line_pk>/units/": _of(DRAFT, "draft", line_pk=_id("draft_line")),
    "notices/<int:pk>/preview/": _of(DRAFT, "draft"),
    "notices/<int:pk>/send/": _of(DRAFT, "draft"),
    "notices/<int:pk>/sending/": _of(DRAFT, "draft"),
    "notices/<int:pk>/matrix/": _of(NOTICE, "notice"),
    "notices/<int:pk>/matrix/missing/": _of(NOTICE, "notice"),
    "notices/<int:pk>/matrix/report.xlsx": _of(NOTICE, "notice"),
    "notices/<int:pk>/matrix/report.docx": _of(NOTICE, "notice"),
    "notices/<int:pk>/matrix/cell/<int:case_pk>/": _of(Whose(CASE.strangers, ABOVE), "notice", case_pk=_id("task")),
    "notices/<int:pk>/matrix/clause/<int:line_pk>/": _of(NOTICE, "notice", line_pk=_id("clause")),
    "dossiers/<int:pk>/": _of(GREEN, "dossier"),
    "dossiers/<int:pk>/receive/": _of(GREEN, "dossier"),
    "dossiers/<int:pk>/hand/": _of(GREEN, "dossier"),
    "dossiers/<int:pk>/prove/": _of(GREEN, "dossier"),
    "dossiers/<int:pk>/lines/<int:case_pk>/not/": _of(GREEN, "dossier", case_pk=_id("task")),
    "dossiers/<int:pk>/lines/<int:case_pk>/words/": _of(GREEN, "dossier", case_pk=_id("task")),
    "verify/<int:pk>/": _of(CASE, "task"),
    "verify/<int:pk>/decide/": _of(CASE, "task"),
}

ROWS |= {
    # returns: the roll-up is for offices, the table for its unit and those above, a draft for the office that asks
    "api/returns/<int:pk>": _of(FOLLOWED, "return"),
    "api/returns/<int:pk>/ask": _of(ASKER, "return"),
    "api/returns/sheets/<int:pk>": _of(CASE, "return_sheet"),
    "api/returns/sheets/<int:pk>/rows": _of(CASE, "return_sheet"),
    "api/returns/sheets/<int:pk>/rows/<int:row_pk>": _of(CASE, "return_sheet", row_pk=_id("return_row")),
    "api/returns/sheets/<int:pk>/hand-in": _of(CASE, "return_sheet"),
    "api/returns/sheets/<int:pk>/doubts/<int:doubt_pk>": _of(CASE, "return_sheet", doubt_pk=_id("return_doubt")),
    "returns/<int:pk>/": _of(Whose(CASE.strangers, GREEN.covers), "return"),
    "returns/<int:pk>/design/": _of(DRAFT, "return_draft"),
    "returns/<int:pk>/drop/": _of(DRAFT, "return_draft"),
    "returns/<int:pk>/again/": _of(ASKER, "return"),
    "returns/<int:pk>/missing/": _of(FOLLOWED, "return"),
    "returns/<int:pk>/doubts/": _of(FOLLOWED, "return"),
    "returns/<int:pk>/ask/": _of(ASKER, "return"),
    "returns/<int:pk>/freeze/": _of(ASKER, "return"),
    "returns/<int:pk>/withdraw/": _of(ASKER, "return"),
    "returns/<int:pk>/compare/": _of(FOLLOWED, "return"),
    "returns/<int:pk>/sheet.xlsx": _of(FOLLOWED, "return"),
    "returns/<int:pk>/to-fill.xlsx": _of(FOLLOWED, "return"),
    "returns/<int:pk>/merge/": _of(FOLLOWED, "return"),
    "returns/<int:pk>/grid/": _of(FOLLOWED, "return"),
    "returns/<int:pk>/grid/cells/": _of(FOLLOWED, "return"),
    "returns/<int:pk>/grid/hand-in/": _of(FOLLOWED, "return"),
    "returns/sheets/<int:pk>/": _of(CASE, "return_sheet"),
    "returns/sheets/<int:pk>/cell/": _of(CASE, "return_sheet"),
    "returns/sheets/<int:pk>/rows/": _of(CASE, "return_sheet"),
    "returns/sheets/<int:pk>/rows/<int:row_pk>/remove/": _of(CASE, "return_sheet", row_pk=_id("return_row")),
    "returns/sheets/<int:pk>/last/": _of(CASE, "return_sheet"),
    "returns/sheets/<int:pk>/doubts/<int:doubt_pk>/keep/": _of(CASE, "return_sheet", doubt_pk=_id("return_doubt")),
    "returns/sheets/<int:pk>/hand-in/": _of(CASE, "return_sheet"),
    "returns/sheets/<int:pk>/excel/": _of(CASE, "return_sheet"),
    "times/<int:pk>/drop/": _of(GREEN, "away"),
    "wall/screens/<int:pk>/revoke/": _of(FOLLOWED, "screen"),
    "pledges/batches/<int:pk>/": _of(FOLLOWED, "pledge_batch"),
    "pledges/batches/<int:pk>/edit/": _of(ASKER, "pledge_batch"),
    "pledges/batches/<int:pk>/send/": _of(ASKER, "pledge_batch"),
    "pledges/batches/<int:pk>/drop/": _of(ASKER, "pledge_batch"),
    "pledges/batches/<int:pk>/renew/": _of(ASKER, "pledge_batch"),
    "pledges/batches/<int:pk>/withdraw/": _of(ASKER, "pledge_batch"),
    "pledges/<int:pk>/letter.docx": _of(CASE, "pledge_letter"),
}

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
    ("POST", "returns/<int:pk>/again/"): "a draft like the last one, in one tap",
    ("POST", "wall/screens/<int:pk>/revoke/"): "a button that asks once more on the page",
    ("POST", "pledges/batches/<int:pk>/renew/"): "a draft like the last one, in one tap",
    ("POST", "returns/sheets/<int:pk>/hand-in/"): "handing in is one tap; what stands in the way is kept",
    ("POST", "api/returns/sheets/<int:pk>/hand-in"): "handing in is one tap; what stands in the way is kept",
    ("POST", "account/logout/"): "signing out is one tap",
    ("POST", "account/sessions/"): "ends the other sessions",
}

# routes of others (allauth, ninja, Django) that open without signing in
OPEN = {"account/login/", "account/logout/", "account/inactive/", "language/", "api/openapi.json", "api/"}


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
                f'route "{route}": add ROWS["{route}"] = _of(<whose>, <row of tests/green_rows.py>, …) to tests/routes.py, '
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
