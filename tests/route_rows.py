"""Which rows of Green School each route with arguments is tried with, and to whom these belong (tests/routes.py tries them)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.green_rows import Green


@dataclass(frozen=True)
class Whose:
    """Who must not learn that a row is there, and who must be able to come to it."""

    strangers: frozenset[str]
    covers: frozenset[str]


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
# a binder is only for who asked for it
BINDER = Whose(OTHERS | ABOVE | {"lu", "liang", "su", "admin"}, frozenset({"chen"}))
KEPT = Whose(OTHERS | {"su"}, frozenset({"lin", "zhao", "lu", "chen"}))  # who keeps the registers there
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
    "api/notices/<int:pk>/line": _of(NOTICE, "notice"),
    "api/notices/<int:pk>/compare": _of(NOTICE, "notice"),
    "api/dossiers/<int:pk>": _of(GREEN, "dossier"),
    "api/dossiers/<int:pk>/receive": _of(GREEN, "dossier"),
    "api/dossiers/<int:pk>/assign": _of(GREEN, "dossier"),
    "api/dossiers/<int:pk>/submit": _of(GREEN, "dossier"),
    # registers
    "calendar/day/<day:day>/": lambda green: [({"day": day}, ANYBODYS) for day in ("2026-12-28", "2027-02-31")],
    "calendar/term/<int:term_id>/drop/": _of(ANYBODYS, "term", key="term_id"),  # terms are public within the city
    "calendar/days/<int:year>.xlsx": lambda green: [({"year": year}, ANYBODYS) for year in (2026, 99999)],
    "calendar/readings/<str:key>/": lambda green: [({"key": key}, ANYBODYS) for key in ("before_break", "no-such")],
    # strangers are led to the short page that is open to everybody
    "p/<uuid:code>/": _of(Whose(frozenset(), GREEN.covers), "code", key="code"),
    "r/<uuid:code>/": lambda green: [({"code": green.cast.places["stair"].code}, ANYBODYS)],
    "r/t/<str:token>/": _fixed(token="no-such"),
    "tips/<int:pk>/reach/": _of(CASE, "tip"),
    "platform/<int:pk>/": _of(CASE, "sending"),
    "binders/<int:pk>/": _of(BINDER, "binder"),
    "binders/<int:pk>/file.zip": _of(BINDER, "binder"),
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
    # keys: a person's own; second factors of others are taken away by who keeps their account
    "account/factors/passkeys/<int:pk>/remove/": _fixed(Whose(frozenset({*OTHERS, "admin"}), frozenset()), pk=0),
    "me/keys/<int:pk>/revoke/": _fixed(Whose(frozenset({*OTHERS, "admin"}), frozenset()), pk=0),
    "people/<int:pk>/factors/": _of(ANYBODYS, "person"),
    # short doors open for whoever has the address; none is right here (tests/doors tries real ones)
    "s/<str:code>/": _fixed(code="nonsense"),
    "calendar/mine/<str:code>.ics": _fixed(code="1-nonsense"),
    # webhooks: who keeps the accounts there
    "units/<int:pk>/hooks/": _of(ANYBODYS, "green"),
    "units/<int:pk>/hooks/new/": _of(ANYBODYS, "green"),
    "hooks/<int:pk>/": _of(KEPT, "hook"),
    "hooks/<int:pk>/edit/": _of(KEPT, "hook"),
    "hooks/<int:pk>/secret/": _of(KEPT, "hook"),
    "hooks/<int:pk>/pause/": _of(KEPT, "hook"),
    # gone for all once one of them ended it
    "hooks/<int:pk>/end/": _of(Whose(KEPT.strangers, frozenset()), "hook_ended"),
    "hooks/<int:pk>/try/": _of(KEPT, "hook"),
    "hooks/deliveries/<uuid:pk>/again/": _of(KEPT, "hook_delivery"),
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
    "notices/<int:pk>/": _of(NOTICE, "notice"),
    "notices/<int:pk>/reissue/": _of(NOTICE, "notice"),
    "notices/<int:pk>/basis/": _of(DRAFT, "draft"),
    "notices/<int:pk>/amend/": _of(NOTICE, "notice"),
    "notices/<int:pk>/replace/": _of(NOTICE, "notice"),
    "notices/<int:pk>/compare/": _of(NOTICE, "notice"),
    "notices/<int:pk>/withdraw/": _of(DRAFT, "draft"),
    "notices/<int:pk>/review/": _of(DRAFT, "draft"),
    "notices/<int:pk>/review/add/": _of(DRAFT, "draft"),
    "notices/<int:pk>/review/<slug:verb>/": _of(DRAFT, "draft", verb="no-such"),
    "notices/<int:pk>/lines/<int:line_pk>/": _of(DRAFT, "draft", line_pk=_id("draft_line")),
    "notices/<int:pk>/units/": _of(DRAFT, "draft"),
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
    "dossiers/<int:pk>/plan.docx": _of(GREEN, "dossier"),
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

SAID = Whose(CASE.strangers, ABOVE | {"chen", "lu", "liang"})
ROWS |= {
    # a leader's word is for the leader's house and for whom a task of it was handed to
    "instructions/<int:pk>/": _of(SAID, "instruction"),
    "instructions/<int:pk>/tasks/": _of(SAID, "instruction"),
    "api/instructions/<int:pk>": _of(SAID, "instruction"),
    "api/instructions/<int:pk>/tasks": _of(SAID, "instruction"),
    # a programme of the east district is known to the units below it
    "programmes/<int:pk>/": _of(NOTICE, "programme"),
    "programmes/<int:pk>/edit/": _of(NOTICE, "programme"),
    "programmes/<int:pk>/end/": _of(NOTICE, "programme"),
    "programmes/<int:pk>/report.xlsx": _of(NOTICE, "programme"),
    "programmes/<int:pk>/report.docx": _of(NOTICE, "programme"),
    "api/programmes/<int:pk>": _of(NOTICE, "programme"),
}

LIST = Whose(frozenset({"wu", "xie", "xu"}), ABOVE)  # a checklist of the east district is read by all below it
ROWS |= {
    # checks: the round is for offices, a check for its unit and those above (whoever works at the unit walks its rooms)
    "api/checks/<int:pk>": _of(GREEN, "check", "closing"),
    "api/checks/<int:pk>/answers": _of(GREEN, "check", "closing"),
    "api/checks/<int:pk>/hand-in": _of(GREEN, "check"),
    "api/checks/rounds/<int:pk>": _of(FOLLOWED, "check_round"),
    "api/checks/rounds/<int:pk>/differences": _of(FOLLOWED, "check_round"),
    "checks/lists/<int:pk>/": _of(LIST, "checklist"),
    "checks/lists/<int:pk>/drop/": _of(LIST, "checklist"),
    "checks/lists/<int:pk>/list.xlsx": _of(LIST, "checklist"),
    "checks/rounds/<int:pk>/": _of(Whose(CASE.strangers, GREEN.covers), "check_round"),
    "checks/rounds/<int:pk>/missing/": _of(FOLLOWED, "check_round"),
    "checks/rounds/<int:pk>/differences/": _of(FOLLOWED, "check_round"),
    "checks/rounds/<int:pk>/draws/": _of(FOLLOWED, "check_round"),
    "checks/rounds/<int:pk>/hand/": _of(FOLLOWED, "check_round"),
    "api/checks/rounds/<int:pk>/hand": _of(FOLLOWED, "check_round"),
    "api/checks/rounds/<int:pk>/take-back": _of(FOLLOWED, "check_round"),
    "checks/rounds/<int:pk>/end/": _of(ASKER, "check_round"),
    "checks/rounds/<int:pk>/withdraw/": _of(ASKER, "check_round"),
    "checks/rounds/<int:pk>/sheet.xlsx": _of(FOLLOWED, "check_round"),
    "checks/do/<int:pk>/": _of(GREEN, "check", "closing"),
    "checks/do/<int:pk>/answer/": _of(GREEN, "check"),
    "checks/do/<int:pk>/room/": _of(GREEN, "closing"),
    "checks/do/<int:pk>/rest/": _of(GREEN, "check"),
    "checks/do/<int:pk>/hand-in/": _of(GREEN, "check"),
}
ROWS |= {
    "api/asks/<source>/<int:pk>": _of(DRAFT, "return_draft", source="return"),
    "api/asks/<source>/<int:pk>/release": _of(DRAFT, "return_draft", source="return"),
    # a release is asked by the office that sends; a question is kept for the people of its office and those above
    "asks/<slug:source>/<int:pk>/release/": lambda green: [
        ({"source": "return", "pk": green.ids["return_draft"]}, DRAFT), ({"source": "notice", "pk": green.ids["draft"]}, DRAFT),
        ({"source": "no-such", "pk": 1}, ANYBODYS),
    ],
    "questions/<int:pk>/": _of(FOLLOWED, "question"),
    "questions/<int:pk>/drop/": _of(Whose(DRAFT.strangers, frozenset()), "question_dropped"),
}  # fmt: skip

# the ways of the city are kept by its officer and its keeper of accounts, those of a school by its officer and head, and above
_CITYS = Whose(frozenset({"zhao", "wu", "lu", "chen", "feng", "xie"}), frozenset({"lin", "admin"}))
_GREENS = Whose(OTHERS | {"liang", "su"}, frozenset({"lin", "admin", "zhao", "lu", "chen"}))
ROWS |= {
    "me/ways/<int:pk>/unbind/": _of(Whose(OTHERS, frozenset()), "binding"),
    "enter/<int:service>/": _of(ANYBODYS, "service", key="service"),
    "enter/<int:service>/back/": _of(ANYBODYS, "service", key="service"),
    "enter/<int:service>/bind/": _of(ANYBODYS, "service", key="service"),
    "channels/new/<slug:kind>/": _fixed(kind="sms"),
    "channels/deliveries/<slug:channel>/again/": _fixed(channel="mail"),
    "channels/<int:pk>/": _of(_CITYS, "service"),
    "channels/<int:pk>/try/": _of(_CITYS, "service"),
    "channels/<int:pk>/people/": _of(_CITYS, "service"),
    "channels/<int:pk>/people/read/": _of(_CITYS, "service"),
    "channels/readings/<int:pk>/decide/": _of(_CITYS, "reading"),
    "channels/proposals/<int:pk>/bind/": _of(_CITYS, "proposal"),
    "channels/robots/<int:pk>/": _of(_GREENS, "robot"),
    "channels/robots/<int:pk>/try/": _of(_GREENS, "robot"),
    "channels/robots/<int:pk>/drop/": _of(Whose(_GREENS.strangers, frozenset()), "robot_to_drop"),
}
