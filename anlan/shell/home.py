"""The first page, one's own page, changing the post, and the demo's one-click sign-in."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anlan.kernel.acting import may, public
from anlan.kernel.errors import Refused
from anlan.kernel.outbox import queries as outbox
from anlan.kernel.outbox.actions import mark_read
from anlan.registers.people.models import Person
from anlan.shell.demo import is_offered, one_of_the_cast


@may("see one's first page")
def home(request: HttpRequest) -> HttpResponse:
    """Leaders and bureau officers begin with the board, everybody else with the inbox."""
    post = request.actor.post  # type: ignore[attr-defined]
    if post and post.role in ("head", "leader") and post.unit_kind in ("city", "district"):
        return redirect("board")
    return redirect("inbox")


@require_safe
@may("see one's own page")
def me(request: HttpRequest) -> HttpResponse:
    """What I was told, my posts, language, sessions, password, signing out."""
    person = request.actor.person_id  # type: ignore[attr-defined]
    told = outbox.told(person)
    mark_read(person, at=request.at)  # type: ignore[attr-defined]
    return render(request, "shell/me.html", {"crumbs": [], "told": told, "fresh": sum(row.new for row in told)})


@require_POST
@may("use another of one's posts")
def switch_post(request: HttpRequest) -> HttpResponse:
    """Use another of one's own posts; rights stay the sum of all."""
    wanted = request.POST.get("grant", "")
    grant_id = int(wanted) if wanted.isdecimal() else 0
    if any(g.grant_id == grant_id for g in request.actor.grants):  # type: ignore[attr-defined]
        Person.objects.filter(pk=request.actor.person_id).update(last_post_id=grant_id)  # type: ignore[attr-defined]
    target = request.POST.get("next", "")
    return redirect(target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "home")


@may("hear why there is no password to change")
def no_password(request: HttpRequest) -> HttpResponse:
    """An account that was never given a password has none to change."""
    raise Refused("E-no-password", _("这个账号还没有密码，找本单位管理员发一个"))


@require_POST
@public("the demo's cast signs in by one click; only in demo mode, only from this machine")
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast. 404 outside demo mode, from other machines, and for everybody else's account."""
    if not is_offered(request):
        raise Http404
    wanted = request.POST.get("person", "")
    person = one_of_the_cast(int(wanted) if wanted.isdecimal() else 0)
    if person is None:
        raise Http404
    login(request, person, backend="anlan.registers.people.sign_in.NumberOrName")
    return redirect("home")
