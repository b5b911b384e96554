"""The first page, one's own page, changing the post, and the demo's one-click sign-in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anlan.kernel.acting import may, public
from anlan.kernel.outbox import queries as outbox
from anlan.kernel.outbox.actions import mark_read
from anlan.kernel.outbox.sending import reads
from anlan.registers.people.models import Person

LOOPBACK = ("127.0.0.1", "::1")


@may("see one's first page")
def home(request: HttpRequest) -> HttpResponse:
    """Leaders and bureau officers begin with the board, everybody else with the inbox."""
    post = request.actor.post  # type: ignore[attr-defined]
    if post and post.role in ("head", "leader") and post.unit_kind in ("city", "district"):
        return redirect("board")
    return redirect("inbox")


@may("see one's own page")
def me(request: HttpRequest) -> HttpResponse:
    """What I was told, my posts, language, sessions, password, signing out."""
    person = request.actor.person_id  # type: ignore[attr-defined]
    told = []
    for delivery in outbox.told(person):
        title, url = reads(delivery.message)
        told.append({"delivery": delivery, "title": title, "url": url})
    fresh = mark_read(person, at=request.at)  # type: ignore[attr-defined]
    return render(request, "shell/me.html", {"crumbs": [], "told": told, "fresh": fresh})


@require_POST
@may("use another of one's posts")
def switch_post(request: HttpRequest) -> HttpResponse:
    """Use another of one's own posts; rights stay the sum of all."""
    grant_id = int(request.POST.get("grant", "0") or 0)
    if any(g.grant_id == grant_id for g in request.actor.grants):  # type: ignore[attr-defined]
        Person.objects.filter(pk=request.user.pk).update(last_post_id=grant_id)
    return redirect(request.POST.get("next") or "home")


@require_POST
@public("the demo's cast signs in by one click; only in demo mode, only from this machine")
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast. 404 outside demo mode and from other machines."""
    if not settings.ANLAN_DEMO or request.META.get("REMOTE_ADDR") not in LOOPBACK or "HTTP_X_FORWARDED_FOR" in request.META:
        raise Http404
    person = Person.objects.filter(pk=request.POST.get("person") or 0, is_active=True).first()
    if person is None:
        raise Http404
    login(request, person, backend="anlan.registers.people.sign_in.NumberOrName")
    return redirect("home")
