"""One check as it is made on a phone: items, rooms, the rest in one tap, signing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.kernel.acting import may
from anlan.kernel.errors import Refused
from anlan.kernel.once import once
from anlan.kernel.web import pages
from anlan.registers.places.models import Place
from anlan.work.checks import actions
from anlan.work.checks.forms import photos, room_parts, uuid_of
from anlan.work.checks.queries.rounds import get_check
from anlan.work.checks.screens import doing as screens
from anlan.work.checks.views.common import crumbs, number, who

SEE, DO = "see a check", "make a check"


@require_GET
@may(SEE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The check with everything that was answered."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    check = get_check(pk)
    context = screens.context(check, request.actor, request.at)  # type: ignore[attr-defined]
    context |= {"refused": refused, "title": check.round.title, "crumbs": crumbs((check.round.title, ""))}
    return pages.respond(request, "checks/do.html", "checks/_do.html", context, status=refused.status if refused else 200)


def _answered(
    request: HttpRequest, pk: int, anchor: str, work: Callable[[], Any], part: Callable[[Refused | None], HttpResponse]
) -> HttpResponse:
    """Do it once; the one item or room comes back to the page that sent it, with the sentence when it was refused."""

    def done() -> str:
        work()
        return anchor

    try:
        once(request.POST.get("nonce", ""), done, at=request.at)  # type: ignore[attr-defined]
    except Refused as refused:
        if pages.is_fragment(request):
            return part(refused)
        return _show(request, pk, refused)
    if pages.is_fragment(request):
        return part(None)
    return redirect(f"{reverse('check_do', args=[pk])}#{anchor}")


@require_POST
@may(DO)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: in order, not in order (a hazard at once), or not here."""
    check, post = get_check(pk), request.POST
    key = post.get("key", "")

    def work() -> Any:
        return actions.answer(
            pk, key, post.get("verdict", ""), note=post.get("note", ""), where=post.get("where", ""), photos=photos(request),
            danger=post.get("danger") == "1", **who(request),
        )  # fmt: skip

    def part(refused: Refused | None) -> HttpResponse:
        fresh = get_check(pk)
        found = screens.lines(fresh, only=key, refused=refused, typed=post if refused else None)
        context = screens.head(fresh, request.actor, request.at) | {"line": found[0] if found else None, "changed": True}  # type: ignore[attr-defined]
        return render(request, "checks/_line_kept.html", context, status=refused.status if refused else 200)

    return _answered(request, check.pk, f"item-{key}", work, part)


@require_POST
@may(DO)
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """One room: all in order, what is not, a hazard, or in use during the break."""
    check, post = get_check(pk), request.POST
    place = Place.objects.select_related("unit").filter(pk=number(post.get("place", ""), 0)).first()
    if place is None:
        raise Refused("E-check-room", _("这间不在这次检查里，刷新看一下"))
    do, bad = post.get("do", ""), post.getlist("bad")

    def work() -> Any:
        if do == "ok" and bad:
            raise Refused("E-check-both", _("勾了没好的，就点“记下没好的”或“报成隐患”"))
        if do in ("note", "hazard") and not bad:
            raise Refused("E-check-bad", _("勾上哪样没好"), fields={"bad": _("勾上哪样没好")})
        return actions.answer_room(
            pk, place, room_parts(check.stage, place, bad), note=post.get("note", ""), in_use=do == "in_use", hazard=do == "hazard",
            photos=photos(request) if do == "hazard" else (), code=uuid_of(post.get("code", "")), **who(request),
        )  # fmt: skip

    def part(refused: Refused | None) -> HttpResponse:
        fresh, at = get_check(pk), request.at  # type: ignore[attr-defined]
        found = screens.doors(fresh, at, only=place.pk, refused=refused)
        context = screens.head(fresh, request.actor, at) | {"door": found[0] if found else None, "changed": True, "typed_bad": bad}  # type: ignore[attr-defined]
        return render(request, "checks/_door_kept.html", context, status=refused.status if refused else 200)

    return _answered(request, check.pk, f"room-{place.pk}", work, part)


@require_POST
@may(DO)
def rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is left is in order."""
    get_check(pk)
    try:
        actions.rest(pk, **who(request))
    except Refused as refused:
        return _show(request, pk, refused)
    return redirect("check_do", pk)


@require_POST
@may(DO)
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign and hand in."""
    get_check(pk)
    try:
        actions.hand_in(pk, nothing=request.POST.get("nothing") == "1", **who(request))
    except Refused as refused:
        return _show(request, pk, refused)
    return redirect("check_do", pk)
