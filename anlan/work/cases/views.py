"""Inbox, lists and the page of a case: parse, one action or query, answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan.kernel import registry
from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.web.pages import draft_done, respond
from anlan.registers.org.rules import DOMAINS
from anlan.work.cases import actions, giving, page, queries
from anlan.work.cases import inbox as inboxes
from anlan.work.cases.models import TimeRequest

NOT_TYPED = ("csrfmiddlewaretoken", "seen", "nonce", "next")


@may("see what is to be done")
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for me, for others, and what is done."""
    tab = request.GET.get("tab", "mine")
    context = inboxes.context(request.actor, request.at, tab=tab, after=request.GET.get("after", ""))  # type: ignore[attr-defined]
    if context["badge"] is not None:
        request.counted = {"inbox": context["badge"]}  # type: ignore[attr-defined]
    return respond(request, "cases/inbox.html", "cases/_inbox.html", context)


@may("list cases")
def listing(request: HttpRequest) -> HttpResponse:
    """Cases of a scope, filtered, page by page."""
    get = request.GET
    filters = queries.Filters(
        kind=get.get("kind", ""), path=get.get("path", ""), domain=get.get("domain", ""), level=get.get("level", ""),
        state=get.get("state", ""), when=get.get("when", "open"), place_id=int(get["place"]) if get.get("place", "").isdecimal() else None,
        since=_day(get.get("since", "")), outcome="done" if get.get("outcome") == "done" else "",
    )  # fmt: skip
    found = queries.page(request.actor, filters, at=request.at, after=inboxes.read_key(get.get("after", "")))  # type: ignore[attr-defined]
    context = {
        "rows": inboxes.rows(found.rows, request.at),  # type: ignore[attr-defined]
        "next": inboxes.write_key(found.next_key), "filters": filters, "kinds": registry.KINDS.values(),
        "domains": DOMAINS.items(), "crumbs": [(_("事项"), "")], "title": _("事项"), "query": _query_without(get, "after"),
    }  # fmt: skip
    return respond(request, "cases/list.html", "cases/_rows.html", context)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _query_without(get: Any, name: str) -> str:
    kept = get.copy()
    kept.pop(name, None)
    return str(kept.urlencode())


@may("search cases")
def search(request: HttpRequest) -> HttpResponse:
    """Cases by words in title, number or unit."""
    words = request.GET.get("q", "")
    context = {"rows": inboxes.rows(queries.search(words), request.at), "words": words, "title": _("找"), "crumbs": [(_("找"), "")]}  # type: ignore[attr-defined]
    return respond(request, "cases/search.html", "cases/_rows.html", context)


@may("see a case")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One case, with the evidence to decide."""
    case = queries.get_case(pk)
    context = page.context(case, request.actor, request.at)  # type: ignore[attr-defined]
    context["crumbs"] = [(_(context["kind"].label), f"/cases/?kind={case.kind}"), (str(case.unit), ""), (case.number, "")]
    return respond(request, "cases/case.html", "cases/_case.html", context)


@require_POST
@may("take a step of a case")
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step; what was typed comes back with the sentence when it is refused."""
    case = queries.get_case(pk)
    form = giving.bound(case, verb, request.actor, request.POST, request.FILES)  # type: ignore[attr-defined]
    if form is not None and not form.is_valid():
        return _again(request, case, verb, form, _("还有没填好的，看标出来的地方"))
    given = giving.given(case, verb, form, request.POST)
    seen = request.POST.get("seen", "")
    try:
        actions.advance(case, verb, by=request.actor, at=request.at, given=given, seen=int(seen) if seen.isdecimal() else None)  # type: ignore[attr-defined]
    except Refused as error:
        if form is not None:
            for name in error.fields.keys() & form.fields.keys():
                form.add_error(name, str(error.fields[name]))
        return _again(request, queries.get_case(pk), verb, form, str(error), error)
    return draft_done(_back(request, pk), f"case-{pk}-{verb}")


def _again(request: HttpRequest, case: Any, verb: str, form: Any, sentence: str, error: Refused | None = None) -> HttpResponse:
    context = page.context(case, request.actor, request.at)  # type: ignore[attr-defined]
    context |= {
        "problem": sentence, "problem_verb": verb, "problem_form": form, "typed": request.POST,
        "fields": error.fields if error else {}, "crumbs": [(_(context["kind"].label), ""), (case.number, "")],
        "kept": "" if any(offer.step.verb == verb for offer in context["offers"]) else _typed(request),
    }  # fmt: skip
    status = error.status if error else 422
    return respond(request, "cases/case.html", "cases/_case.html", context, status=status)


def _typed(request: HttpRequest) -> str:
    """What was typed for a step that is no longer offered, to be copied from."""
    texts = (text.strip() for name, values in request.POST.lists() if name not in NOT_TYPED for text in values)
    return "\n".join(text for text in texts if len(text) > 1)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    target = request.POST.get("next", "")
    return redirect(target if target.startswith("/") and not target.startswith("//") else f"/cases/{pk}/")


@require_POST
@may("hand a case to a colleague")
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the case to somebody of the unit."""
    wanted = request.POST.get("person", "")
    actions.assign(pk, to_person=int(wanted) if wanted.isdecimal() else 0, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _back(request, pk)


@require_POST
@may("urge whoever's turn it is")
def urge(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind whoever's turn it is."""
    actions.urge(pk, by=request.actor, at=request.at, note=request.POST.get("note", ""))  # type: ignore[attr-defined]
    return _back(request, pk)


@require_POST
@may("urge whoever's turn it is")
def urge_several(request: HttpRequest) -> HttpResponse:
    """Remind those whose turn it is in the chosen cases, all or none."""
    chosen = [int(pk) for pk in request.POST.getlist("line") if pk.isdecimal()][: queries.PAGE]
    if not chosen:
        raise Refused("E-urge-none", _("先选上要催的事"))
    for pk in chosen:
        actions.urge(pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("催了 %(n)d 件") % {"n": len(chosen)})
    return redirect(f"{reverse('inbox')}?tab=others")


@require_POST
@may("add a remark")
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a remark to the trail."""
    actions.note(pk, text=request.POST.get("text", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _back(request, pk)


@require_POST
@may("ask for a later limit")
def ask_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a later limit."""
    case = queries.get_case(pk)
    until = local_moment(request.POST.get("until", ""))
    actions.ask_time(case, until=until, why=request.POST.get("why", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _back(request, pk)


@require_POST
@may("decide on a later limit")
def decide_time(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Grant or deny a later limit."""
    wanted = TimeRequest.objects.get(pk=request_pk, case_id=pk)
    if request.POST.get("granted") not in ("0", "1"):
        raise Refused("E-time-choice", _("选同意还是不同意"))
    granted = request.POST["granted"] == "1"
    actions.decide_time(wanted, granted=granted, decision=request.POST.get("decision", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _back(request, pk)


def local_moment(text: str) -> datetime:
    """A moment typed on the city's clock ('2026-12-28T17:00' or a day, which ends at 17:00)."""
    from anlan.kernel.clock import LOCAL

    text = text.strip()
    moment = parse_datetime(f"{text}T17:00" if len(text) == 10 else text)
    if moment is None:
        raise Refused("E-date", _("时间写成 2026-12-28 17:00 这样"), fields={"until": _("看不懂这个时间")})
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
