"""The list, a new form (blank or from a sheet), the designer, sending, sending again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.sheets import Unreadable, look_at
from anlan.kernel.web.sent import content, nonce_of
from anlan.registers.org import queries as org
from anlan.registers.org.rules import issuing_units
from anlan.work.returns import actions
from anlan.work.returns.forms import arranged, due_of, posted_addressees, posted_fields
from anlan.work.returns.models import DRAFT, Round
from anlan.work.returns.queries.lists import progress_of
from anlan.work.returns.queries.rounds import drafts, rounds_out, sheets_at
from anlan.work.returns.rules import Field, guess, is_office, load
from anlan.work.returns.screens import design as screens
from anlan.work.returns.views.common import crumbs, mine, who
from anlan.work.returns.wording import STATE_SIGNS, state_words

DESIGN = "design a return"


@require_GET
@may("see returns")
def returns(request: HttpRequest) -> HttpResponse:
    """What is to be filled in here, what the own office and those below ask, and drafts."""
    actor = request.actor  # type: ignore[attr-defined]
    office = is_office(actor)
    out = rounds_out() if office else []
    counted = progress_of(out)
    rows: list[dict[str, Any]] = [{"round": r, **counted[r.pk]} for r in out if r.pk in counted]
    context = {
        "drafts": drafts(actor), "running": [r for r in rows if r["round"].state == "open"],
        "ended": [r for r in rows if r["round"].state != "open"], "sheets": [_received(s) for s in sheets_at(actor)],
        "may_issue": bool(issuing_units(actor)), "title": _("报表"), "crumbs": [(_("报表"), "")],
    }  # fmt: skip
    return render(request, "returns/list.html", context)


def _received(sheet: Any) -> dict[str, Any]:
    state = "begun" if sheet.state == "asked" and sheet.began_at else sheet.state
    return {"sheet": sheet, "round": sheet.round, "case": sheet.case, "sign": STATE_SIGNS.get(state, "unk"), "state": state_words(state),
            "open": sheet.state in ("asked", "questioned")}  # fmt: skip


@may(DESIGN)
def new(request: HttpRequest) -> HttpResponse:
    """A blank form, or one guessed from the sheet that somebody keeps already."""
    issuing = issuing_units(request.actor)  # type: ignore[attr-defined]
    if not issuing:
        raise NotYours("E-return-role", _("报表由局里的安全干部或负责人发起"))
    context: dict[str, Any] = {"title": _("新建报表"), "crumbs": crumbs(None, _("新建报表")), "typed": request.POST}
    if request.method != "POST":
        return render(request, "returns/new.html", context)
    try:
        title, fields, many = _from_sheet(request) if request.FILES.get("file") else (_blank_title(request), [Field("c1", "")], False)
        round_ = actions.start(org.unit(issuing[0]), title=title, fields=fields, many_rows=many, nonce=nonce_of(request), **who(request))
    except Refused as refused:
        context["refused"] = refused
        return render(request, "returns/new.html", context, status=refused.status)
    return redirect("return_design", round_.pk)


def _blank_title(request: HttpRequest) -> str:
    return request.POST.get("title", "")


def _from_sheet(request: HttpRequest) -> tuple[str, list[Field], bool]:
    """The form of a dropped sheet: its title, its columns as guessed, one or several rows a unit."""
    file: Any = request.FILES["file"]
    try:
        look = look_at(content(file))
    except Unreadable as unreadable:
        raise Refused(unreadable.code, str(unreadable.sentence), fields={"file": unreadable.sentence}) from unreadable
    found = guess(look.headers, look.rows)
    if not found.fields:
        raise Refused("E-return-columns", _("这张表里没看出要填的列"), fields={"file": _("这张表里没看出要填的列")})
    title = request.POST.get("title", "").strip() or look.title or str(file.name).rsplit(".", 1)[0]
    return title, found.fields, found.many


@may(DESIGN)
def design(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns, whom, until when; every button keeps the page first."""
    round_ = mine(request, pk)
    if round_.state != DRAFT:
        return redirect("return_round", pk)
    if request.method != "POST":
        return _designed(request, round_)
    verb = request.POST.get("do", "save")
    try:
        fields = arranged(posted_fields(request.POST, load(round_.fields)), verb, round_.keys)
        seen = request.POST.get("seen", "")
        round_ = actions.change(
            round_, title=request.POST.get("title", ""), note=request.POST.get("note", ""), fields=fields,
            many_rows=request.POST.get("many") == "1", addressees=posted_addressees(request.POST),
            due_at=due_of(request.POST.get("due", "")), seen=int(seen) if seen.isdecimal() else None, **who(request),
        )  # fmt: skip
        if verb == "send":
            return _send(request, round_)
    except Refused as refused:
        return _designed(request, round_, refused)
    if verb in ("save", "check"):
        return redirect(f"{reverse('return_design', args=[pk])}?saved=1")
    key = fields[-1].key if verb == "add" else verb.partition("-")[2]
    return redirect(f"{reverse('return_design', args=[pk])}#col-{key}")


def _send(request: HttpRequest, round_: Round) -> HttpResponse:
    """Send what was just kept; when it cannot go out yet, it stays kept and the page says what is missing."""
    from django.db import transaction

    try:
        with transaction.atomic():
            actions.send(round_, **who(request))
    except Refused as refused:
        response = _designed(request, round_, refused)
        response.status_code = 200  # what was typed is kept: an answer of 400 or more would take it back
        return response
    return redirect("return_round", round_.pk)


def _designed(request: HttpRequest, round_: Round, refused: Refused | None = None) -> HttpResponse:
    context = screens.context(round_, request.at)  # type: ignore[attr-defined]
    context |= {"refused": refused, "saved": request.GET.get("saved"), "title": _("设计报表"), "crumbs": crumbs(None, _("设计报表"))}
    return render(request, "returns/design.html", context, status=refused.status if refused else 200)


@require_POST
@may(DESIGN)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    round_, seen = mine(request, pk), request.POST.get("seen", "")
    actions.drop(round_, seen=int(seen) if seen.isdecimal() else -1, **who(request))
    return redirect("returns")


@require_POST
@may(DESIGN)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form once more."""
    return redirect("return_design", actions.again(mine(request, pk), nonce=nonce_of(request), **who(request)).pk)
