"""Asking what is on record already: the page, its table as a sheet, kept questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may_role
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Refused
from anlan.kernel.sheets import Column, write_rows
from anlan.kernel.web import pages
from anlan.kernel.web.importing import workbook
from anlan.kernel.web.sent import nonce_of
from anlan.oversight.questions import actions, queries, screens
from anlan.oversight.questions.apps import ROLES, may_ask
from anlan.oversight.questions.models import Question
from anlan.oversight.questions.rules import Spec

ASK = "ask what is on record"


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who asks, and when; for people of schools the page is not there."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    if not may_ask(actor):
        raise Question.DoesNotExist
    return actor, at


def _spec(given: QueryDict) -> Spec:
    return Spec.load(dict(given.lists()), queries.known_subjects())


@require_GET
@may_role(ASK, *ROLES)
def questions(request: HttpRequest) -> HttpResponse:
    """The question stands in the address: whoever has it asks the same, within their own scope."""
    actor, at = _who(request)
    return _shown(request, screens.context(_spec(request.GET), actor, at))


def _shown(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context |= {"crumbs": [(_("不问也知道"), "")]}
    return pages.respond(request, "questions/questions.html", "questions/_question.html", context, status=status)


@require_GET
@may_role(ASK, *ROLES)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept question, asked anew."""
    actor, at = _who(request)
    row = queries.get_question(pk)
    return _shown(request, screens.context(Spec.load(row.spec, queries.known_subjects()), actor, at, name=row.title) | {"question": row})


@require_POST
@may_role(ASK, *ROLES)
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the question of the page under a name."""
    actor, at = _who(request)
    spec = _spec(QueryDict(request.POST.get("query", "")))
    try:
        row = actions.keep(spec, title=request.POST.get("title", ""), by=actor, at=at, nonce=nonce_of(request))
    except Refused as refused:
        return _shown(request, screens.context(spec, actor, at) | {"not_kept": refused}, status=refused.status)
    return redirect("question", row.pk)


@require_POST
@may_role(ASK, *ROLES)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a kept question away."""
    actor, at = _who(request)
    actions.drop(queries.get_question(pk), by=actor, at=at)
    return redirect("questions")


@require_GET
@may_role(ASK, *ROLES)
def sheet(request: HttpRequest) -> HttpResponse:
    """The table as Excel, every row of it."""
    actor, at = _who(request)
    spec = _spec(request.GET)
    context = screens.context(spec, actor, at)
    if context["found"] is None:
        return render(request, "questions/questions.html", context, status=409)
    found = queries.answer(spec, actor, at=at, most=20_000)
    table = found.table
    columns = [Column(f"h{n}", head) for n, head in enumerate(table.heads)]
    columns += [Column(f"c{n}", head, "text") for n, head in enumerate(table.across or [_("数")])]
    columns += [Column("sum", _("合计"), "text")] if table.across else []
    rows = [
        {**{f"h{n}": label for n, label in enumerate(labels)}, **{f"c{n}": _cell(v) for n, v in enumerate(cells)}, "sum": _cell(whole)}
        for labels, cells, whole in table.rows
    ]
    sums = {f"c{n}": _cell(v) for n, v in enumerate(table.sums)}
    rows.append({"h0" if table.heads else "": _("合计"), **sums, "c0" if not table.across else "sum": _cell(table.total)})
    numbers = [Column(c.key, c.title, "text" if table.few or c.key.startswith("h") else "decimal") for c in columns]
    return workbook(write_rows(numbers, rows, context["title"], note=context["say"]), context["title"])


def _cell(value: Any) -> Any:
    return _("少量") if value is None else value
