"""A short link: what it is, one tap, done; and the calendar. Who opens them has not signed in: the address is the key."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anlan.kernel.acting import acting, may, public
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.web import pages
from anlan.registers.keys import attempts
from anlan.registers.keys.actions import digest
from anlan.registers.people.models import Person
from anlan.registers.people.queries import actor_for
from anlan.work.cases.models import Case
from anlan.work.doors import actions, ical, queries, rules
from anlan.work.doors.forms import AnswerForm
from anlan.work.doors.models import Link

OWN = "keep one's own calendar"


# the code is the key and belongs to no session: nothing of the browser that opens it counts, its cookies neither
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public("a link in somebody's mail: shows one line, does one thing with it once; its signed code is the key")
def short(request: HttpRequest, code: str) -> HttpResponse:
    """What the link does, as a page with one button; the button does it. Looking changes nothing: chats look at every link."""
    request.actor = None  # type: ignore[attr-defined]  # whoever is signed in at this browser has nothing to do with it
    attempts.demand("short link", attempts.address(request), *rules.VISITS)
    found = rules.read_code(settings.SECRET_KEY, code)
    person = Person.objects.filter(pk=found[1], is_active=True).first() if found else None
    if found is None or person is None:
        return _said(request, NotYours("E-link", _("链接不对，看一下是不是没复制全")), status=404)
    attempts.demand("one link", found[0], *rules.TAPS)
    actor = replace(actor_for(person, request.at), via="link")  # type: ignore[attr-defined]
    with translation.override(person.language or translation.get_language()):
        try:
            with acting(actor):
                return _used(request, found[0], actor) if request.method == "POST" else _shown(request, found[0], actor)
        except Refused as refused:
            return _said(request, refused)


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, told to nobody: the address would open it again."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _said(request: HttpRequest, refused: Refused, status: int = 0) -> HttpResponse:
    context = {"title": _("这个链接办不了"), "sentence": str(refused.sentence), "code": refused.code}
    return _private(render(request, "doors/said.html", context, status=status or refused.status))


def _held(link_id: int, actor: Actor, at: Any) -> tuple[Link, Case, rules.Offer]:
    """The link with its case and what may be done now; refused where it is spent or the case went on."""
    link = Link.objects.filter(pk=link_id, person_id=actor.person_id).first()
    if link is None:
        raise NotYours("E-link", _("链接不对，看一下是不是没复制全"))
    actions.demand_fresh(link, at)
    case = Case.objects.select_related("unit").filter(pk=link.case_id).first()
    if case is None:
        raise Refused("E-link-moved", _("这件事已经办过，或转给了别人，登录看一下轮到谁"))
    return link, case, actions.offered(case, link, actor, at)[1]


def _shown(request: HttpRequest, link_id: int, actor: Actor, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    link, case, offer = _held(link_id, actor, request.at)  # type: ignore[attr-defined]
    context = {
        "case": case, "offer": offer, "form": form or AnswerForm(ask=offer.ask), "who": rules.masked_name(actor.name), "ends": link.ends_at,
        "title": offer.verb,
    }  # fmt: skip
    return _private(render(request, "doors/link.html", context, status=status))


def _used(request: HttpRequest, link_id: int, actor: Actor) -> HttpResponse:
    link, case, offer = _held(link_id, actor, request.at)  # type: ignore[attr-defined]
    form = AnswerForm(request.POST, ask=offer.ask)
    if not form.is_valid():
        return _shown(request, link_id, actor, form, 422)
    try:
        actions.use_link(link_id, value=form.cleaned_data.get("value"), by=actor, at=request.at)  # type: ignore[attr-defined]
    except Refused as refused:
        if offer.ask is None or not refused.fields:
            raise
        form.add_error("value", str(next(iter(refused.fields.values()))))
        return _shown(request, link_id, actor, form, refused.status)
    done = rules.ANSWERS[case.kind, link.key].words
    context = {"case": case, "done": done, "who": rules.masked_name(actor.name), "at": request.at, "title": _("办好了")}  # type: ignore[attr-defined]
    return _private(render(request, "doors/done.html", context))


# ── the calendar ───────────────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
@public("a calendar that a phone fetches: its secret address is the key; titles, units and limits of what waits for its owner")
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """What waits for a person, as a calendar. `?as=todo` for tasks in place of events."""
    found = queries.person_of(code)
    row = queries.feed_of(found[0], digest(found[1])) if found else None
    who = row.pk if row else f"address {attempts.address(request)}"
    if left := attempts.wait("calendar", who, *rules.FETCHES):
        response = HttpResponse(status=429, content_type="text/plain")
        response["Retry-After"] = str(left)
        return response
    if found is None or row is None:
        raise Http404
    person, at = found[0], request.at  # type: ignore[attr-defined]
    actor = actor_for(person, at)
    with acting(actor), translation.override(person.language or settings.LANGUAGE_CODE):
        entries = [_entry(case, at) for case in queries.dated(actor)]
        body = ical.written(entries, name=_("安澜时限"), base=settings.ANLAN_BASE_URL, as_todo=request.GET.get("as") == "todo")
        actions.remember_fetch(row, at)
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    same = mark in [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    response = HttpResponse(b"" if same else body, status=304 if same else 200, content_type="text/calendar; charset=utf-8")
    response["ETag"], response["Cache-Control"] = mark, "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _entry(case: Case, at: Any) -> ical.Entry:
    return ical.Entry(
        pk=case.pk, summary=_("{title}（{unit}）").format(title=case.title, unit=case.unit), says=_(queries.verb_of(case, at)),
        url=f"{settings.ANLAN_BASE_URL}/cases/{case.pk}/", due=case.due_at, since=case.since, version=case.version,
        early=queries.reminder(case),
    )  # fmt: skip


@require_POST
@may(OWN)
def feed_make(request: HttpRequest) -> HttpResponse:
    """A new address for my calendar, shown once."""
    address = actions.make_feed(by=request.actor, at=request.at)  # type: ignore[attr-defined]
    crumbs: pages.Crumbs = [(_("我的"), reverse("me")), (_("登录与钥匙"), reverse("keys")), (_("日历地址"), "")]
    return render(request, "doors/feed.html", {"title": _("日历地址"), "address": address, "crumbs": crumbs})


@require_POST
@may(OWN)
def feed_revoke(request: HttpRequest) -> HttpResponse:
    """Take the address back."""
    actions.revoke_feed(by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("keys")
